"""What ``written`` and ``read_fact`` say of one value, in SQL for a whole column.

``clean`` is what the value is read from, NULL when absent; ``parsed``, then ``within``, is the fact, NULL
as well when the value is none: a row is at fault where ``clean`` is something and ``within`` is not. Each
reads a column of the query below it, so that nothing is worked out twice. SQL may find at fault a text
that ``read_fact`` takes (an odd spelling): the reader then learns it. The contrary never happens.
"""

import sys
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby

from engine.batch.columns import bounds
from engine.batch.reading.dialect import Days, Dialect
from engine.batch.reading.held import Held
from engine.batch.reading.written import GROUPING, NO, TEXT_MARK, YES
from engine.cases.read_fact import FIRST_DAY, LAST_DAY, LONGEST_TEXT, MOST_DIGITS
from engine.values import Kind, Type, Value


def name(written: str) -> str:
    """Return *written* as a name of SQL."""
    return '"' + written.replace('"', '""') + '"'


def text(written: str) -> str:
    """Return *written* as a text of SQL."""
    return "'" + written.replace("'", "''") + "'"


def held_as(type_: Type) -> str:
    """Return the SQL type of a fact of *type_*."""
    match type_.kind:
        case Kind.BOOLEAN:
            return "BOOLEAN"
        case Kind.DATE:
            return "DATE"
        case Kind.TEXT:
            return "VARCHAR"
        case _:
            return "BIGINT" if max(map(abs, bounds(type_))) < 2**63 else "DECIMAL(38,0)"


def clean(column: str, held: Held, duckdb_type: str, dialect: Dialect) -> str:
    """Return what a value of *column* is read from; NULL when it is absent."""
    match held:
        case Held.TEXT:
            written = column if duckdb_type == "VARCHAR" else f"CAST({column} AS VARCHAR)"
            trimmed = f"nullif(trim({written}), '')"
            if not dialect.absent:
                return trimmed
            absent = ", ".join(map(text, dialect.absent))
            return f"CASE WHEN {trimmed} NOT IN ({absent}) THEN {trimmed} END"
        case Held.TOKEN:
            return f"nullif({column}, 'null')"
        case Held.FLOATING:
            number = f"CAST(CAST({column} AS VARCHAR) AS DOUBLE)" if duckdb_type == "FLOAT" else column
            return f"CASE WHEN NOT isnan({number}) THEN {number} END" if "NaN" in dialect.absent else number
        case Held.MOMENT:
            return f"CAST({column} AS TIMESTAMP)"
        case _:
            return column


def parsed(column: str, held: Held, type_: Type, dialect: Dialect) -> str:
    """Return what *column*, once ``clean``, writes: a value that ``within`` bounds is a fact of *type_*."""
    match type_.kind:
        case Kind.BOOLEAN:
            return _boolean(column, held)
        case Kind.DATE:
            return _day(column, held, dialect)
        case Kind.TEXT:
            return _word(column, held, type_)
        case _:
            return _number(column, held, type_, dialect)


def within(column: str, type_: Type) -> str:
    """Return the fact that *column*, once ``parsed``, is; NULL when it is out of bounds."""
    match type_.kind:
        case Kind.BOOLEAN | Kind.TEXT:
            return column
        case Kind.DATE:
            first = type_.minimum if isinstance(type_.minimum, date) else FIRST_DAY
            last = type_.maximum if isinstance(type_.maximum, date) else LAST_DAY
            return f"CASE WHEN {column} BETWEEN DATE '{first}' AND DATE '{last}' THEN {column} END"
        case _:
            return _bounded(column, type_)


