"""A folder of workbooks as it is saved again and again: what each save changes, in words."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from cli import show
from cli.edited import edited
from cli.watched_cases import Cases, Flip, Replayed, as_expected
from engine.diagnostics import Diagnostic
from engine.location import CellRef
from engine.model import Model
from engine.pipeline import Progress
from engine.recompile import Recompiler
from explain.changes.words import ARROW
from explain.faults.words import counted

MOST_SHOWN = 12
UNFINISHED = frozenset({"fichier-vide", "fichier-endommage", "fichier-illisible", "pas-un-classeur"})
"""What a file looks like while it is being written."""

_COLOURS = {"-": "\x1b[31m", "+": "\x1b[32m", "=": "\x1b[1m"}
_RESET = "\x1b[0m"


class Watching:
    """What was last seen of a folder; each look returns the text to show."""

    def __init__(self, golden: Path, *, colour: bool = False) -> None:
        self.colour = colour
        self.cases = Cases(golden)
        self._compiler = Recompiler()
        self._contents: Mapping[str, bytes] = {}
        self._faults: tuple[Diagnostic, ...] = ()
        self._good: Model | None = None
        self._announced = False
        self._noticed = 0.0

    def begin(
        self,
        contents: Mapping[str, bytes],
        unread: Sequence[Diagnostic] = (),
        progress: Progress | None = None,
    ) -> str:
        """Return what is wrong in the folder as it is (*unread*: files that cannot be read); its cases begin
        to be played aside."""
        model = self._compiled(contents, unread, progress)
        self._good = model
        if model is not None:
            self.cases.start(model)
        return show.shown(self._faults, colour=self.colour) + _sizes(model, self._faults)

    def announced(self) -> str:
        """Return, once, what the cases gave when they were first played; empty until they are."""
        if self._announced or not self.cases.are_played:
            return ""
        self._announced = True
        said = show.shown(self.cases.faults, colour=self.colour)
        return f"{said}{self.cases.total}\u00a0exemples et cas de référence joués\u00a0: {counted(self.cases.faults) or 'rien à signaler'}\n"

    def is_unfinished(self, contents: Mapping[str, bytes]) -> bool:
        """Whether a workbook is gone or half-written: it may be there, whole, the next instant."""
        self._noticed = self._noticed or time.monotonic()
        if self._contents.keys() - contents.keys():
            return True
        return any(
            fault.code in UNFINISHED
            for name, data in contents.items()
            if self._contents.get(name) != data
            for fault in self._compiler.read(name, data)[1]
        )

    def saved(self, contents: Mapping[str, bytes], unread: Sequence[Diagnostic] = ()) -> str:
        """Return what *contents* change since the last look; empty when they are the same."""
        start, self._noticed = self._noticed or time.monotonic(), 0.0
        files = sorted(
            name
            for name in self._contents.keys() | contents.keys()
            if self._contents.get(name) != contents.get(name)
        )
        if not files:
            return ""
        known = (*self._faults, *self.cases.faults)
        model = self._compiled(contents, unread)
        text = _line(", ".join(files), "=", self.colour)
        before = self._good
        replayed: Replayed | None = None
        if model is not None:
            replayed = self.cases.replay(model)
            self._announced = True
            if before is not None:
                text += "".join(f"  {line}\n" for line in edited(before, model))
            self._good = model
        text += self._difference(known, (*self._faults, *self.cases.faults))
        if replayed is not None:
            text += self._flips(replayed.flips)
            text += _counted(replayed)
        else:
            text += "les cas ne sont pas rejoués tant qu’il reste une erreur"
        return f"{text}, en {_seconds(time.monotonic() - start)}\u00a0s\n"

    def _compiled(
        self, contents: Mapping[str, bytes], unread: Sequence[Diagnostic], progress: Progress | None = None
    ) -> Model | None:
        self._contents = contents
        model, found = (None, ()) if unread else self._compiler.compile(contents, progress)
        self._faults = (*unread, *found)
        return model

    def _difference(self, known: Sequence[Diagnostic], now: Sequence[Diagnostic]) -> str:
        """Return the faults that were not there, those that are gone, and how many remain."""
        new, gone = _but(now, known), _but(known, now)
        text = show.shown(new, colour=self.colour)
        text += "".join(
            _line(f"corrigé\u00a0: {fault.where}\u00a0: {fault.message}", "+", self.colour) for fault in gone
        )
        counts = [
            f"{len(faults)}\u00a0{one if len(faults) == 1 else many}"
            for faults, one, many in (
                (new, "faute nouvelle", "fautes nouvelles"),
                (gone, "faute corrigée", "fautes corrigées"),
                (_but(now, new), "faute restante", "fautes restantes"),
            )
            if faults
        ]
        return text + (", ".join(counts) or "aucune faute") + "\n"

    def _flips(self, flips: Sequence[Flip]) -> str:
        """Return the verdicts that change, those that their author does not expect first; then what goes with them."""
        text = ""
        for heading, found in (
            ("verdicts qui changent", sorted((f for f in flips if f.is_verdict), key=as_expected)),
            ("ce qui change sans changer de verdict", [f for f in flips if not f.is_verdict]),
        ):
            if found:
                text += f"{heading}\u00a0: {len(found)}\n"
                text += "".join(self._flip(flip) for flip in found[:MOST_SHOWN])
            if len(found) > MOST_SHOWN:
                text += f"  … et {len(found) - MOST_SHOWN} de plus\n"
        return text

    def _flip(self, flip: Flip) -> str:
        denied = not as_expected(flip)
        told = f" (le cas attend {flip.job.expected})" if denied else ""
        line = f"  {flip.job.case}, {flip.job.benefit}\u00a0: {flip.before} {ARROW} {flip.after}{told}"
        return _line(line, "-" if denied else "", self.colour)


def _counted(replayed: Replayed) -> str:
    match replayed.changed:
        case 0:
            changed = "aucun ne change"
        case 1:
            changed = "1\u00a0change"
        case number:
            changed = f"{number}\u00a0changent"
    return f"{replayed.total}\u00a0exemples et cas de référence\u00a0: {changed}"


def _but(faults: Sequence[Diagnostic], others: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return the *faults* that are not among *others*; a fault that only moved on its sheet is the same."""
    left = Counter(map(_same, others))
    found: list[Diagnostic] = []
    for fault in faults:
        if left[_same(fault)]:
            left[_same(fault)] -= 1
        else:
            found.append(fault)
    return found


def _same(fault: Diagnostic) -> tuple[str, ...]:
    where = fault.where
    place = (where.workbook, where.sheet) if isinstance(where, CellRef) else (where.file, where.path)
    return (fault.code, *place, fault.message)


def _sizes(model: Model | None, faults: Sequence[Diagnostic]) -> str:
    found = counted(faults) or "rien à signaler"
    if model is None:
        return f"{found}\n"
    return f"{len(model.tables)}\u00a0tables, {len(model.benefits)}\u00a0prestations\u00a0: {found}\n"


def _line(text: str, sign: str, colour: bool) -> str:
    start = _COLOURS.get(sign, "") if colour else ""
    return f"{start}{text}{_RESET}\n" if start else f"{text}\n"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")
