"""A column read in SQL, value for value as ``read_fact`` reads it in Python: traps, then values at random."""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from engine.batch.reading.dialect import Days, Dialect
from engine.batch.reading.held import Held
from engine.batch.reading.to_sql import canonical, clean, name, parsed, within
from engine.batch.reading.written import fact_of
from engine.cases.read_fact import FactFault
from engine.model import Nature, Term
from engine.values import Kind, Type, Value

FRENCH = Dialect(decimal=",", days=Days.DAY_FIRST)
ENGLISH = Dialect(decimal=".", days=Days.MONTH_FIRST, absent=("NA", "."))


def term(**type_: object) -> Term:
    return Term(name="x", label="X", nature=Nature.FACT, type=Type(**type_))  # type: ignore[arg-type]


TERMS = (
    term(kind=Kind.BOOLEAN),
    term(kind=Kind.DATE),
    term(kind=Kind.DATE, minimum=date(2000, 1, 1), maximum=date(2026, 2, 28)),
    term(kind=Kind.TEXT),
    term(kind=Kind.TEXT, choices=("artisan", "commerçant", "à définir", "conjoint d’un libéral")),
    term(kind=Kind.INTEGER),
    term(kind=Kind.MONTHS, minimum=Decimal(0), maximum=Decimal(1200)),
    term(kind=Kind.AMOUNT, decimals=2, minimum=Decimal("-0.5")),
    term(kind=Kind.NUMBER, decimals=3, minimum=Decimal("0.0005")),
    term(kind=Kind.NUMBER, decimals=6),
    term(kind=Kind.PERCENTAGE, decimals=3, minimum=Decimal(0), maximum=Decimal(1)),
)
NUMBERS = [
    "0",
    "-0",
    "+0",
    "00",
    "007",
    "1",
    "-1",
    "12",
    "12.50",
    "12,50",
    "12.0",
    "12,000",
    "1,234",
    "1.234",
    "1,234.5",
    "1.234,5",
    "1e5",
    "1E+5",
    "1.5e-1",
    "1e400",
    "1e-400",
    "12.",
    ".5",
    "NaN",
    "nan",
    "inf",
    "-inf",
    "Infinity",
    "0x10",
    "1_000",
    "999999999999999",
    "1000000000000000",
    "999999999999999.99",
    "99999999999999999999",
    "0.00",
    "0.001",
    "0.0005",
    "0.0004",
    "-0.5",
    "-0.51",
    "0.34",
    "1200",
    "1201",
    "1.000000000000000000000000",
    "0.10000000000000000001",
    "١٢",
    "12€",
    "0000000000000000000000012",
    "123456789012345.12",
    "1\xa0234,50",
    "1\u202f234,5",
    "1\xa02345",
    "12\xa0345",
    "1\u202f234\u202f567",
    "−12",
    "−1\u202f234,50",
    "34%",
    "34\xa0%",
    "34,5%",
    "101%",
    "--1",
    "+-1",
    "1,2,3",
    "1.2.3",
    "²",
]
DAYS = [
    "2026-03-10",
    "2026-3-10",
    "10/03/2026",
    "03/10/2026",
    "1/3/2026",
    "31/02/2026",
    "29/02/2024",
    "02/29/2024",
    "2024-02-29",
    "2025-02-29",
    "2026-02-30",
    "31.12.2026",
    "31-12-2026",
    "10/03/26",
    "1899-12-31",
    "1900-01-01",
    "2199-12-31",
    "2200-01-01",
    "10000-01-01",
    "-0001-01-01",
    "0000-01-01",
    "2026-13-01",
    "2026-00-10",
    "20260310",
    "2026-03-10T00:00:00",
    "10/03-2026",
    "infinity",
    "epoch",
    "today",
    "99/99/9999",
    "١٢/03/2026",
    "2026/03/10",
    "0001-01-01",
    "1999-12-31",
    "2026-02-28",
    "2026-03-01",
]
WORDS = (
    "oui", "Oui", "OUI", "non", "vrai", "FAUX", "true", "False", "1", "0", "2", "o", "yes", "artisan", "Artisan", "ARTISAN",
    "commercant", "COMMERÇANT", "a definir", "à_définir", "à  définir", "conjoint d'un libéral", "plombier", "", " ", "  artisan ",
    "\u00a0oui\u202f", "NA", ".", "null", "NULL", "a\u0000b", "a\tb", "a\nb", "é" * 1000, "é" * 1001, "\u200b", "a\u00a0b",
    "\ufeffoui", "l'artisan", 'l"a', "ﬁ", "😀", "\U000e0001", "\u0378", "'; drop table t; --",
)  # fmt: skip


