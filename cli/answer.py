"""From a case to its explanation: which benefits it asks for, then each decided and explained."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engine import __version__
from engine.cases.case import Case
from engine.cases.read_case import sealed
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef
from engine.matching import Matcher
from engine.model import Benefit, Model
from engine.values import Value

if TYPE_CHECKING:
    from explain.explanation import Explanation
    from explain.tree import Decided


def asking_for(case: Case, benefits: Sequence[str]) -> Case:
    """Return *case* asking for *benefits*; as it is when there are none."""
    return sealed(replace(case, benefits=tuple(dict.fromkeys(benefits)))) if benefits else case


def dated(case: Case, model: Model, day: Value) -> Case:
    """Return *case* with *day* as the reference date of the benefits it asks for."""
    dates = {model.benefits[code].reference_date: day for code in benefits_of(case, model)}
    return sealed(replace(case, facts={**case.facts, **dates}))


def benefits_of(case: Case, model: Model) -> tuple[str, ...]:
    """Return the benefits that *case* asks for: those it names, else all whose reference date it gives.

    Raises:
        FaultsFound: it names none, and gives the reference date of none.
    """
    if case.benefits:
        return case.benefits
    found = tuple(code for code, benefit in _catalogue(model) if benefit.reference_date in case.facts)
    if found:
        return found
    by_date: dict[str, list[str]] = {}
    for code, benefit in _catalogue(model):
        by_date.setdefault(benefit.reference_date, []).append(code)
    dates = "\u00a0; ".join(f"{day} ({', '.join(codes)})" for day, codes in by_date.items())
    fault = Diagnostic(
        code="aucune-prestation",
        where=CaseRef(case.file, "faits"),
        message="le cas ne demande aucune prestation et ne donne aucune date de référence",
        help=f"donnez «\u00a0prestations\u00a0» ou l’une de ces dates\u00a0: {dates}",
    )
    raise FaultsFound([fault])


def decided(case: Case, model: Model, matcher: Matcher, *, opening: bool = True) -> "tuple[Decided, ...]":
    """Return the verdict on each benefit that *case* asks for, with its events; *opening*: and the day on
    which a refused right opens, which takes hundreds of other decisions.

    Raises:
        FaultsFound: the tables contradict themselves on this case.
    """
    from engine.evaluate import decide
    from engine.opening import with_opening
    from explain.record import Record
    from explain.tree import Decided

    found: list[Decided] = []
    for code in benefits_of(case, model):
        record = Record()
        verdict = decide(model, case.facts, code, matcher=matcher, tracer=record)
        found.append(Decided(with_opening(model, verdict) if opening else verdict, record.events))
    return tuple(found)


def explained(case: Case, model: Model, matcher: Matcher, *, opening: bool = True) -> "Explanation":
    """Return the explanation of *case*: one verdict for each benefit it asks for."""
    from explain.tree import explain

    return explain(model, case, decided(case, model, matcher, opening=opening), __version__)


def _catalogue(model: Model) -> list[tuple[str, Benefit]]:
    return sorted(model.benefits.items(), key=lambda item: item[1].order)
