"""The dated figures of the reduced rules, in cents, by year: what the hand-written engines hold."""

from collections.abc import Mapping
from typing import NamedTuple


class Figures(NamedTuple):
    """The ceiling and the threshold of one year."""

    ceiling: int
    threshold: int


FIGURES: Mapping[int, Figures] = {
    2018: Figures(3973200, 386280),
    2019: Figures(4052400, 391920),
    2020: Figures(4113600, 398280),
    2021: Figures(4113600, 404640),
    2022: Figures(4113600, 409320),
    2023: Figures(4399200, 411360),
    2024: Figures(4636800, 420880),
    2025: Figures(4710000, 438320),
    2026: Figures(4806000, 458200),
}
COMMON = ("artisan", "commerçant", "profession libérale non réglementée")
LIBERAL = "profession libérale CNAVPL"
HELPER = "conjoint collaborateur"
RETIRED = "retraité"
