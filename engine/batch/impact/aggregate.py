"""The counts of an impact, in SQL: the verdicts of both models joined by the position of the case."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from engine.batch.by_reference import facts_of
from engine.batch.columns import fact_columns, result_columns
from engine.batch.impact.both import Side
from engine.batch.impact.cuts import Cut, fact_cut, groups_of
from engine.batch.impact.impact import (
    VERDICTS,
    Amount,
    BenefitImpact,
    Breakdown,
    Flow,
    LeftOut,
    Moved,
    Reason,
    Share,
    Way,
    Witness,
)
from engine.batch.reading.to_sql import name, text
from engine.batch.session import Session
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef
from engine.model import Model
from engine.values import Kind, Value

WITNESSES = 10
MOST_VALUES = 12
"""Values of a column of which each has its line, when nobody asks for that column."""
Heard = Callable[[float], None]


def _silent(share: float) -> None:
    """Hear how far the counting is, and do nothing of it."""


def aggregate(
    session: Session, before: Side, after: Side, code: str, asked: Sequence[Cut], told: Heard = _silent
) -> BenefitImpact:
    """Return what the change does to the benefit *code*, cut by the columns *asked* (none: the usual facts).

    Raises:
        FaultsFound: a column asked for cannot be put in groups.
    """
    model = after.model
    amounts = _amounts(before.model, model, code)
    read = facts_read(before) | facts_read(after)
    usual = [fact for fact in _usual(before.model, model, code) if fact in read]
    cuts = asked or [fact_cut(model.terms[fact], read=True) for fact in usual]
    session.run(
        f"CREATE OR REPLACE TEMP TABLE ensemble AS {_joined(before, after, code, amounts, cuts)}", told
    )
    return BenefitImpact(
        code,
        model.benefits[code].label,
        _ways(session),
        tuple(Flow(*row) for row in session.run(_FLOWS)),
        tuple(_amount_lines(session, model, code, amounts)),
        tuple(_breakdowns(session, cuts, amounts, asked=bool(asked))),
        tuple(_reasons(session, before, after)),
        tuple(_moved(session, before, after)),
    )


def left_out(session: Session, before: Side, after: Side) -> tuple[LeftOut, ...]:
    """Return why cases are not decided, the most frequent reasons first."""
    both = " UNION ALL ".join(
        f"SELECT {place} AS side, code, coalesce(nullif(colonne, ''), prestation, '') AS held,"
        f" coalesce(rang, 'ligne ' || ligne) AS place FROM {side.rejects}"
        for place, side in enumerate((before, after))
    )
    counted = ", ".join(f"count(DISTINCT place) FILTER (side = {place}) AS side_{place}" for place in (0, 1))
    rows = session.run(
        f"SELECT code, held, {counted} FROM ({both}) GROUP BY ALL ORDER BY side_0 + side_1 DESC, code, held"
    )
    return tuple(LeftOut(*row) for row in rows)


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


def facts_read(side: Side) -> set[str]:
    """Return the facts that *side* read."""
    return {fact.name for fact in fact_columns(side.model, side.benefits)}


def _usual(before: Model, after: Model, code: str) -> list[str]:
    """Return the facts whose values are few: closed lists and booleans."""
    facts = dict.fromkeys((*fact_columns(after, (code,)), *fact_columns(before, (code,))))
    return [
        fact.name
        for fact in facts
        if fact.type.kind is Kind.BOOLEAN or (fact.type.choices and len(fact.type.choices) <= MOST_VALUES)
    ]


def _joined(before: Side, after: Side, code: str, amounts: Sequence[str], cuts: Sequence[Cut]) -> str:
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
    known = facts_read(before)
    sources = [_source(cut, known) for cut in cuts]
    held = [
        f"{source}.{name(cut.name)} AS {_column(place)}"
        for place, (cut, source) in enumerate(zip(cuts, sources, strict=True))
    ]
    demands = (
        f"a.{name(f'{code}.exigences')} AS demandes_avant, b.{name(f'{code}.exigences')} AS demandes_apres"
    )
    columns = ", ".join(
        ["a.position", f"{old} AS avant", f"{new} AS apres", f"{way} AS sens", demands, *values, *held]
    )
    facts = "".join(
        f" JOIN {side.facts} AS {source} USING (position)"
        for source, side in (("f", before), ("g", after))
        if source in sources
    )
    return f"SELECT {columns} FROM {before.verdicts} AS a JOIN {after.verdicts} AS b USING (position){facts}"


def _source(cut: Cut, known: Collection[str]) -> str:
    """Return the relation that holds the column of *cut*: the verdicts, where it was kept, or the facts."""
    if cut.type is None:
        return "a"
    return "f" if cut.name in known else "g"


def _column(place: int) -> str:
    return f"coupe_{place}"


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
    session: Session, cuts: Sequence[Cut], amounts: Sequence[str], *, asked: bool
) -> Iterator[Breakdown]:
    """Yield the cases by each of *cuts*; when nobody asks, by those that split them in several, not too many."""
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
    held = {column: type_ for column, type_, *_ in session.run("DESCRIBE ensemble")}
    for place, cut in enumerate(cuts):
        groups = groups_of(session, "ensemble", _column(place), held[_column(place)], cut.type)
        if groups is None:
            raise FaultsFound([_no_group(cut)])
        found = session.run(f"SELECT {groups.key}, {counted} FROM ensemble GROUP BY 1")
        rows = {key: rest for key, *rest in found}
        if not asked and not 1 < len(rows) <= MOST_VALUES:
            continue
        shares: list[Share] = []
        for key, value in groups.labels.items():
            if key not in rows:
                continue
            cases, opened, opens, winners, losers, *summed = rows[key]
            pairs = zip(summed[::2], summed[1::2], strict=True)
            totals = {
                one: (Decimal(old), Decimal(new)) for one, (old, new) in zip(amounts, pairs, strict=True)
            }
            shares.append(Share(value, cases, opened, opens, winners, losers, totals))
        yield Breakdown(cut.name, cut.label, tuple(shares))


def _no_group(cut: Cut) -> Diagnostic:
    return Diagnostic(
        code="colonne-sans-groupe",
        where=CaseRef("--par", cut.name),
        message="cette colonne contient des listes ou des objets, selon lesquels on ne compte pas",
        help="prenez une colonne de textes, de nombres, de dates ou de oui et non",
    )


def _reasons(session: Session, before: Side, after: Side) -> Iterator[Reason]:
    """Yield the demands violated, by term: a case counts once, whatever the rows that ask the same."""

    def violated(side: str) -> str:
        found = f"list_transform(demandes_{side}, lambda x: regexp_replace(x, '^.*:', ''))"
        return f"coalesce(list_distinct({found}), []) AS {side}"

    rows = session.run(
        "SELECT term, count(*) FILTER (old AND NOT new) AS gone, count(*) FILTER (new AND NOT old) AS come,"
        " count(*) FILTER (old AND new) AS kept FROM (SELECT term, list_contains(avant, term) AS old,"
        " list_contains(apres, term) AS new FROM (SELECT avant, apres,"
        " unnest(list_distinct(list_concat(avant, apres))) AS term"
        f" FROM (SELECT {violated('avant')}, {violated('apres')} FROM ensemble)))"
        " GROUP BY term ORDER BY gone + come DESC, kept DESC, term"
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
        f"SELECT avant, apres, sens, position {changed}"
        f" QUALIFY row_number() OVER (PARTITION BY avant, apres, sens ORDER BY position) <= {WITNESSES}"
        " ORDER BY position"
    )
    positions = [row[3] for row in first]
    names = _names(session, before, positions)
    old, new = _read(session, before, positions), _read(session, after, positions)
    for was, is_, way, cases in flows:
        witnesses = tuple(
            Witness(position, names[position] or str(position), old[position], new[position])
            for *key, position in first
            if key == [was, is_, way]
        )
        yield Moved(was, is_, Way(way), cases, witnesses)


def _names(session: Session, side: Side, positions: Sequence[int]) -> dict[int, str]:
    """Return the names of the cases at *positions*."""
    listed = ", ".join(map(str, positions)) or "NULL"
    rows = session.run(f"SELECT position, id FROM {side.verdicts} WHERE position IN ({listed})")
    return {position: str(id_ or "") for position, id_ in rows}


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
