"""How the cases are cut by a column: each value when they are few, else the most frequent ones, bands of
numbers, years or months.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from engine.batch.reading.to_sql import text
from engine.batch.session import Session
from engine.model import Term
from engine.typography import NARROW_NBSP, grouped
from engine.values import Kind, Type

MOST_TEXTS = 120
"""Texts of which each has its line; when there are more, those of fewer than FEWEST cases have none."""
FEWEST = 5
MOST_NUMBERS = 30
"""Numbers of which each has its line; beyond, there are BANDS of about as many cases each."""
BANDS = 10
DIGITS = 2
"""Digits that the bounds of bands keep at least: they are easier to read, and are nobody's own."""
NOTHING = "non renseigné"
_WHOLE = r"-?(0|[1-9]\d{0,17})"
_NUMBER = r"-?(0|[1-9]\d{0,2}([ \x{a0}\x{202f}]\d{3})+|[1-9]\d{0,17})([.,]\d{1,6})?"
_WORDS = ("oui", "non", "vrai", "faux", "true", "false")
_YES = "('oui', 'vrai', 'true')"
_DOUBTFUL = r"-?[1-9]\d{0,2}[.,]\d{3}"


class Cut(NamedTuple):
    """A column by which to count: a fact that the benefits read (``type``), else a column of the population."""

    name: str
    label: str
    type: Type | None = None


class Groups(NamedTuple):
    """``key`` is the SQL of a whole number or NULL, ``labels`` the words of each, in the order of the lines."""

    key: str
    labels: Mapping[int | None, str]


def fact_cut(term: Term, *, read: bool) -> Cut:
    """Return the cut by the fact *term*; *read*: the benefits do."""
    unit = term.type.unit or _UNITS.get(term.type.kind, "")
    shown = unit and term.type.is_numeric and term.type.kind is not Kind.PERCENTAGE
    label = f"{term.label} ({unit.replace('EUR', '€')})" if shown else term.label
    return Cut(term.name, label, term.type if read else None)


def groups_of(session: Session, relation: str, column: str, held: str, type_: Type | None) -> Groups | None:
    """Return the groups of the *column* of *relation* that holds the SQL type *held*, None when its values
    cannot be put in groups; a number of *type_*, a fact, is in units of its last decimal."""
    if held == "BOOLEAN":
        return Groups(f"CAST(({column}) AS INTEGER)", {1: "oui", 0: "non", None: NOTHING})
    if held == "DATE" or held.startswith("TIMESTAMP"):
        return _by_time(session, relation, f"CAST({column} AS DATE)")
    if held.startswith(("DECIMAL", "DOUBLE", "FLOAT")) or held.lstrip("U") in _WHOLES:
        places = type_.decimals if type_ is not None and type_.is_numeric else 0
        percent = type_ is not None and type_.kind is Kind.PERCENTAGE
        finite = f"CASE WHEN isfinite({column}) THEN {column} END" if held in ("DOUBLE", "FLOAT") else column
        return _by_number(session, relation, finite, places, percent=percent)
    if held.endswith("]") or held.startswith(("STRUCT", "MAP", "UNION", "BLOB", "INTERVAL")):
        return None
    written = f"nullif(trim(CAST({column} AS VARCHAR)), '')"
    if type_ is None and (read := _read(session, relation, written)):
        return groups_of(session, relation, *read, None)
    return _by_text(session, relation, written)


_UNITS = {Kind.AMOUNT: "€", Kind.MONTHS: "mois", Kind.WEEKS: "semaines", Kind.DAYS: "jours"}
_WHOLES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")


def _read(session: Session, relation: str, written: str) -> tuple[str, str] | None:
    """Return what the texts *written* all write, and the type of it; None when they are texts."""
    words = ", ".join(map(text, _WORDS))
    readings = (
        (f"lower({written}) IN {_YES}", "BOOLEAN", f"lower(v) IN ({words})"),
        (f"CAST({written} AS BIGINT)", "BIGINT", f"regexp_full_match(v, {text(_WHOLE)})"),
        (_point(written), "DECIMAL", f"regexp_full_match(v, {text(_NUMBER)}) AND NOT doubtful"),
        (
            f"TRY_CAST({written} AS DATE)",
            "DATE",
            r"regexp_full_match(v, '\d{4}-\d\d-\d\d') AND TRY_CAST(v AS DATE) IS NOT NULL",
        ),
        (
            f"CAST(try_strptime({written}, '%d/%m/%Y') AS DATE)",
            "DATE",
            "try_strptime(v, '%d/%m/%Y') IS NOT NULL",
        ),
    )
    counted = ", ".join(f"coalesce(bool_and({test}), false)" for *_, test in readings)
    doubt = f"bool_and(regexp_full_match(v, {text(_DOUBTFUL)})) FILTER (regexp_matches(v, '[.,]'))"
    given = f"SELECT {written} AS v FROM {relation}"
    (found,) = session.run(
        f"SELECT {counted} FROM ({given}), (SELECT coalesce({doubt}, false) AS doubtful FROM ({given}))"
        " WHERE v IS NOT NULL"
    )
    return next(((as_, held) for (as_, held, _), holds in zip(readings, found, strict=True) if holds), None)


def _point(written: str) -> str:
    plain = rf"regexp_replace({written}, '[ \x{{a0}}\x{{202f}}]', '', 'g')"
    return f"CAST(replace({plain}, ',', '.') AS DECIMAL(24,6))"


