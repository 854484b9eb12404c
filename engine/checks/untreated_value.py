"""A value of a closed list that no row of a table takes, though the table looks at it."""

from collections.abc import Iterator, Mapping

from engine.checks.asked_cases import asked_cases
from engine.checks.boxes import Box, Budget, OutOfBudget, intersection
from engine.checks.gap import treated
from engine.checks.grid import left_over
from engine.checks.slices import Slice
from engine.checks.space import SINGLE, Space, Witness
from engine.diagnostics import Diagnostic, Severity

MOST_COMPARED = 100_000


def untreated_value(spaces: Mapping[str, Space]) -> Iterator[Diagnostic]:
    """Report each value that a table without ``sinon`` may be asked about, and leaves without an answer."""
    for space in spaces.values():
        table = space.table
        if table.policy not in SINGLE or table.default is not None or space.is_too_large:
            continue
        for name in space.terms:
            choices = space.model.terms[name].type.choices
            left = {
                choice: witness
                for choice in choices
                if (
                    witness := next(
                        filter(None, (_left(space, part, name, choice) for part in space.slices)), None
                    )
                )
            }
            if left:
                listed = ", ".join(f"«\u00a0{choice}\u00a0»" for choice in left)
                yield Diagnostic(
                    code="valeur-non-traitee",
                    where=table.where,
                    message=f"aucune ligne de la table «\u00a0{table.name}\u00a0» n’accepte {listed}"
                    f" pour «\u00a0{space.model.terms[name].label}\u00a0»",
                    help="ajouter une ligne pour ces valeurs, ou une ligne «\u00a0sinon\u00a0»",
                    severity=Severity.WARNING,
                    witness=space.case(next(iter(left.values()))),
                )


def _left(space: Space, part: Slice, name: str, choice: str) -> Witness | None:
    """Return a case in which the table may be asked about *choice*; None when a row takes it."""
    place = list(part.axes).index(name)
    axis = part.axes[name]
    mask = axis.at(choice) & ~treated(space, part)[place]
    if not mask:
        return None
    only = tuple(
        mask if key == name else part.span if key == space.day else each.full
        for key, each in part.axes.items()
    )
    for box, apart in asked_cases(space, part):
        asked = _one_of(intersection(only, box), apart)
        if asked is not None:
            return next((witness for witness, _ in space.witness(part, asked)), None)
    return None


def _one_of(box: Box, apart: tuple[Box, ...]) -> Box | None:
    """Return cases of *box* that are in none of *apart*; None when there is none, or it cannot be told."""
    try:
        return next(left_over(box, apart, Budget(MOST_COMPARED)), None)
    except OutOfBudget:
        return None
