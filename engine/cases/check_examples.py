"""Runs the examples that stand beside the rules (``Cas de test``)."""

from collections.abc import Callable, Iterator, Sequence

from engine.cases.outcomes import outcomes, same, written
from engine.diagnostics import Diagnostic, FaultsFound, in_order
from engine.evaluate import REFERENCE, Memory, decide
from engine.matching import Matcher
from engine.model import Answer, Example, Model
from engine.trace import Event
from engine.values import Missing

Listen = Callable[[str, Sequence[Event]], None]
"""Who is told each example played: its name, and the events of its decision."""


class _Kept:
    """A tracer that keeps the events."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def tell(self, event: Event) -> None:
        self.events.append(event)


def check_examples(
    model: Model, matcher: Matcher = REFERENCE, *, listen: Listen | None = None
) -> tuple[Diagnostic, ...]:
    """Return a fault for each outcome that an example of *model* expects and does not get."""
    return in_order(
        fault for example in model.examples for fault in check_example(model, example, matcher, listen=listen)
    )


def check_example(
    model: Model,
    example: Example,
    matcher: Matcher = REFERENCE,
    *,
    listen: Listen | None = None,
    memory: Memory | None = None,
) -> Iterator[Diagnostic]:
    """Yield a fault for each outcome that *example* expects and does not get; *memory*, empty, gets what
    is worked out."""
    kept = _Kept()
    try:
        verdict = decide(model, example.facts, example.benefit, matcher=matcher, tracer=kept, memory=memory)
    except FaultsFound as found:
        yield from found.diagnostics
        return
    if listen is not None:
        listen(f"{example.benefit} {example.id}", kept.events)
    got = outcomes(model, kept.events)
    for name, expected in example.expected.items():
        value = got.get(name)
        if name not in got:
            message = (
                f"l’exemple {example.id} attend «\u00a0{name}\u00a0», que la prestation n’évalue pas ici"
            )
            help_ = (
                "une prestation refusée n’a ni montant ni durée"
                if verdict.answer is Answer.REFUSED
                else "joignez ce nom à la prestation, ou retirez la colonne"
            )
        elif same(value, expected):
            continue
        else:
            message = (
                f"l’exemple {example.id} attend {name} = {written(expected)},"
                f" les tables donnent {written(value)}"
            )
            rows = ", ".join(verdict.rows)
            help_ = f"lignes retenues\u00a0: {rows}" if rows else "aucune ligne n’est retenue"
            if isinstance(value, Missing) and value.remedies:
                lacks = ", ".join(sorted(lack.name for lack in value.remedies[0]))
                help_ = f"il manque à l’exemple\u00a0: {lacks}"
        yield Diagnostic(code="exemple-dementi", where=example.where, message=message, help=help_)