def canonical(value: Value | None, held: Held, dialect: Dialect) -> str | None:
    """Return the spelling of *value* that ``parsed`` takes in a column of *held* (TEXT or TOKEN)."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case date():
            written = value.isoformat()
        case str():
            written = value
        case _:
            number = f"{value:f}"
            return number.replace(".", dialect.decimal or ",") if held is Held.TEXT else number
    return written if held is Held.TEXT else TEXT_MARK + written


def _boolean(column: str, held: Held) -> str:
    if held is Held.BOOLEAN:
        return column
    if held is Held.WHOLE:
        return f"CASE {column} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END"
    if held is Held.TOKEN:
        return f"CASE {column} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"
    yes, no = (", ".join(map(text, sorted(words))) for words in (YES, NO))
    return f"CASE WHEN lower({column}) IN ({yes}) THEN TRUE WHEN lower({column}) IN ({no}) THEN FALSE END"


def _word(column: str, held: Held, type_: Type) -> str:
    mark = TEXT_MARK if held is Held.TOKEN else ""
    word = f"substr({column}, {len(mark) + 1})" if mark else column
    if type_.choices:
        allowed = ", ".join(text(mark + choice) for choice in type_.choices)
        return f"CASE WHEN {column} IN ({allowed}) THEN {word} END"
    fits = f"length({word}) <= {LONGEST_TEXT} AND NOT regexp_matches({word}, {text(_invisible())})"
    if mark:
        fits = f"starts_with({column}, {text(mark)}) AND {fits}"
    return f"CASE WHEN {fits} THEN {word} END"


def _day(column: str, held: Held, dialect: Dialect) -> str:
    match held:
        case Held.DATE:
            return column
        case Held.MOMENT:
            return f"CASE WHEN CAST({column} AS DATE) = {column} THEN CAST({column} AS DATE) END"
        case Held.TOKEN:
            return f"CASE WHEN starts_with({column}, {text(TEXT_MARK)}) THEN {_iso_day(f'substr({column}, 2)')} END"
    if dialect.days is None:
        return _iso_day(column)
    order = "%d/%m/%Y" if dialect.days is Days.DAY_FIRST else "%m/%d/%Y"
    slashed = rf"regexp_full_match({column}, '\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}')"
    same = f"replace(replace({column}, '.', '/'), '-', '/')"
    return (
        f"CASE WHEN {slashed} THEN CAST(try_strptime({same}, '{order}') AS DATE) ELSE {_iso_day(column)} END"
    )


def _iso_day(column: str) -> str:
    """Return the day that *column* writes year-month-day: writing it again must give the same text."""
    day = f"TRY_CAST({column} AS DATE)"
    return f"CASE WHEN CAST({day} AS VARCHAR) = {column} THEN {day} END"


def _number(column: str, held: Held, type_: Type, dialect: Dialect) -> str:
    """Return the exact number that *column* writes, with the decimals of *type_*; NULL beyond its digits."""
    match held:
        case Held.WHOLE:
            return _short(column, type_)
        case Held.DECIMAL:
            return f"CASE WHEN {_short(column, type_)} = {column} THEN {_short(column, type_)} END"
        case Held.FLOATING:
            return _double(column, type_)
        case Held.TOKEN:
            shape = rf"-?(0|[1-9]\d{{0,{MOST_DIGITS - 1}}})({_decimals(type_, '.')})?"
            return f"CASE WHEN regexp_full_match({column}, {text(shape)}) THEN {_short(column, type_)} END"
    mark = dialect.decimal or ","
    plain = rf"[+-]?\d{{1,{MOST_DIGITS}}}({_decimals(type_, mark)})?"
    spaces = GROUPING if mark == "," else GROUPING + ","
    grouped = rf"[+\x{{2212}}-]?\d{{1,3}}([{spaces}]\d{{3}}){{0,4}}({_decimals(type_, mark)})?"
    joined = f"translate({column}, {text(chr(0x2212) + mark + spaces)}, '-.')"
    if mark == ".":
        joined = f"translate({column}, {text(chr(0x2212) + spaces)}, '-')"
    pointed = f"replace({column}, ',', '.')" if mark == "," else column
    return (
        f"CASE WHEN regexp_full_match({column}, {text(plain)}) THEN {_short(pointed, type_)}"
        f" WHEN regexp_full_match({column}, {text(grouped)}) THEN {_short(joined, type_)} END"
    )


def _decimals(type_: Type, mark: str) -> str:
    """Return the pattern of decimals that *type_* can hold: zeros at the end count for nothing."""
    return rf"\{mark}" + (rf"\d{{1,{type_.decimals}}}0*" if type_.decimals else "0+")


def _short(column: str, type_: Type) -> str:
    """Return *column* with the decimals of *type_* (the cast rounds: the caller sees to it)."""
    return f"TRY_CAST({column} AS DECIMAL({MOST_DIGITS + type_.decimals},{type_.decimals}))"


def _bounded(number: str, type_: Type) -> str:
    """Return *number* in units of its last decimal, NULL out of bounds; in 128 bits where the product would
    overflow 64."""
    places = type_.decimals
    low, high = bounds(type_)
    if not places:
        return f"CASE WHEN {_between(number, low, high, 0)} THEN CAST({number} AS {held_as(type_)}) END"
    ten = f"CAST({10**places} AS DECIMAL({places + 1},0))"
    wide = f"CAST(CAST({number} AS DECIMAL({38 - places - 1},{places})) * {ten} AS {held_as(type_)})"
    otherwise = f"WHEN {_between(number, low, high, places)} THEN {wide} END"
    digits = 18 - places
    if digits <= places:
        return f"CASE {otherwise}"
    most = 10**digits - 1
    narrow = f"CAST(CAST({number} AS DECIMAL({digits},{places})) * {ten} AS {held_as(type_)})"
    usual = _between(number, max(low, -most), min(high, most), places)
    return f"CASE WHEN {usual} THEN {narrow} {otherwise if min(low, -high) < -most else 'END'}"


def _between(number: str, low: int, high: int, places: int) -> str:
    """Return whether *number* lies between *low* and *high*, in units: decimals are compared with decimals."""
    ends = (f"{Decimal(end).scaleb(-places):f}" for end in (low, high))
    return f"{number} BETWEEN {' AND '.join(ends)}"


def _double(column: str, type_: Type) -> str:
    """Return the number that the shortest decimal form of a double is, if *type_* has its decimals.

    Up to fifteen digits that form is unique: it is the nearest number of units divided by their scale,
    and no other. Beyond, the form is written and read.
    """
    scale = f"CAST({10**type_.decimals} AS DOUBLE)"
    nearest = f"round({column} * {scale}) / {scale}"
    written = f"TRY_CAST(CAST({column} AS VARCHAR) AS DECIMAL(38,{MOST_DIGITS}))"
    return (
        f"CASE WHEN abs({column}) < 1e{MOST_DIGITS - type_.decimals} THEN"
        f" CASE WHEN {nearest} = {column} THEN {_short(column, type_)} END"
        f" WHEN abs({column}) < 1e{MOST_DIGITS} THEN"
        f" CASE WHEN {_short(written, type_)} = {written} THEN {_short(written, type_)} END END"
    )


@cache
def _invisible() -> str:
    """Return the pattern of the characters that Python does not call printable."""
    numbers = (code for code in range(sys.maxunicode + 1) if not chr(code).isprintable())
    ranges: list[str] = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        codes = [code for _, code in group if not 0xD800 <= code <= 0xDFFF]
        if codes:
            ranges.append(rf"\x{{{codes[0]:x}}}-\x{{{codes[-1]:x}}}")
    return "[" + "".join(ranges) + "]"
