"""A chunk of the inputs -> its facts in SQL, and its rows at fault in words.

SQL finds the rows in which something is given and no fact is read; ``read_fact`` then says what is wrong
with each value, or takes it: its odd spelling is learnt, and the chunk is read again.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from engine.batch.columns import FactColumn
from engine.batch.reading import to_sql
from engine.batch.reading.dialect import Dialect
from engine.batch.reading.held import Held
from engine.batch.reading.match_columns import ID
from engine.batch.reading.pieces import Chunk, scan
from engine.batch.reading.source import Column
from engine.batch.reading.to_sql import name, text
from engine.batch.reading.written import TEXT_MARK, fact_of
from engine.batch.session import Session
from engine.cases.read_fact import FactFault
from engine.model import Model
from engine.values import Value

AT_FAULT = "colonnes fautives"
POSITION = "position"
TEXTS = (Held.TEXT, Held.TOKEN)
CASE = f"{name(POSITION)}, {name(ID)}"
MOST_KEPT = 100_000


class BadValue(NamedTuple):
    """A value that is no fact: where it stands, what is written, and what is wrong with it."""

    position: int
    id: str | None
    column: str
    written: str
    code: str
    reason: str


class Given(NamedTuple):
    """A fact that a chunk gives: its place among those wanted, and the column that it is read from."""

    place: int
    fact: FactColumn
    column: Column

    @property
    def held(self) -> Held:
        """What the column holds."""
        assert self.column.held is not None  # _wrong_types has seen to it
        return self.column.held


class Facts:
    """Reads the facts *wanted*; keeps the odd spellings that it has learnt, in temporary tables."""

    def __init__(self, session: Session, model: Model, wanted: Sequence[FactColumn]) -> None:
        self.session = session
        self.model = model
        self.wanted = wanted
        self.learnt: dict[tuple[str, Held, Dialect], str] = {}
        self.spellings: dict[tuple[str, Held, Dialect], set[str]] = {}
        self.verdicts: dict[tuple[str, Held, Dialect, object], Value | FactFault | None] = {}

    def query(self, chunk: Chunk) -> str:
        """Return the query of the facts of *chunk*: position, id, each of ``wanted``, then ``AT_FAULT``,
        NULL or the places in ``wanted`` of the values that are no fact."""
        given = self.given(chunk)
        dialect = chunk.source.dialect
        query = self._as_learnt(self._cleaned(chunk), chunk)
        parsed = [
            f"{name(one.fact.name)} IS NOT NULL AS {_flag(one)}, "
            f"{to_sql.parsed(name(one.fact.name), one.held, one.fact.type, dialect)} AS {name(one.fact.name)}"
            for one in given
        ]
        within = [
            f"{_flag(one)}, {to_sql.within(name(one.fact.name), one.fact.type)} AS {name(one.fact.name)}"
            for one in given
        ]
        query = f"SELECT {', '.join([CASE, *parsed])} FROM ({query})"
        query = f"SELECT {', '.join([CASE, *within])} FROM ({query})"
        known = {one.fact.name for one in given}
        facts = [
            name(fact.name)
            if fact.name in known
            else f"CAST(NULL AS {to_sql.held_as(fact.type)}) AS {name(fact.name)}"
            for fact in self.wanted
        ]
        return f"SELECT {', '.join([CASE, *facts])}, {_places(given)} AS {name(AT_FAULT)} FROM ({query})"

    def at_fault(self, chunk: Chunk, relation: str) -> tuple[int, frozenset[int]]:
        """Return how many rows of *relation*, the facts of *chunk*, are at fault, and the places of the texts
        that are: their spelling may only be odd."""
        texts = [one.place for one in self.given(chunk) if one.held in TEXTS]
        wrong = [f"bool_or(list_contains({name(AT_FAULT)}, {place}))" for place in texts]
        ((count, *found),) = self.session.run(
            f"SELECT {', '.join([f'count({name(AT_FAULT)})', *wrong])} FROM {relation}"
        )
        return count, frozenset(place for place, one in zip(texts, found, strict=True) if one)

    def learn(self, chunk: Chunk, relation: str, places: Collection[int]) -> bool:
        """Learn the odd spellings of the texts at fault at *places* of *relation*, the facts of *chunk*;
        return whether there were any: the chunk is then to be read again."""
        found = False
        for one in self.given(chunk):
            if one.place not in places:
                continue
            rows = self.session.rows(
                f"SELECT DISTINCT {name(one.fact.name)} FROM ({self._cleaned(chunk)}) AS given"
                f" JOIN (SELECT {name(POSITION)} FROM {relation}"
                f" WHERE list_contains({name(AT_FAULT)}, {one.place})) AS wrong USING ({name(POSITION)})"
            )
            odd: list[tuple[str, str | None]] = []
            for (written,) in rows:
                verdict = self.verdict(one, chunk.source.dialect, written)
                if not isinstance(verdict, FactFault):
                    odd.append((written, to_sql.canonical(verdict, one.held, chunk.source.dialect)))
            if odd:
                self._keep(one, chunk.source.dialect, odd)
                found = True
        return found

    def bad_values(self, chunk: Chunk, relation: str) -> Iterator[BadValue]:
        """Yield what is wrong in the rows at fault of *relation*, the facts of *chunk*, in order."""
        given = {one.place: one for one in self.given(chunk)}
        shown = [f"{_shown(one)} AS {name(f'c{place}')}" for place, one in given.items()]
        rows = self.session.rows(
            f"SELECT wrong.{name(AT_FAULT)}, raw.* FROM ({scan(chunk, [_id(chunk), *shown])}) AS raw"
            f" JOIN (SELECT {name(POSITION)}, {name(AT_FAULT)} FROM {relation}"
            f" WHERE {name(AT_FAULT)} IS NOT NULL) AS wrong USING ({name(POSITION)})"
            f" ORDER BY raw.{name(POSITION)}"
        )
        order = {place: index for index, place in enumerate(given)}
        for places, position, identifier, *written in rows:
            for place in places:
                one, raw = given[place], written[order[place]]
                verdict = self.verdict(one, chunk.source.dialect, raw)
                assert isinstance(verdict, FactFault), (one.fact.name, one.held, raw)
                reason = f"{verdict.message}\u00a0; {verdict.help}" if verdict.help else verdict.message
                yield BadValue(position, identifier, one.column.name, _plain(raw), verdict.code, reason)

    def verdict(self, one: Given, dialect: Dialect, raw: object) -> Value | FactFault | None:
        """Return the fact that *raw* is, or what is wrong with it."""
        key = (one.fact.name, one.held, dialect, raw)
        if key in self.verdicts:
            return self.verdicts[key]
        try:
            found: Value | FactFault | None = fact_of(self.model.terms[one.fact.name], raw, one.held, dialect)
        except FactFault as fault:
            found = fault
        if len(self.verdicts) < MOST_KEPT:
            self.verdicts[key] = found
        return found

    def given(self, chunk: Chunk) -> tuple[Given, ...]:
        """Return the facts that *chunk* gives."""
        return tuple(
            Given(place, fact, chunk.columns[fact.name])
            for place, fact in enumerate(self.wanted)
            if fact.name in chunk.columns
        )

    def _cleaned(self, chunk: Chunk) -> str:
        dialect = chunk.source.dialect
        cleaned = [
            f"{to_sql.clean(name(one.column.stored), one.held, one.column.duckdb_type, dialect)}"
            f" AS {name(one.fact.name)}"
            for one in self.given(chunk)
        ]
        return scan(chunk, [_id(chunk), *cleaned])

    def _as_learnt(self, query: str, chunk: Chunk) -> str:
        """Return *query* with the spellings that are known to be odd replaced."""
        columns = [CASE]
        joins: list[str] = []
        for one in self.given(chunk):
            table = self.learnt.get((one.fact.name, one.held, chunk.source.dialect))
            column = f"given.{name(one.fact.name)}"
            if table is None:
                columns.append(column)
                continue
            joins.append(f" LEFT JOIN {table} ON {column} = {table}.written")
            read = f"CASE WHEN {table}.written IS NULL THEN {column} ELSE {table}.spelt END"
            columns.append(f"{read} AS {name(one.fact.name)}")
        if not joins:
            return query
        return (
            f"SELECT {', '.join(columns)} FROM ({query}) AS given{''.join(joins)} ORDER BY {name(POSITION)}"
        )

    def _keep(self, one: Given, dialect: Dialect, odd: Sequence[tuple[str, str | None]]) -> None:
        key = (one.fact.name, one.held, dialect)
        connection = self.session.connection
        known = self.spellings.setdefault(key, set())
        assert known.isdisjoint(written for written, _ in odd), (key, "learnt in vain")
        known.update(written for written, _ in odd)
        if key not in self.learnt:
            self.learnt[key] = f"learnt_{len(self.learnt)}"
            connection.execute(f"CREATE TEMP TABLE {self.learnt[key]} (written VARCHAR, spelt VARCHAR)")
        connection.execute(
            f"INSERT INTO {self.learnt[key]} SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
            [[written for written, _ in odd], [spelt for _, spelt in odd]],
        )


def _id(chunk: Chunk) -> str:
    column = chunk.columns.get(ID)
    if column is None:
        return f"CAST(NULL AS VARCHAR) AS {name(ID)}"
    written = f"CAST({name(column.stored)} AS VARCHAR)"
    if column.held is Held.TOKEN:
        written = f"ltrim(nullif({written}, 'null'), {text(TEXT_MARK)})"
    return f"nullif({written}, '') AS {name(ID)}"


def _flag(one: Given) -> str:
    """Return the name of the column that says whether a value is given."""
    return name(f"? {one.fact.name}")


def _places(given: Sequence[Given]) -> str:
    wrong = [f"({_flag(one)} AND {name(one.fact.name)} IS NULL)" for one in given]
    if not wrong:
        return "CAST(NULL AS INTEGER[])"
    listed = ", ".join(
        f"CASE WHEN {test} THEN {one.place} END" for one, test in zip(given, wrong, strict=True)
    )
    some = " OR ".join(wrong)
    return f"CASE WHEN {some} THEN list_filter([{listed}], lambda x: x IS NOT NULL) END"


def _shown(one: Given) -> str:
    """Return the column as Python is to see it."""
    column = name(one.column.stored)
    if one.held in (Held.DATE, Held.MOMENT):
        return f"CAST({column} AS VARCHAR)"
    return f"CAST(CAST({column} AS VARCHAR) AS DOUBLE)" if one.column.duckdb_type == "FLOAT" else column


def _plain(raw: object, most: int = 60) -> str:
    """Return *raw* fit for one cell of a table: short, on one line."""
    written = str(raw).removeprefix(TEXT_MARK) if isinstance(raw, str) else str(raw)
    shown = "".join(character if character.isprintable() else "\ufffd" for character in written)
    return shown if len(shown) <= most else shown[: most - 1] + "…"
