"""The examples and the reference cases of a watched folder: what each gives, and what an edit makes of it."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cli import golden
from cli.answer import benefits_of
from engine.cases.check_examples import check_example
from engine.cases.outcomes import written
from engine.diagnostics import Diagnostic, FaultsFound
from engine.evaluate import Memory
from engine.model import Example, Model
from engine.names import fold
from engine.replay import Edit, Played, edit, play, play_again
from engine.trace import Verdict
from engine.values import Value


class Job(NamedTuple):
    """A case and one benefit that it asks for; ``expected`` is the verdict that its author expects, if told."""

    case: str
    benefit: str
    facts: Mapping[str, Value]
    expected: str = ""
    example: Example | None = None


class Kept(NamedTuple):
    """What a case gave the last time, and what its author expects and does not get."""

    job: Job
    played: Played
    denied: tuple[Diagnostic, ...] = ()


class Flip(NamedTuple):
    """What an edit changes for a case; ``is_verdict``: its very answer, not only what goes with it."""

    job: Job
    before: str
    after: str
    is_verdict: bool


class Replayed(NamedTuple):
    """What an edit changes; how many cases give something else or are new, and how many there are."""

    flips: tuple[Flip, ...]
    changed: int
    total: int


class Cases:
    """What each case gave the last time; the first time, aside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unread: tuple[Diagnostic, ...] = ()
        self._golden: dict[Path, Sequence[Job]] = {}
        self._kept: dict[tuple[str, str], Kept] = {}
        self._model: Model | None = None
        self._thread: threading.Thread | None = None

    @property
    def total(self) -> int:
        """How many cases there are."""
        return len(self._kept)

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """What the authors of the examples expect and do not get, and the reference cases that cannot be read."""
        return (*self._unread, *(fault for kept in self._kept.values() for fault in kept.denied))

    @property
    def are_played(self) -> bool:
        """Whether every case has been played once."""
        return self._thread is not None and not self._thread.is_alive()

    def start(self, model: Model) -> None:
        """Begin to play every case, aside."""
        self._thread = threading.Thread(target=self._play_all, args=[model], daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Wait until every case has been played once."""
        if self._thread is not None:
            self._thread.join()

    def replay(self, model: Model) -> Replayed:
        """Return what *model* changes, against the one before; nothing the first time."""
        if self._thread is None:
            self.start(model)
            self.wait()
            return Replayed((), 0, self.total)
        self.wait()
        before = self._model
        assert before is not None
        since = edit(before, model)
        if before.terms != model.terms or before.benefits != model.benefits:
            self._read_golden(model, before)
        earlier, self._kept = self._kept, {}
        flips: list[Flip] = []
        changed = 0
        for job in self._jobs(model):
            kept = earlier.get(_key(job))
            now = self._kept[_key(job)] = _again(since, job, kept)
            if kept is None or now.played is not kept.played:
                changed += 1
                flips += [] if kept is None else _flips(job, kept.played, now.played)
        self._model = model
        return Replayed(tuple(flips), changed, self.total)

    def _play_all(self, model: Model) -> None:
        self._read_golden(model)
        for job in self._jobs(model):
            self._kept[_key(job)] = _first(model, job)
        self._model = model

    def _jobs(self, model: Model) -> Iterator[Job]:
        for example in model.examples:
            yield Job(f"exemple {example.id}", example.benefit, example.facts, "", example)
        yield from chain.from_iterable(self._golden.values())

    def _read_golden(self, model: Model, before: Model | None = None) -> None:
        """Read the reference cases; those that *model* reads as *before* did stay as they are."""
        found: dict[Path, Sequence[Job]] = {}
        unread: list[Diagnostic] = []
        spoiled = None if before is None else _read_otherwise(before, model)
        for path in golden.case_files(self.folder):
            kept = self._golden.get(path)
            if kept and spoiled is not None and spoiled.isdisjoint(kept[0].facts):
                found[path] = kept
                continue
            try:
                found[path] = _jobs_of(golden.read_golden_case(path, model), model)
            except FaultsFound as faults:
                unread += faults.diagnostics
        self._golden, self._unread = found, tuple(unread)


def _read_otherwise(before: Model, after: Model) -> set[str] | None:
    """Return the facts that a case may now write otherwise; None: any case may read otherwise."""
    if _askable(before) != _askable(after) or _asked_by_date(before) != _asked_by_date(after):
        return None
    return {name for name, term in after.terms.items() if before.terms[name] != term}


def _askable(model: Model) -> dict[str, bool]:
    return {name: term.can_be_given for name, term in model.terms.items()}


def _asked_by_date(model: Model) -> dict[str, tuple[object, str]]:
    return {code: (benefit.order, benefit.reference_date) for code, benefit in model.benefits.items()}


def _jobs_of(one: golden.GoldenCase, model: Model) -> list[Job]:
    jobs: list[Job] = []
    for code in benefits_of(one.case, model):
        expected = one.expected.get(code)
        said = "" if expected is None else expected.verdict
        jobs.append(Job(one.name, code, one.case.facts, said))
    return jobs


def _key(job: Job) -> tuple[str, str]:
    return (job.case, job.benefit)


def _first(model: Model, job: Job) -> Kept:
    if job.example is None:
        return Kept(job, play(model, job.facts, job.benefit))
    memory = Memory()
    denied = tuple(check_example(model, job.example, memory=memory))
    return Kept(job, play(model, job.facts, job.benefit, memory), denied)


def _again(since: Edit, job: Job, kept: Kept | None) -> Kept:
    if kept is None or kept.job.facts != job.facts:
        return _first(since.after, job)
    now = play_again(since, job.facts, job.benefit, kept.played)
    if job.example is None or (job == kept.job and _gives_what_it_gave(job.example, kept.played, now)):
        return Kept(job, now, kept.denied)
    return Kept(job, now, tuple(check_example(since.after, job.example)))


def _gives_what_it_gave(example: Example, before: Played, now: Played) -> bool:
    if now is before:
        return True
    alike = now.verdict is not None and all(
        before.worth(name) == now.worth(name) for name in example.expected
    )
    return alike and (before.verdict is None) == (now.verdict is None)


def _flips(job: Job, before: Played, after: Played) -> Iterator[Flip]:
    was, now = before.verdict, after.verdict
    if was is None or now is None:
        if (was is None) != (now is None):
            yield Flip(job, _answer(was), _answer(now), True)
    elif was.answer is not now.answer:
        yield Flip(job, _answer(was), _answer(now), True)
    else:
        old, new = dict(_beside(was)), dict(_beside(now))
        for name in dict.fromkeys((*old, *new)):
            if old.get(name) != new.get(name):
                yield Flip(job, f"{name} {old.get(name, '-')}", new.get(name, "-"), False)


def _answer(verdict: Verdict | None) -> str:
    return "tables en conflit" if verdict is None else verdict.answer.code


def _beside(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """Yield what goes with the answer of *verdict*, by name."""
    yield "lignes", ", ".join(verdict.rows) or "-"
    yield (
        "à demander",
        " ou ".join(", ".join(sorted(lack.name for lack in remedy)) for remedy in verdict.remedies) or "-",
    )
    for joined in verdict.joined:
        for name, value in joined.outcomes.items():
            yield name, written(value)


def as_expected(flip: Flip) -> bool:
    """Whether the author of the case expects the new verdict, or does not say."""
    return not flip.job.expected or not flip.is_verdict or fold(flip.job.expected) == fold(flip.after)
