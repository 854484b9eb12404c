"""How long the checks of large tables take, and what they leave aside: ``python -m benchmarks.checks``.

Each table is drawn from a fixed seed. A *tree* is cut again and again in two, so that its rows are apart and
leave nothing out: the exact answer is « nothing to report », and it takes a proof. *random* rows look at a
few columns each, so that they overlap, hide each other and leave gaps.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from engine.checks import check
from engine.location import CellRef
from engine.resolving.resolve import resolve
from engine.source import RawCell, RawSheet, RawWorkbook

HEADINGS = "Nom|Libellé|Question|Type|Unité|Valeurs permises|Décimales|Minimum|Maximum"
CHOICES = ("artisan", "commerçant", "libéral", "conjoint", "autre")
KINDS = ("entier", "durée en mois", "texte", "booléen", "date")

Cell = tuple[int, int] | frozenset[str] | None
"""What a row asks of a column: from *a* to *b* excluded, one of some words, or nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A fact: numbers and days go from 0 to ``most``, excluded."""

    name: str
    kind: str
    most: int = 0

    def whole(self) -> Cell:
        """Return what takes every value."""
        if self.kind == "texte":
            return frozenset(CHOICES)
        return frozenset({"oui", "non"}) if self.kind == "booléen" else (0, self.most)

    def written(self, cell: Cell) -> str:
        """Return *cell* as a workbook writes it."""
        if cell is None or cell == self.whole():
            return ""
        if isinstance(cell, frozenset):
            return " ; ".join(sorted(cell))
        low, last = cell[0], cell[1] - 1
        return f"[{_day(low)}..{_day(last)}]" if self.kind == "date" else f"[{low}..{last}]"

    def glossary(self) -> str:
        """Return the line of the glossary."""
        words = " ; ".join(CHOICES) if self.kind == "texte" else ""
        low, high = ("0", str(self.most - 1)) if self.kind in ("entier", "durée en mois") else ("", "")
        if self.kind == "date":
            low, high = _day(0), _day(self.most - 1)
        return f"{self.name}|{self.name}|?|{self.kind}||{words}||{low}|{high}"


def _day(number: int) -> str:
    return (date(2000, 1, 1) + timedelta(days=number)).isoformat()


def columns(number: int) -> list[Column]:
    """Return that many facts, of every type in turn."""
    return [Column(f"f{place}", KINDS[place % len(KINDS)], 10_000) for place in range(number)]


def tree(size: int, inputs: list[Column], draw: random.Random) -> list[list[Cell]]:
    """Return rows that are apart and leave no case out, absent facts aside."""
    rows: list[list[Cell]] = [[column.whole() for column in inputs]]
    while len(rows) < size:
        row = rows.pop(draw.randrange(len(rows)))
        place = draw.randrange(len(inputs))
        cell = row[place]
        if isinstance(cell, frozenset):
            words = sorted(cell)
            if len(words) < 2:
                rows.append(row)
                continue
            cut = draw.randint(1, len(words) - 1)
            halves: tuple[Cell, Cell] = (frozenset(words[:cut]), frozenset(words[cut:]))
        else:
            assert cell is not None
            low, high = cell
            if high - low < 2:
                rows.append(row)
                continue
            middle = draw.randint(low + 1, high - 1)
            halves = (low, middle), (middle, high)
        rows += [[*row[:place], half, *row[place + 1 :]] for half in halves]
    draw.shuffle(rows)
    return rows


def scattered(size: int, inputs: list[Column], draw: random.Random) -> list[list[Cell]]:
    """Return rows that look at three columns each, at random."""
    rows: list[list[Cell]] = []
    for _ in range(size):
        row: list[Cell] = [None] * len(inputs)
        for place in draw.sample(range(len(inputs)), 3):
            whole = inputs[place].whole()
            if isinstance(whole, frozenset):
                row[place] = frozenset({draw.choice(sorted(whole))})
            else:
                low = draw.randrange(9_000)
                row[place] = (low, low + draw.randrange(1, 1_000))
        rows.append(row)
    return rows


def scale(size: int, inputs: list[Column], draw: random.Random) -> list[list[Cell]]:
    """Return the brackets of one column, for each of the words of another."""
    step = 10_000 // (size // len(CHOICES))
    return [
        [(low, low + step), None, frozenset({word}), *[None] * (len(inputs) - 3)]
        for word in CHOICES
        for low in range(0, 10_000, step)
    ]


def workbook(rows: list[list[Cell]], inputs: list[Column], policy: str, *, default: bool) -> RawWorkbook:
    """Return the workbook of a table of *rows*, its glossary and its catalogue."""
    names = [
        *(column.glossary() for column in inputs),
        "jour|jour|?|date",
        "droit|droit||texte||ouvert ; refusé",
    ]
    glossary = ["Glossaire", HEADINGS, *names]
    catalogue = ["Prestations", "Code|Libellé|Table du droit|Date de référence|Source", "aide|Aide|t|jour|x"]
    table = ["Table de décision|t", f"Politique|{policy}", "N°|" + "Si|" * len(inputs) + "Alors|Source"]
    table.append("|" + "|".join(column.name for column in inputs) + "|droit|")
    for number, row in enumerate(rows):
        cells = "|".join(column.written(cell) for column, cell in zip(inputs, row, strict=True))
        table.append(f"L{number}|{cells}|{'ouvert' if number % 3 else 'refusé'}|x")
    if default:
        table.append("sinon|" + "|" * len(inputs) + "refusé|x")
    sheets = tuple(sheet(name, lines) for name, lines in (("G", glossary), ("P", catalogue), ("T", table)))
    return RawWorkbook(name="grand.xlsx", sheets=sheets)


def sheet(name: str, lines: list[str]) -> RawSheet:
    """Return the sheet that *lines* draw, cells apart by ``|``."""
    cells = {
        (row, column): RawCell(where=CellRef("grand.xlsx", name, row, column), value=text)
        for row, line in enumerate(lines, start=1)
        for column, text in enumerate(line.split("|"), start=1)
        if text
    }
    return RawSheet(where=CellRef("grand.xlsx", name), cells=cells)


Drawn = Callable[[int, list[Column], random.Random], list[list[Cell]]]
SHAPES: tuple[tuple[str, Drawn, str, bool], ...] = (
    ("tree, Unique", tree, "Unique", False),
    ("tree, Première", tree, "Première", False),
    ("scale, Unique", scale, "Unique", False),
    ("random, Unique, sinon", scattered, "Unique", True),
    ("random, Première, sinon", scattered, "Première", True),
)


def measured(size: int, inputs: int) -> Iterator[str]:
    """Yield, a shape at a time, the seconds of processor and what is told."""
    for name, drawn, policy, default in SHAPES:
        columns_ = columns(inputs)
        book = workbook(drawn(size, columns_, random.Random(7)), columns_, policy, default=default)  # noqa: S311
        start = time.process_time()
        model, faults = resolve([book])
        assert model is not None, faults[:3]
        compiled = time.process_time()
        told = Counter(fault.code for fault in check(model, [book]))
        checked = time.process_time()
        yield (
            f"{size} × {inputs} {name}: resolved in {compiled - start:.1f} s, checked in {checked - compiled:.1f} s;"
            f" {dict(told) or 'nothing to report'}"
        )


if __name__ == "__main__":
    sizes = [tuple(map(int, argument.split("x"))) for argument in sys.argv[1:]] or [(1_000, 10), (10_000, 10)]
    for size, inputs in sizes:
        for line in measured(size, inputs):
            print(line, flush=True)
