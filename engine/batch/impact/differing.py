"""Which benefits two models do not decide from the same rules."""

from engine.model import Model
from engine.reach import reach


def differing(before: Model, after: Model) -> tuple[str, ...]:
    """Return the benefits of both models that read tables, calculations or figures that differ."""
    common = [code for code in before.benefits if code in after.benefits]
    return tuple(code for code in common if _read(before, code) != _read(after, code))


def _read(model: Model, code: str) -> object:
    benefit = model.benefits[code]
    reached = reach(model, (benefit.table, *benefit.amounts, *benefit.durations))
    named = (*reached.facts, *reached.calculations)
    return (
        benefit.table,
        benefit.reference_date,
        benefit.amounts,
        benefit.durations,
        {name: model.tables[name] for name in reached.tables},
        {name: model.calculations[name] for name in reached.calculations},
        {name: model.parameters[name] for name in reached.parameters},
        {name: (model.terms[name].type, model.terms[name].can_be_given) for name in named},
    )
