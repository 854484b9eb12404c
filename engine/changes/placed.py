"""Where a case stands among the columns of a table of both versions."""

from collections.abc import Mapping

from engine.changes.drafts import unmarked
from engine.changes.joint import Joint
from engine.checks.boxes import Box
from engine.evaluate import worths
from engine.model import Expression, Model, Ref, names_in
from engine.values import Known, Missing, Value


def placed(joint: Joint, facts: Mapping[str, Value], day: Value | None) -> Box:
    """Return the point of *facts* on each column (0: no glossary allows it), at a reference date (None: absent)."""
    on: Known = Missing() if day is None else day
    tell = [worths(model, facts, on) for model in joint.models]

    def worth(expression: Expression, *, after: bool) -> Known:
        """Return what *expression* is worth in the version that reads it."""
        side = 1 if after or not _reads(joint.models[0], expression) else 0
        return tell[side](expression) if _reads(joint.models[side], expression) else Missing()

    points: list[int] = []
    for column, axis in joint.axes.items():
        value = on if column == joint.day else worth(Ref(column.name), after=column.after)
        ends: dict[Expression, Known] = {}
        for end in axis.endpoints:
            written, marked = unmarked(end)
            ends[end] = worth(written, after=marked)
        points.append(joint.locate(column, value, ends))
    return tuple(points)


def _reads(model: Model, expression: Expression) -> bool:
    return all(name in model.terms for name in names_in(expression))