def _by_text(session: Session, relation: str, written: str) -> Groups:
    rows = session.run(
        f"SELECT v, n, count(*) OVER () FROM (SELECT {written} AS v, count(*) AS n FROM {relation} GROUP BY v)"
        f" WHERE v IS NOT NULL ORDER BY n DESC, v LIMIT {MOST_TEXTS}"
    )
    values = [str(value) for value, *_ in rows]
    known = rows[0][2] if rows else 0
    if known > MOST_TEXTS:
        values = [str(value) for value, cases, _ in rows if cases >= FEWEST]
    listed = f"[{', '.join(map(text, values))}]" if values else "CAST([] AS VARCHAR[])"
    labels: dict[int | None, str] = dict(enumerate(values, 1))
    others = known - len(values)
    labels[0] = f"{grouped(others)} autres valeurs" if others > 1 else "une autre valeur"
    labels[None] = NOTHING
    return Groups(
        f"CASE WHEN {written} IS NOT NULL THEN coalesce(list_position({listed}, {written}), 0) END", labels
    )


def _by_number(session: Session, relation: str, column: str, places: int, *, percent: bool = False) -> Groups:
    longest = 0

    def shown(value: object) -> str:
        number = _scaled(value)
        return _written(number, longest) + (f"{NARROW_NBSP}%" if percent else "")

    def _scaled(value: object) -> Decimal:
        return Decimal(str(value)).scaleb(2 - places if percent else -places)

    rows = session.run(
        f"SELECT DISTINCT {column} AS v FROM {relation} WHERE {column} IS NOT NULL ORDER BY v LIMIT {MOST_NUMBERS + 1}"
    )
    if len(rows) <= MOST_NUMBERS:
        values = [value for (value,) in rows]
        labels: dict[int | None, str] = {place: shown(value) for place, value in enumerate(values)}
        cases = " ".join(f"WHEN {_sql(value)} THEN {place}" for place, value in enumerate(values))
        key = f"CASE {column} {cases} END" if cases else "CAST(NULL AS INTEGER)"
        return Groups(key, {**labels, None: NOTHING})
    ends = _ends(session, relation, column)
    longest = max(len(str(abs(int(_scaled(end))))) for end in ends)
    cases = " ".join(f"WHEN {column} < {_sql(end)} THEN {place}" for place, end in enumerate(ends))
    whole = not places and all(isinstance(value, int) for (value,) in rows)
    labels = {0: f"moins de {shown(ends[0])}"}
    for place, (low, high) in enumerate(pairwise(ends), 1):
        to = f"à {shown(high - 1)}" if high - 1 > low else ""
        labels[place] = f"{shown(low)} {to if whole else f'à moins de {shown(high)}'}".rstrip()
    labels[len(ends)] = f"{shown(ends[-1])} et plus"
    key = f"CASE WHEN {column} IS NULL THEN NULL {cases} ELSE {len(ends)} END"
    return Groups(key, {**labels, None: NOTHING})


def _sql(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _ends(session: Session, relation: str, column: str) -> Sequence[Decimal]:
    """Return where the bands end, but for the last one: quantiles, rounded."""
    reached = ", ".join(f"min(v) FILTER (upto * {BANDS} > total * {k})" for k in range(1, BANDS))
    (row,) = session.run(
        f"SELECT {reached} FROM (SELECT v, sum(n) OVER (ORDER BY v) AS upto, sum(n) OVER () AS total FROM"
        f" (SELECT {column} AS v, count(*) AS n FROM {relation} WHERE {column} IS NOT NULL GROUP BY v))"
    )
    ends = [end for reached in row if reached is not None and (end := Decimal(str(reached))).is_finite()]
    spread = (max(ends) - min(ends)).adjusted() if ends else 0
    return sorted({_rounded(end, spread) for end in ends})


def _rounded(number: Decimal, spread: int) -> Decimal:
    """Return *number* with its DIGITS first digits, or as many as numbers that *spread* so little need."""
    last = min(number.adjusted(), spread) + 1 - DIGITS
    return Decimal(f"{number / Decimal(10) ** last:.0f}").scaleb(last)


def _written(number: Decimal, longest: int) -> str:
    """Return *number* as French writes it; its digits are by three when those of the *longest* beside it are
    more than four: a code or a year is not cut in two."""
    whole, _, decimals = f"{number:f}".partition(".")
    decimals = decimals.rstrip("0")
    shown = grouped(int(whole)) if longest > 4 else whole
    return shown + (f",{decimals}" if decimals else "")


def _by_time(session: Session, relation: str, day: str) -> Groups:
    ((first, last),) = session.run(f"SELECT min({day}), max({day}) FROM {relation}")
    if isinstance(first, date) and isinstance(last, date) and first.year == last.year:
        from babel.dates import format_date

        labels: dict[int | None, str] = {
            month: format_date(date(first.year, month, 1), "MMMM y", locale="fr") for month in range(1, 13)
        }
        return Groups(f"month({day})", {**labels, None: NOTHING})
    if not isinstance(first, date) or not isinstance(last, date):
        return Groups("CAST(NULL AS INTEGER)", {None: NOTHING})
    years: dict[int | None, str] = {year: str(year) for year in range(first.year, last.year + 1)}
    return Groups(f"year({day})", {**years, None: NOTHING})
