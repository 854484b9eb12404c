"""The spaces that French sentences and numbers ask for."""

import re

NBSP, NARROW_NBSP = "\u00a0", "\u202f"

_LOOSE_SPACE = re.compile(r" (?=[:;?!](?:\s|$))|(?<=«) | (?=»)")


def typeset(sentence: str) -> str:
    """Return *sentence* with no-break spaces inside quotation marks and before high punctuation."""
    return _LOOSE_SPACE.sub(NBSP, sentence)


def grouped(number: int) -> str:
    """Return *number* with its digits by three."""
    return f"{number:,}".replace(",", NARROW_NBSP)


def counted(number: int, one: str, many: str) -> str:
    """Return ``1 ligne``, ``2 lignes``; none is one."""
    return f"{grouped(number)}{NBSP}{many if number > 1 else one}"
