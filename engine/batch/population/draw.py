"""People drawn one by one from counters: the same seed gives the same people, wherever they are drawn."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from engine import __version__
from engine.batch.backend import Backend
from engine.batch.columns import result_columns
from engine.batch.parquet import to_parquet
from engine.batch.population.population import Population
from engine.batch.population.to_model import DAY, DRAWS, PEOPLE, WHERE, WHICH, draw_of, to_model
from engine.batch.reading.to_sql import name
from engine.batch.session import Session
from engine.batch.writing.results import Written, to_csv, to_lines
from engine.model import Model

MOST = 2**32 - 1
"""People of one population: the counter has 32 bits."""
_MASK = 2**32 - 1


def draw(
    population: Population,
    model: Model,
    engines: Callable[[Model, Sequence[str]], Backend],
    *,
    size: int,
    seed: int,
    target: Path,
    form: Written,
    folder: Path,
    told: Callable[[float], None],
) -> int:
    """Write *size* people in *target* and return how many there are; *folder* is for what is in between."""
    drawn = to_model(population, model)
    backend = engines(drawn, (PEOPLE,))
    with Session(folder) as session:
        session.run(f"CREATE TEMP VIEW tirages AS {draws(population, size, seed)}")
        query = backend.decide(session, "tirages", folder)
        columns = result_columns(drawn, PEOPLE)
        shown = ", ".join(
            f"{_narrow(name(f'{PEOPLE}.{column.name}'), column.type.decimals if column.type.is_numeric else None)}"
            f" AS {name(column.name)}"
            for column in columns
        )
        people = f"SELECT id, {shown} FROM ({query}) ORDER BY position"
        if form is Written.PARQUET:
            metadata = {
                "graine": str(seed),
                "sceau": model.seal,
                "programme": f"check-eligibility {__version__}",
            }
            statement = to_parquet(people, target, metadata, len(columns))
        elif form is Written.CSV:
            statement = to_csv(session, people, target, ";", ",")
        else:
            statement = to_lines(people, target)
        return session.number(statement, told)


def _narrow(column: str, decimals: int | None) -> str:
    return column if decimals is None else f"CAST({column} AS DECIMAL(18, {decimals}))"


def draws(population: Population, size: int, seed: int) -> str:
    """Return the query that gives the draws of each person: a 32-bit mix of a counter and of keys, twice.

    The mix is « lowbias32 » (Chris Wellons, public domain), whole numbers only.
    """
    columns = [draw_of(drawn.fact, what) for drawn in population.facts for what in (WHICH, WHERE)]
    quoted = [name(column) for column in columns]
    keys = {name(column): [_key(seed, column, turn) for turn in (0, 1)] for column in columns}
    query = f"SELECT range + 1 AS position FROM range({size})"
    first = ", ".join(
        f"((position::UBIGINT * 2654435769 + {keys[column][0]}) & {_MASK})::UBIGINT AS {column}"
        for column in quoted
    )
    query = f"SELECT position, {first} FROM ({query})"
    for turn in (0, 1):
        for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B), (16, 1)):
            mixed = ", ".join(
                f"((xor({c}, {c} >> {shift}) * {factor}) & {_MASK})::UBIGINT AS {c}" for c in quoted
            )
            query = f"SELECT position, {mixed} FROM ({query})"
        if not turn:
            keyed = ", ".join(f"(({c} + {keys[c][1]}) & {_MASK})::UBIGINT AS {c}" for c in quoted)
            query = f"SELECT position, {keyed} FROM ({query})"
    last = ", ".join(f"(({c} * {DRAWS}) >> 32)::BIGINT AS {c}" for c in quoted)
    return (
        f"SELECT position, position::VARCHAR AS id, {last}, DATE '2000-01-01' AS {name(DAY)} FROM ({query})"
    )


def _key(seed: int, column: str, turn: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed} {turn} {column}".encode()).digest()[:4], "big")
