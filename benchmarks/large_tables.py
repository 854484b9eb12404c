"""Tables of any number of rows, in three shapes, each with its model and cases that fall on all of its rows."""

from collections.abc import Callable, Iterator, Mapping
from math import isqrt
from pathlib import Path
from typing import NamedTuple

from benchmarks.checks import sheet
from benchmarks.database import connect
from engine.model import Model
from engine.resolving.resolve import resolve
from engine.source import RawWorkbook

BENEFIT = "aide"
WIDTH = 100
"""Euros between two bands."""

_GLOSSARY = """Glossaire
Nom|Libellé|Question|Type|Valeurs permises
jour|Jour|?|date
age|Âge|?|entier
cle|Clé|?|texte
revenu|Revenu|?|montant
seul|Seul|?|booléen
droit|Droit||texte|ouvert ; refusé
taux|Taux||entier"""
_CATALOGUE = """Prestations
Code|Libellé|Table du droit|Date de référence|Montants|Source
aide|Aide|droit_aide|jour|taux_aide|x"""
_RIGHT = """Table de décision|droit_aide
Politique|Première
N°|Exige|Alors|Source
|age|droit|
D1|>= 18|ouvert|x
sinon||refusé|x"""


class Shape(NamedTuple):
    """How the rows of a table look: their columns, what each one says, and how many keys and bands there are."""

    said: str
    columns: tuple[str, ...]
    lines: Callable[[int], Iterator[tuple[str, ...]]]
    sides: Callable[[int], tuple[int, int]]


def _key(number: int) -> str:
    return f'"K{number:05d}"'


def _band(number: int) -> str:
    return f"[{number * WIDTH}..{(number + 1) * WIDTH}["


def _by_key(rows: int) -> Iterator[tuple[str, ...]]:
    for number in range(rows):
        yield (_key(number),)


def _by_band(rows: int) -> Iterator[tuple[str, ...]]:
    for number in range(rows):
        yield (_band(number),)


def _sides(rows: int) -> tuple[int, int]:
    """Return keys and bands whose product, by two, is *rows* or as near below as can be, with few keys."""
    half = max(1, rows // 2)
    keys = max(1, min(50, isqrt(half)))
    return keys, max(1, half // keys)


def _by_three(rows: int) -> Iterator[tuple[str, ...]]:
    keys, bands = _sides(rows)
    for key in range(keys):
        for band in range(bands):
            for alone in ("oui", "non"):
                yield _key(key), _band(band), alone


SHAPES: Mapping[str, Shape] = {
    "key": Shape("one text key a row", ("cle",), _by_key, lambda rows: (rows, 1)),
    "band": Shape("bands of an amount", ("revenu",), _by_band, lambda rows: (1, rows)),
    "three": Shape("keys × bands × yes or no", ("cle", "revenu", "seul"), _by_three, _sides),
}


def model(shape: Shape, rows: int) -> tuple[Model, int]:
    """Return a model with one benefit, whose amount a table of *rows* rows gives; and how many it has."""
    lines = list(shape.lines(rows))
    table = ["Table de décision|taux_aide", "Politique|Unique"]
    table.append("N°|" + "Si|" * len(shape.columns) + "Alors|Source")
    table.append("|" + "|".join(shape.columns) + "|taux|")
    table += [f"T{place}|{'|'.join(line)}|{place % 997}|x" for place, line in enumerate(lines)]
    table.append("sinon|" + "|" * len(shape.columns) + "0|x")
    texts = (_GLOSSARY, _RIGHT, "\n".join(table), _CATALOGUE)
    sheets = tuple(sheet(f"F{place}", text.splitlines()) for place, text in enumerate(texts))
    found, faults = resolve([RawWorkbook(name="grand.xlsx", sheets=sheets)])
    assert found is not None, faults[:3]
    return found, len(lines)


def write(shape: Shape, rows: int, target: Path, size: int) -> None:
    """Write *size* cases to *target*, in scaled integers: one in twenty falls beside the rows, and each fact is
    absent from one in twenty."""
    keys, bands = shape.sides(rows)
    drawn = {
        "jour": "DATE '2026-01-01'",
        "age": "CAST(10 + u0 % 80 AS BIGINT)",
        "cle": f"printf('K%05d', CAST(u1 % {keys * 21 // 20 + 1} AS BIGINT))",
        "revenu": f"CAST(u2 % {bands * WIDTH * 105 + 1} AS BIGINT)",
        "seul": "u3 % 2 = 0",
    }
    absent = "CASE WHEN hash(i, '{name}') % 20 > 0 THEN {value} END AS {name}"
    facts = ", ".join(absent.format(name=name, value=value) for name, value in drawn.items())
    draws = ", ".join(f"hash(i, {place}) AS u{place}" for place in range(4))
    query = f"SELECT i + 1 AS position, 'c' || i AS id, {facts} FROM (SELECT i, {draws} FROM range({size}) AS t(i))"
    with connect() as connection:
        connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
