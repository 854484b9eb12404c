"""A case: the facts of one person, checked against the glossary."""

from collections.abc import Mapping

from engine.record import record
from engine.values import Value


@record(kw_only=True)
class Case:
    """What a case file says.

    ``benefits`` are the codes asked for (empty: all that the case can ask for). ``facts`` holds only
    what is known. ``seal`` is the SHA-256 of id, benefits and facts in canonical form.
    """

    id: str
    benefits: tuple[str, ...]
    facts: Mapping[str, Value]
    file: str = ""
    seal: str = ""
