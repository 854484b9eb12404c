"""How much of an explanation to show."""

from enum import Enum


class Detail(Enum):
    """``resume``: one sentence a benefit; ``motifs``: what is signed and handed over; ``trace``: all."""

    RESUME = "resume"
    MOTIFS = "motifs"
    TRACE = "trace"

    @property
    def has_reasons(self) -> bool:
        """Whether reasons, amounts and sources are shown."""
        return self is not Detail.RESUME

    @property
    def has_trace(self) -> bool:
        """Whether every table, row and cell is shown, and the seal in full."""
        return self is Detail.TRACE
