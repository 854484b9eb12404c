"""The notes of the workbooks that say where sources contradict each other, as one Markdown document."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.location import CellRef
from engine.model import DatedValue, Formula, Model, Period, Row
from explain.described_page import unfilled
from explain.formats import printable
from explain.phrases import Lang
from explain.to_markdown import escaped
from explain.wording import Voice, label


class Noted(NamedTuple):
    """A note with the keyword: what bears it (``about``), and under which heading of which workbook."""

    workbook: str
    heading: str
    about: str
    period: Period
    note: str
    source: str


def with_keyword(model: Model, keyword: str) -> tuple[Noted, ...]:
    """Return the notes of which a sentence begins with *keyword* and a colon, in the order of the workbooks."""
    starts = re.compile(rf"(?:^|[.!?…»)]\s|\n)\s*{re.escape(keyword)}\s*:")
    found: list[tuple[CellRef, Noted]] = []

    def keep(where: CellRef, line: Row | DatedValue | Formula, heading: str, about: str) -> None:
        if starts.search(line.note):
            found.append((where, Noted(where.workbook, heading, about, line.period, line.note, line.source)))

    for table in model.tables.values():
        for row in table.all_rows:
            keep(row.where, row, f"{escaped(table.label)} (`{table.name}`)", f"N° {escaped(row.id)}")
    for heading, lines in (("Paramètres", model.parameters), ("Calculs", model.calculations)):
        for name in lines:
            for line in lines[name]:
                about = f"{escaped(label(model.terms[name]))} (`{name}`)"
                keep(line.where, line, heading, about)
    return tuple(noted for _, noted in sorted(found, key=lambda pair: pair[0]))


def contradictions(model: Model, keyword: str, command: str) -> str:
    """Return the notes with *keyword* in Markdown, by workbook and table; *command* writes the document."""
    voice = Voice(Lang.FR, model.terms, {})
    found = with_keyword(model, keyword)
    preface = (
        f"Ce document est tiré des notes des classeurs qui contiennent «\u00a0{keyword}\u00a0:\u00a0»"
        f" et écrit par `{command}`\u00a0: modifier la note dans le classeur, puis l’écrire à nouveau."
        " Chaque note dit ce que les sources écrivent et laquelle est suivie\u00a0; la source citée dessous"
        " est celle de la ligne."
    )
    lines = ["# Où les sources se contredisent", "", preface]
    for workbook in dict.fromkeys(noted.workbook for noted in found):
        lines += ["", f"## {escaped(workbook)}"]
        inside = [noted for noted in found if noted.workbook == workbook]
        for heading in dict.fromkeys(noted.heading for noted in inside):
            lines += ["", f"### {heading}", ""]
            lines += _items((noted for noted in inside if noted.heading == heading), voice)
    return "\n".join(lines) + "\n"


def _items(notes: Iterable[Noted], voice: Voice) -> Iterator[str]:
    """Yield the notes under one heading, those that say the same together."""
    same: dict[tuple[str, str, Period], list[str]] = {}
    for noted in notes:
        same.setdefault((noted.note, noted.source, noted.period), []).append(noted.about)
    for (note, source, period), about in same.items():
        dates = voice.period(period)
        named = f"**{voice.both(about)}**" + (f" ({dates})" if dates else "")
        yield f"- {named}\u00a0: {escaped(unfilled(note, voice))}"
        if source:
            yield f"  - Source\u00a0: {escaped(printable(source))}"
