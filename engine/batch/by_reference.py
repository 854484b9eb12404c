"""Cases decided one after the other by the reference meaning: what every other backend must equal."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.batch.behind import Behind
from engine.batch.columns import (
    ALWAYS,
    FactColumn,
    ResultColumn,
    fact_columns,
    result_columns,
    result_schema,
    without_steps,
)
from engine.diagnostics import FaultsFound
from engine.evaluate import REFERENCE, decide
from engine.matching import Matcher
from engine.model import Answer, Model
from engine.trace import OutcomeValue, Verdict
from engine.values import Missing, Value

if TYPE_CHECKING:
    import pyarrow as pa

Held: TypeAlias = Value | list[str] | list[Value | None] | None
"""What a column of the result holds."""


def answers(
    model: Model, benefits: Sequence[str], facts: "pa.Table", *, matcher: Matcher = REFERENCE
) -> "pa.Table":
    """Return the verdicts on the cases of *facts* (``columns.facts_schema``), in their order."""
    import pyarrow as pa

    schema = result_schema(model, benefits)
    columns = fact_columns(model, benefits)
    single = [(code, without_steps(model, code), result_columns(model, code)) for code in benefits]
    rows: list[dict[str, Held]] = []
    for row in facts.to_pylist():
        case = facts_of(columns, row)
        found: dict[str, Held] = {"position": row["position"], "id": row["id"], "faute": None}
        for code, alone, joined in single:
            try:
                found |= {
                    f"{code}.{name}": value
                    for name, value in answer(alone, code, joined, case, matcher).items()
                }
            except FaultsFound as faults:
                found["faute"] = f"{faults.diagnostics[0].code}:{code}"
                break
        rows.append(found if found["faute"] is None else {name: found[name] for name in ALWAYS})
    return pa.Table.from_pylist(rows, schema=schema)


def facts_of(columns: Sequence[FactColumn], row: Mapping[str, Any]) -> dict[str, Value]:
    """Return the facts of the case that *row* of a relation of facts holds."""
    facts: dict[str, Value] = {}
    for name, type_ in columns:
        value: Value | int | None = row[name]
        if value is None:
            continue
        if type_.is_numeric:
            assert isinstance(value, int | Decimal) and not isinstance(value, bool)
            value = Decimal(f"{int(value)}E-{type_.decimals}")  # exact whatever the context
        assert not isinstance(value, int) or isinstance(value, bool)
        facts[name] = value
    return facts


def row_of(columns: Sequence[FactColumn], facts: Mapping[str, Value]) -> dict[str, Value | int | None]:
    """Return the row of a relation of facts that holds *facts*: the opposite of ``facts_of``."""
    row: dict[str, Value | int | None] = {}
    for name, type_ in columns:
        value = facts.get(name)
        row[name] = int(value.scaleb(type_.decimals)) if isinstance(value, Decimal) else value
    return row


def answer(
    model: Model,
    benefit: str,
    columns: Sequence[ResultColumn],
    facts: Mapping[str, Value],
    matcher: Matcher = REFERENCE,
) -> dict[str, Held]:
    """Return the columns of *benefit* for a case; *model* is ``without_steps``.

    Raises:
        FaultsFound: the tables contradict themselves on this case.
    """
    listener = Behind(model, model.benefits[benefit])
    verdict = decide(model, facts, benefit, matcher=matcher, tracer=listener)
    opened = verdict.answer is Answer.OPEN
    found: dict[str, Held] = {
        "verdict": verdict.answer.code,
        "lignes": list(verdict.rows),
        "exigences": [] if opened else [f"{row}:{condition.term}" for row, condition in listener.violated],
        "manquants": list(listener.missing),
    }
    joined = _joined(verdict)
    found |= {column.name: joined.get((column.source, column.term)) for column in columns}
    return found


def _joined(verdict: Verdict) -> dict[tuple[str, str], Held]:
    return {
        (part.source, term): _held(value) for part in verdict.joined for term, value in part.outcomes.items()
    }


def _held(value: OutcomeValue) -> Held:
    if isinstance(value, tuple):
        return [None if isinstance(member, Missing) else member for member in value]
    return None if isinstance(value, Missing) else value
