"""The counts of an impact, in SQL: the verdicts of both models joined by the position of the case."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from engine.batch.by_reference import facts_of
from engine.batch.columns import fact_columns, result_columns
from engine.batch.impact.both import Side
from engine.batch.impact.impact import (
    VERDICTS,
    Amount,
    BenefitImpact,
    Breakdown,
    Flow,
    Moved,
    Reason,
    Share,
    Way,
    Witness,
)
from engine.batch.reading.to_sql import name, text
from engine.batch.session import Session
from engine.model import Model
from engine.values import Kind, Value

WITNESSES = 10
MOST_VALUES = 12
"""Values of a column of which each has its line, when nobody asks for that column."""
MOST_VALUES_ASKED = 200
NOTHING = "non renseigné"


def aggregate(session: Session, before: Side, after: Side, code: str, asked: Sequence[str]) -> BenefitImpact:
    """Return what the change does to the benefit *code*, cut by the facts *asked* (none: the usual ones)."""
    model = after.model
    amounts = _amounts(before.model, model, code)
    read = _facts(before) | _facts(after)
    cut = [fact for fact in asked or _usual(before.model, model, code) if fact in read]
    session.run(f"CREATE OR REPLACE TEMP TABLE ensemble AS {_joined(before, after, code, amounts, cut)}")
    return BenefitImpact(
        code,
        model.benefits[code].label,
        _ways(session),
        tuple(Flow(*row) for row in session.run(_FLOWS)),
        tuple(_amount_lines(session, model, code, amounts)),
        tuple(_breakdowns(session, model, cut, amounts, asked=bool(asked))),
        tuple(_reasons(session, before, after)),
        tuple(_moved(session, before, after)),
    )


_FLOWS = "SELECT avant, apres, count(*) FROM ensemble GROUP BY ALL ORDER BY 3 DESC, 1, 2"


def _amounts(before: Model, after: Model, code: str) -> list[str]:
    """Return the amounts joined to the benefit in both models."""

    def joined(model: Model) -> list[str]:
        return [
            column.name
            for column in result_columns(model, code)
            if column.type.kind is Kind.AMOUNT
            and not column.many
            and column.source in model.benefits[code].amounts
        ]

    return [column for column in joined(after) if column in joined(before)]


def _facts(side: Side) -> set[str]:
    return {fact.name for fact in fact_columns(side.model, side.benefits)}


def _usual(before: Model, after: Model, code: str) -> list[str]:
    """Return the facts whose values are few: closed lists and booleans."""
    facts = dict.fromkeys((*fact_columns(after, (code,)), *fact_columns(before, (code,))))
    return [
        fact.name
        for fact in facts
        if fact.type.kind is Kind.BOOLEAN or (fact.type.choices and len(fact.type.choices) <= MOST_VALUES)
    ]


def _joined(before: Side, after: Side, code: str, amounts: Sequence[str], cut: Sequence[str]) -> str:
    """Return the query of the cases that both models decide, with how each fares."""
    pairs = [(f"a.{name(f'{code}.{one}')}", f"b.{name(f'{code}.{one}')}") for one in amounts]
    up = " OR ".join(f"coalesce({new} > {old}, false)" for old, new in pairs) or "false"
    down = " OR ".join(f"coalesce({new} < {old}, false)" for old, new in pairs) or "false"
    old, new = f"a.{name(f'{code}.verdict')}", f"b.{name(f'{code}.verdict')}"
    ranks = f"[{', '.join(map(text, VERDICTS))}]"
    rank_before, rank_after = (f"list_position({ranks}, {verdict})" for verdict in (old, new))
    way = (
        f"CASE WHEN {rank_after} > {rank_before} THEN 'gagne' WHEN {rank_after} < {rank_before} THEN 'perd'"
        f" WHEN ({up}) AND ({down}) THEN 'mixte' WHEN {up} THEN 'gagne' WHEN {down} THEN 'perd'"
        " ELSE 'inchange' END"
    )
    values = [
        f"{pair[0]} AS {name(f'avant {one}')}, {pair[1]} AS {name(f'apres {one}')}"
        for one, pair in zip(amounts, pairs, strict=True)
    ]
    known = _facts(before)
    cuts = [f"{'f' if fact in known else 'g'}.{name(fact)}" for fact in cut]
    demands = (
        f"a.{name(f'{code}.exigences')} AS demandes_avant, b.{name(f'{code}.exigences')} AS demandes_apres"
    )
    columns = ", ".join(
        [
            "a.position",
            "a.id",
            f"{old} AS avant",
            f"{new} AS apres",
            f"{way} AS sens",
            demands,
            *values,
            *cuts,
        ]
    )
    return (
        f"SELECT {columns} FROM {before.verdicts} AS a JOIN {after.verdicts} AS b USING (position)"
        f" JOIN {before.facts} AS f USING (position) JOIN {after.facts} AS g USING (position)"
    )


def _ways(session: Session) -> Mapping[Way, int]:
    rows = session.run("SELECT sens, count(*) FROM ensemble GROUP BY sens")
    found = {str(way): int(cases) for way, cases in rows}
    return {way: found.get(way.value, 0) for way in Way}


def _open(side: str) -> str:
    return f" FILTER ({side} = 'ouvert')"


def _sum(side: str, amount: str, kept: str) -> str:
    return f"coalesce(sum({name(f'{side} {amount}')}){kept}, 0)"


def _amount_lines(session: Session, model: Model, code: str, amounts: Sequence[str]) -> Iterator[Amount]:
    columns = {column.name: column for column in result_columns(model, code)}
    for one in amounts:
        label, type_ = model.terms[columns[one].term].label, columns[one].type
        for only_open in (True, False):
            kept = {side: _open(side) if only_open else "" for side in ("avant", "apres")}
            counted = ", ".join(
                f"count({name(f'{side} {one}')}){kept[side]}, {_sum(side, one, kept[side])}" for side in kept
            )
            row = session.run(f"SELECT {counted} FROM ensemble")[0]
            yield Amount(one, label, type_, only_open, row[0], Decimal(row[1]), row[2], Decimal(row[3]))


def _breakdowns(
    session: Session, model: Model, cut: Sequence[str], amounts: Sequence[str], *, asked: bool
) -> Iterator[Breakdown]:
    """Yield the cases by each fact of *cut* that splits them in several values, not too many."""
    sums = [_sum(side, one, _open(side)) for one in amounts for side in ("avant", "apres")]
    counted = ", ".join(
        [
            "count(*)",
            "count(*) FILTER (avant = 'ouvert')",
            "count(*) FILTER (apres = 'ouvert')",
            "count(*) FILTER (sens = 'gagne')",
            "count(*) FILTER (sens = 'perd')",
            *sums,
        ]
    )
    most = MOST_VALUES_ASKED if asked else MOST_VALUES
    for fact in cut:
        term = model.terms[fact]
        rows = session.run(
            f"SELECT {name(fact)}, {counted} FROM ensemble GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {most + 1}"
        )
        if not asked and not 1 < len(rows) <= most:
            continue
        decimals = term.type.decimals if term.type.is_numeric else None
        shares: list[Share] = []
        for value, cases, opened, opens, winners, losers, *summed in rows[:most]:
            pairs = zip(summed[::2], summed[1::2], strict=True)
            totals = {
                one: (Decimal(old), Decimal(new)) for one, (old, new) in zip(amounts, pairs, strict=True)
            }
            shares.append(Share(_shown(value, decimals), cases, opened, opens, winners, losers, totals))
        yield Breakdown(fact, term.label, tuple(shares))


def _shown(value: object, decimals: int | None) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "oui" if value else "non"
    if decimals and isinstance(value, int):
        return f"{Decimal(value).scaleb(-decimals):f}".replace(".", ",")
    return str(value)


def _reasons(session: Session, before: Side, after: Side) -> Iterator[Reason]:
    """Yield the demands violated, by term: a case counts once, whatever the rows that ask the same."""

    def violated(side: str) -> str:
        return (
            "SELECT DISTINCT position, regexp_replace(code, '^.*:', '') AS term"
            f" FROM (SELECT position, unnest(demandes_{side}) AS code FROM ensemble)"
        )

    rows = session.run(
        "SELECT term, count(*) FILTER (b IS NULL), count(*) FILTER (a IS NULL),"
        " count(*) FILTER (a IS NOT NULL AND b IS NOT NULL) FROM"
        f" (SELECT *, 1 AS a FROM ({violated('avant')})) AS old"
        f" FULL JOIN (SELECT *, 1 AS b FROM ({violated('apres')})) AS new USING (position, term)"
        " GROUP BY term ORDER BY 2 + 3 DESC, 1"
    )
    terms = {**before.model.terms, **after.model.terms}
    for term, vanished, appeared, kept in rows:
        yield Reason(term, terms[term].label, vanished, appeared, kept)


def _moved(session: Session, before: Side, after: Side) -> Iterator[Moved]:
    changed = "FROM ensemble WHERE sens <> 'inchange'"
    flows = session.run(
        f"SELECT avant, apres, sens, count(*) {changed} GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3"
    )
    first = session.run(
        f"SELECT avant, apres, sens, position, id {changed}"
        f" QUALIFY row_number() OVER (PARTITION BY avant, apres, sens ORDER BY position) <= {WITNESSES}"
        " ORDER BY position"
    )
    positions = [row[3] for row in first]
    old, new = _read(session, before, positions), _read(session, after, positions)
    for was, is_, way, cases in flows:
        witnesses = tuple(
            Witness(position, str(id_ or position), old[position], new[position])
            for *key, position, id_ in first
            if key == [was, is_, way]
        )
        yield Moved(was, is_, Way(way), cases, witnesses)


def _read(session: Session, side: Side, positions: Sequence[int]) -> dict[int, Mapping[str, Value]]:
    """Return the facts of the cases at *positions*."""
    if not positions:
        return {}
    facts = fact_columns(side.model, side.benefits)
    listed = ", ".join(["position", *(name(fact.name) for fact in facts)])
    rows = session.run(
        f"SELECT {listed} FROM {side.facts} WHERE position IN ({', '.join(map(str, positions))})"
    )
    return {
        row[0]: facts_of(facts, dict(zip([fact.name for fact in facts], row[1:], strict=True)))
        for row in rows
    }