def spelled(rng: random.Random, count: int) -> Iterator[str]:
    """Yield texts near numbers and days: their characters, in an order that often makes one."""
    for _ in range(count):
        shape = rng.choice(("number", "day", "iso", "noise"))
        if shape == "number":
            whole = rng.choice(("", "-", "+")) + str(rng.randint(0, 10 ** rng.randint(1, 17)))
            yield (
                whole + rng.choice(("", "", ".", ",")) + "".join(rng.choices("0012359", k=rng.randint(0, 5)))
            )
        elif shape == "noise":
            yield "".join(rng.choices("0123456789-+,./eE% \u00a0", k=rng.randint(1, 8)))
        else:
            day, month, year = rng.randint(0, 33), rng.randint(0, 14), rng.randint(1895, 2205)
            yield f"{day:02}/{month:02}/{year}" if shape == "day" else f"{year}-{month:02}-{day:02}"


def read(
    column: Sequence[object], duckdb_type: str, held: Held, of: Term, dialect: Dialect
) -> list[tuple[object, Value | None]]:
    """Return each value as Python gets it, with the fact that SQL reads in it."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE t (n INTEGER, x {duckdb_type})")
    connection.execute(
        f"INSERT INTO t SELECT unnest(?), CAST(unnest(?) AS {duckdb_type})",
        [list(range(len(column))), [None if x is None else str(x) for x in column]],
    )
    shown = "CAST(x AS VARCHAR)" if held in (Held.DATE, Held.MOMENT) else "x"
    cleaned = clean(name("x"), held, duckdb_type, dialect)
    cleaning = f"SELECT n, x, {cleaned} AS c FROM t"
    parsing = f"SELECT n, x, {parsed('c', held, of.type, dialect)} AS p FROM ({cleaning})"
    rows = connection.execute(
        f"SELECT {shown}, {within('p', of.type)} FROM ({parsing}) ORDER BY n"
    ).fetchall()
    return [(raw, value) for raw, value in rows]


def agree(column: Sequence[object], duckdb_type: str, held: Held, of: Term, dialect: Dialect) -> None:
    """Fail when SQL and Python differ, an odd spelling that the reader learns apart."""
    learned: dict[str | None, Value] = {}
    for raw, found in read(column, duckdb_type, held, of, dialect):
        try:
            expected = fact_of(of, raw, held, dialect)
        except FactFault:
            expected = None
        if found is None and expected is not None:
            assert held in (Held.TEXT, Held.TOKEN), (raw, expected)
            learned[canonical(expected, held, dialect)] = expected
            continue
        assert found == units(expected, of), (raw, found, expected)
    again = read(list(learned), duckdb_type, held, of, dialect) if learned else []
    assert [found for _, found in again] == [units(value, of) for value in learned.values()]


def units(value: Value | None, of: Term) -> Value | int | None:
    return int(value.scaleb(of.type.decimals)) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("of", TERMS, ids=lambda of: f"{of.type.kind.name}-{of.type.decimals}")
@pytest.mark.parametrize("dialect", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_a_text_is_read_in_sql_as_in_python(of: Term, dialect: Dialect) -> None:
    texts = [*NUMBERS, *DAYS, *(word for word in WORDS if "\0" not in word), *spelled(random.Random(1), 1500)]
    agree(texts, "VARCHAR", Held.TEXT, of, dialect)


@pytest.mark.parametrize("of", TERMS, ids=lambda of: f"{of.type.kind.name}-{of.type.decimals}")
def test_a_json_token_is_read_in_sql_as_in_python(of: Term) -> None:
    json_numbers = [
        "0",
        "-0",
        "12",
        "12.50",
        "12.0",
        "1e5",
        "1E+5",
        "1.5e-1",
        "1e-400",
        "0.1",
        "0.10000000000000000001",
        "999999999999999",
        "1e15",
        "1e14",
        "0.0005",
    ]
    tokens = [*json_numbers, "true", "false", "null", "?[", "?{", "?NaN", "?-Infinity"]
    texts = [*NUMBERS, *DAYS, *(word for word in WORDS if "\0" not in word), *spelled(random.Random(2), 800)]
    agree([*tokens, *(f'"{text}' for text in texts)], "VARCHAR", Held.TOKEN, of, Dialect())


@pytest.mark.parametrize(
    "of", [of for of in TERMS if of.type.is_numeric], ids=lambda of: f"{of.type.kind.name}-{of.type.decimals}"
)
def test_typed_numbers_are_read_in_sql_as_in_python(of: Term) -> None:
    rng = random.Random(3)
    near = [
        Decimal(rng.randint(-(10 ** rng.randint(1, 17)), 10 ** rng.randint(1, 17))).scaleb(-rng.randint(0, 5))
        for _ in range(1500)
    ]
    edge = [
        Decimal(text)
        for text in (
            "0",
            "-0.5",
            "-0.51",
            "0.0005",
            "0.00049",
            "1",
            "1.001",
            "1200",
            "1201",
            "999999999999999",
            "1000000000000000",
            "-999999999999999.5",
        )
    ]
    doubles = [
        "nan",
        "inf",
        "-inf",
        "-0.0",
        "1e14",
        "1e15",
        "0.1",
        "5e-324",
        "123456789012345.12",
        "99999999999999.99",
        repr(0.1 + 0.2),
        *map(str, near),
        *map(str, edge),
    ]
    agree(doubles, "DOUBLE", Held.FLOATING, of, Dialect())
    agree([x for x in near + edge if abs(x) < 10**12], "DECIMAL(38,5)", Held.DECIMAL, of, Dialect())
    agree([x for x in near + edge if abs(x) < 10**12], "DECIMAL(38,20)", Held.DECIMAL, of, Dialect())
    agree([x for x in near + edge if abs(x) < 10**9], "DECIMAL(12,2)", Held.DECIMAL, of, Dialect())
    agree([int(x) for x in near + edge], "HUGEINT", Held.WHOLE, of, Dialect())
    agree([int(x) % 256 for x in near + edge], "UTINYINT", Held.WHOLE, of, Dialect())


def test_typed_booleans_and_days_are_read_in_sql_as_in_python() -> None:
    agree([True, False, None], "BOOLEAN", Held.BOOLEAN, TERMS[0], Dialect())
    agree([0, 1, 2, -1, None], "INTEGER", Held.WHOLE, TERMS[0], Dialect())
    days = [
        "1899-12-31",
        "1900-01-01",
        "2000-01-01",
        "2026-02-28",
        "2026-03-01",
        "2199-12-31",
        "2200-01-01",
        "10000-01-01",
        "infinity",
    ]
    for of in TERMS[1:3]:
        agree(days, "DATE", Held.DATE, of, Dialect())
        agree(
            [*days, "2026-02-01 00:00:01", "2026-02-01 12:00:00.5", "290000-01-01 00:00:00"],
            "TIMESTAMP",
            Held.MOMENT,
            of,
            Dialect(),
        )


@pytest.mark.parametrize(
    ("written", "value"),
    [("0.1", 10), ("0.12", 12), ("0.125", None), ("16777216", 1677721600), ("1234.56", 123456)],
)
def test_a_float_is_worth_its_shortest_decimal(written: str, value: int | None) -> None:
    rows = read([written], "FLOAT", Held.FLOATING, term(kind=Kind.AMOUNT, decimals=2), Dialect())
    assert rows[0][1] == value
