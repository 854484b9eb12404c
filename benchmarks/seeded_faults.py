"""Faults put at random in the shipped workbooks: how many are told, and at the right cell."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import NamedTuple

import openpyxl

from benchmarks.fault_kinds import LEGAL, WRITTEN, Inject
from benchmarks.fault_sites import Injected, Sites, saved_alone
from benchmarks.report import say
from cli import golden
from cli.answer import benefits_of
from cli.golden import GoldenCase
from engine.cases.check_examples import check_example, check_examples
from engine.checks.figure_missing import figure_missing
from engine.checks.space import spaces_of
from engine.diagnostics import Diagnostic
from engine.evaluate import REFERENCE
from engine.location import CellRef, Place
from engine.model import Example, Model
from engine.recompile import Recompiler
from engine.replay import Edit, Played, edit, play, play_again
from engine.shipped import shipped_tables
from engine.workbooks.read_workbook import read_workbook

ROOT = Path(__file__).resolve().parent.parent
SEED = 20260101
OF_EACH = 4
YEAR = 2026
"""The year whose figures are to be there."""

NOTE = (
    f"False alarms on the untouched workbooks: {{alarms}}. Seed {SEED}; {{seconds:.0f}} s of processor. Told: an error "
    "or a warning that was not there; for the last kinds, edits that are legal and wrong, also an example that is denied "
    "or a reference case that is, or has another verdict. Elsewhere too: messages at other cells than those of the fault."
)


class Told(NamedTuple):
    """What became of a fault: whether something was said of it, at a place that is right for it."""

    found: bool
    placed: bool
    said: str
    elsewhere: int = 0


class Shipped:
    """The shipped workbooks as they are: read, compiled, and what their cases give."""

    def __init__(self, folder: Path) -> None:
        contents = {path.name: path.read_bytes() for path in sorted(folder.glob("*.xlsx"))}
        self.compiler = Recompiler()
        model, found = self.compiler.compile(contents)
        assert model is not None
        self.model = model
        self.alarms = (*found, *check_examples(model))
        self.of_year = tuple(figure_missing(model, spaces_of(model), YEAR))
        self.read = {name: self.compiler.read(name, data) for name, data in contents.items()}
        self.workbooks = {name: book for name, (book, _) in self.read.items() if book is not None}
        self.books = {name: openpyxl.load_workbook(BytesIO(data)) for name, data in contents.items()}
        cases = [golden.read_golden_case(path, model) for path in golden.case_files(ROOT / "golden")]
        self.cases: list[tuple[GoldenCase, str, Played]] = [
            (one, code, play(model, one.case.facts, code))
            for one in cases
            for code in benefits_of(one.case, model)
        ]
        self.examples = {_key(e): (e, play(model, e.facts, e.benefit)) for e in model.examples}

    def tell(self, fault: Injected) -> Told:
        """Return what is said of *fault*, put in a copy of its workbook."""
        name, title = fault.where.workbook, fault.where.sheet
        data = saved_alone(self.books[name], title, fault.edit)
        workbook, found = read_workbook(data, name)
        if workbook is not None:
            [edited] = [sheet for sheet in workbook.sheets if sheet.name == title]
            before = self.workbooks[name]
            sheets = tuple(edited if sheet.name == title else sheet for sheet in before.sheets)
            workbook = replace(before, sheets=sheets)
        read = self.read | {name: (workbook, found)}
        model, found = self.compiler.aside().compile_read(list(read.values()))
        if model is not None:
            found = (*found, *figure_missing(model, spaces_of(model), YEAR))
        new = [one for one in found if one not in self.alarms and one not in self.of_year]
        elsewhere = [one for one in new if not any(_is_right(place, fault) for place in _places(one))]
        placed = len(elsewhere) < len(new)
        case = "" if placed or model is None else next(self._cases_that_change(model), "")
        said = [*(f"{one.code} {one.where}" for one in [*elsewhere, *new][:3]), *([case] if case else [])]
        return Told(bool(new or case), placed or bool(case), " ; ".join(said), len(elsewhere))

    def _cases_that_change(self, model: Model) -> Iterator[str]:
        """Yield the examples and reference cases that are denied, and those whose verdict is another one."""
        since = edit(self.model, model)
        for example in model.examples:
            known, before = self.examples.get(_key(example), (None, None))
            if known != example or before is None or _again(since, example, before) is not before:
                yield from (f"exemple {_key(example)}" for _ in check_example(model, example))
        for one, code, before in self.cases:
            played = play_again(since, one.case.facts, code, before)
            if played is before:
                continue
            if played.verdict != before.verdict or _denied(one, model):
                yield f"cas {one.name}"


def _denied(one: GoldenCase, model: Model) -> bool:
    return any(golden.unmet(one, model, golden.decisions(one, model, REFERENCE)))


def _again(since: Edit, example: Example, before: Played) -> Played:
    return play_again(since, example.facts, example.benefit, before)


def _key(example: Example) -> str:
    return f"{example.benefit} {example.id}"


def _places(diagnostic: Diagnostic) -> Sequence[Place]:
    return [diagnostic.where, *(place for place, _ in diagnostic.related)]


def _is_right(place: Place, fault: Injected) -> bool:
    """Whether *place* is one of those of *fault*; a row stands for its cells, where nothing else is told."""
    return isinstance(place, CellRef) and place in fault.places


def faults(
    shipped: Shipped, kinds: Mapping[str, Inject], of_each: int
) -> Iterator[tuple[str, Injected, Told]]:
    """Yield *of_each* faults of each of *kinds*, no two alike, and what is told of them."""
    for name, inject in kinds.items():
        sites = Sites(shipped.model, shipped.workbooks, Random(f"{SEED} {name}"))  # noqa: S311 - no secret
        seen: set[str] = set()
        tries = 0
        while len(seen) < of_each and tries < 20 * of_each:
            tries += 1
            fault = inject(sites)
            if fault.what not in seen:
                seen.add(fault.what)
                yield name, fault, shipped.tell(fault)


def measured(*, small: bool = False) -> str:
    """Return a Markdown table of what became of the faults of each kind; *small*: of one kind alone."""
    start = time.process_time()
    shipped = Shipped(shipped_tables())
    kinds = dict([*WRITTEN.items()][:1]) if small else {**WRITTEN, **LEGAL}
    done: list[tuple[str, str, Told]] = []
    for name, fault, told in faults(shipped, kinds, OF_EACH):
        if not done or done[-1][0] != name:
            say(f"faults: {name}")
        done.append((name, fault.what, told))
    return table(done, len(shipped.alarms), time.process_time() - start)


def table(done: Sequence[tuple[str, str, Told]], alarms: int, seconds: float) -> str:
    """Return as Markdown, kind by kind, what was *done* and told, then what was missed."""
    lines = ["| fault | put | told | at its place | elsewhere too |", "|---|---|---|---|---|"]
    lines += [_line(name, [told for *_, told in group]) for name, group in groupby(done, key=itemgetter(0))]
    every = [told for *_, told in done]
    rates = [sum(told.found for told in every) / len(every), sum(told.placed for told in every) / len(every)]
    lines += [
        _line("**all**", every),
        "",
        f"Told: {rates[0]:.1%}; at its place: {rates[1]:.1%}. " + NOTE.format(alarms=alarms, seconds=seconds),
    ]
    missed = [
        f"- {name}: {what}: {told.said or 'nothing said'}" for name, what, told in done if not told.placed
    ]
    return "\n".join([*lines, *(["", "Missed, or told at another place:", "", *missed] if missed else [])])


def _line(name: str, every: Sequence[Told]) -> str:
    found, placed = sum(told.found for told in every), sum(told.placed for told in every)
    return f"| {name} | {len(every)} | {found} | {placed} | {sum(told.elsewhere for told in every)} |"


if __name__ == "__main__":
    sys.stdout.write(measured() + "\n")
