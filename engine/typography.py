"""The spaces that French sentences ask for."""

import re

NBSP = "\u00a0"

_LOOSE_SPACE = re.compile(r" (?=[:;?!](?:\s|$))|(?<=«) | (?=»)")


def typeset(sentence: str) -> str:
    """Return *sentence* with no-break spaces inside quotation marks and before high punctuation."""
    return _LOOSE_SPACE.sub(NBSP, sentence)
