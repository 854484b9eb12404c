"""One case explained by two versions, line against line."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from engine.cases.case import Case
from engine.diagnostics import FaultsFound
from engine.evaluate import decide
from engine.model import Model
from engine.opening import with_opening
from engine.values import Value
from explain.phrases import Lang, phrases
from explain.record import Record
from explain.select import Detail
from explain.to_text import to_text
from explain.tree import Decided, explain

WIDTH = 58


class Aligned(NamedTuple):
    """A line of each version, side by side; ``differs``: they do not say the same."""

    before: str
    after: str
    differs: bool


def told(model: Model, facts: Mapping[str, Value], benefit: str) -> tuple[str, ...]:
    """Return the explanation of a verdict in lines, without the seal, which differs with any change."""
    known = {name: value for name, value in facts.items() if name in model.terms}
    record = Record()
    try:
        verdict = with_opening(model, decide(model, known, benefit, tracer=record))
    except FaultsFound as found:
        return tuple(f"{fault.where}\u00a0: {fault.message}" for fault in found.diagnostics)
    case = Case(id="", benefits=(benefit,), facts=known)
    explanation = explain(replace(model, seal=""), case, [Decided(verdict, record.events)], "")
    lines = to_text(explanation, detail=Detail.MOTIFS, lang=Lang.FR, width=WIDTH).splitlines()
    return tuple(_without_seal(lines))


def _without_seal(lines: list[str]) -> Iterator[str]:
    """Yield *lines* down to the seal, without what underlines the headings."""
    for line in lines[1:]:
        if line == phrases(Lang.FR).seal:
            return
        if line.strip("=-") or not line:
            yield line


def aligned(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[Aligned, ...]:
    """Return both texts side by side, what is the same on the same line."""
    found: list[Aligned] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, left, left_end, right, right_end in matcher.get_opcodes():
        pairs = zip_longest(before[left:left_end], after[right:right_end], fillvalue="")
        found += [Aligned(old, new, tag != "equal") for old, new in pairs]
    return tuple(found)
