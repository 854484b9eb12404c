"""An answer kept as JSON, against the one that is given now: what differs, down to rows and figures.

Both are documents of ``to_json``, of any detail: what one of them does not hold is not compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Document: TypeAlias = Mapping[str, Any]
Key: TypeAlias = tuple[str, str]


class Difference(NamedTuple):
    """Something that was told, and is told otherwise (empty: not told)."""

    what: str
    before: str
    after: str


class Piece(NamedTuple):
    """A row, a figure or a calculation that differs; ``place`` is where it stands, ``retained`` a row that
    made either answer."""

    name: str
    place: str
    differences: tuple[Difference, ...]
    retained: bool = False


class Replayed(NamedTuple):
    """One benefit, played again. The former answer holds the rows that it was made from (``rows_known``), and
    all those that were considered (``traced``)."""

    code: str
    label: str
    seals: tuple[Difference, ...]
    answer: tuple[Difference, ...]
    pieces: tuple[Piece, ...]
    rows_known: bool
    traced: bool

    @property
    def tables_changed(self) -> bool:
        """Whether the rules are not those of the former answer."""
        return any(seal.what == "model" for seal in self.seals)

    @property
    def case_changed(self) -> bool:
        """Whether the case is not that of the former answer."""
        return any(seal.what == "case" for seal in self.seals)

    @property
    def is_same(self) -> bool:
        """Whether the same rules give the same answer on the same case."""
        return not (self.answer or self.tables_changed or self.case_changed)


def replayed(before: Document, after: Document) -> tuple[Replayed, ...]:
    """Return each benefit of either answer, compared."""
    old, new = _by_code(before), _by_code(after)
    seals = [document["benefits"][0]["seal"] for document in (before, after)]
    return tuple(_benefit(code, old.get(code, {}), new.get(code, {}), seals) for code in {**old, **new})


def _by_code(document: Document) -> dict[str, Document]:
    return {benefit["code"]: benefit for benefit in document["benefits"]}


def _benefit(code: str, old: Document, new: Document, sealed: Sequence[Document]) -> Replayed:
    """Return one benefit, compared; *sealed* are the seals of both answers, the same but for the date."""
    before, after = sealed
    seals = [
        Difference(key, before[key] or "", after[key] or "")
        for key in ("model", "case", "version", "engine")
        if before[key] != after[key]
    ]
    return Replayed(
        code=code,
        label=(new or old)["label"],
        seals=tuple(seals),
        answer=tuple(_differing(_told(old), _told(new))),
        pieces=(*_rows(old, new), *_steps(old, new)),
        rows_known="retained" in old,
        traced="trace" in old,
    )


# --- the answer ----------------------------------------------------------------------------


def _told(benefit: Document) -> dict[str, str]:
    """Return what an answer says, in words, by what it is about."""
    if not benefit:
        return {}
    told = {
        "verdict": benefit["sentence"],
        "lignes retenues": ", ".join(benefit["rows"]),
        "lignes possibles": ", ".join(benefit["possible_rows"]),
        "ouverture": benefit["opens_on"] or "",
        "à savoir": " ou ".join(_needs(way) for way in benefit["missing"]),
        "chiffres non définis": _needs(benefit["undefined"]),
    }
    for section in ("amounts", "durations", "steps"):
        for value in benefit[section]:
            for item in value["items"]:
                for reading in item["values"]:
                    told[reading["label"]] = "\u00a0; ".join(
                        filter(None, (told.get(reading["label"], ""), reading["text"]))
                    )
    return told


def _needs(needs: Iterable[Document]) -> str:
    return ", ".join(need["label"] for need in needs)


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for what in {**old, **new}:
        before, after = old.get(what, ""), new.get(what, "")
        if before != after:
            yield Difference(what, before, after)


# --- rows ----------------------------------------------------------------------------------


def _rows(old: Document, new: Document) -> Iterator[Piece]:
    """Yield the rows retained or considered before that are not what they were, or not any more; and,
    when all those considered before are known, those that are new."""
    before, after = _known_rows(old), _known_rows(new)
    tables = {table["table"] for table in _traced(new)}
    retained = {_key(row) for benefit in (old, new) for row in benefit.get("retained", ())}
    for key, row in before.items():
        name = f"{key[0]}, {key[1]}"
        if key in after:
            found = tuple(_row_differences(row, after[key]))
            if found:
                yield Piece(name, after[key]["where"], found, key in retained)
        elif key[0] in tables:
            yield Piece(name, row["where"], (Difference("ligne", "présente", "supprimée"),), key in retained)
    if "trace" in old:
        consulted = {table["table"] for table in _traced(old)}
        for key, row in after.items():
            if key not in before and key[0] in consulted:
                added = (Difference("ligne", "absente", "nouvelle"),)
                yield Piece(f"{key[0]}, {key[1]}", row["where"], added, key in retained)


def _traced(benefit: Document) -> Sequence[Document]:
    return benefit["trace"]["tables"] if "trace" in benefit else ()


def _key(row: Document) -> Key:
    return row["table"], row["row"]


def _known_rows(benefit: Document) -> dict[Key, Document]:
    """Return all that an answer holds of each row: its cells under ``cells``, and whether all of them."""
    rows: dict[Key, Document] = {}
    for near in _nearest(benefit):
        cells = _cells((*near["violated"], *near["others"]))
        rows |= {_key(row): {**row, "cells": cells, "whole": False} for row in near["rows"]}
    for table in _traced(benefit):
        for row in table["rows"]:
            rows[_key(row)] = {**row, "cells": _cells(row["checks"]), "whole": True}
    for row in _retained(benefit):
        outcomes = {reading["label"]: reading["text"] for reading in row["outcomes"]}
        rows[_key(row)] = {**row, "cells": _cells(row["checks"]), "whole": True, "outcomes": outcomes}
    return rows


def _retained(benefit: Document) -> Iterator[Document]:
    """Yield the rows retained, those of the tables that explain a cell or a value included."""
    yield from benefit.get("retained", ())
    for step in benefit.get("computations", ()):
        yield from step.get("retained", ())
    for because in _because(benefit):
        yield from because["retained"]


def _nearest(benefit: Document) -> Iterator[Document]:
    yield from benefit.get("nearest", ())
    for because in _because(benefit):
        yield from because["nearest"]


def _because(benefit: Document) -> Iterator[Document]:
    """Yield what explains a cell by another table."""
    for near in benefit.get("nearest", ()):
        for check in near["violated"]:
            if check["because"] is not None:
                yield check["because"]


def _cells(checks: Iterable[Document]) -> dict[str, str]:
    return {f"{check['role']} {check['given']['label']}": check["asked"] for check in checks}


def _row_differences(old: Document, new: Document) -> Iterator[Difference]:
    both = old["whole"] and new["whole"]
    before, after = old["cells"], new["cells"]
    shared = {**before, **after} if both else {name: 0 for name in before if name in after}
    yield from _differing({n: before.get(n, "") for n in shared}, {n: after.get(n, "") for n in shared})
    if "outcomes" in old and "outcomes" in new:
        yield from _differing(old["outcomes"], new["outcomes"])
    words = {"from": "Du", "to": "Au", "reason": "Motif", "source": "Source", "note": "Note"}
    texts = [{word: row[key] or "" for key, word in words.items()} for row in (old, new)]
    yield from _differing(*texts)


# --- figures and calculations --------------------------------------------------------------


def _steps(old: Document, new: Document) -> Iterator[Piece]:
    """Yield the figures and calculations that served in both answers and are not what they were."""
    before, after = _by_step(old), _by_step(new)
    for key, step in before.items():
        if key in after:
            found = tuple(_differing(_step(step), _step(after[key])))
            if found:
                yield Piece(step["given"]["label"], step["given"]["name"], found)


def _by_step(benefit: Document) -> dict[Key, Document]:
    steps = (step for step in benefit.get("computations", ()) if step["kind"] != "table")
    return {(step["given"]["name"], str(step.get("day"))): step for step in steps}


def _step(step: Document) -> dict[str, str]:
    told = {"valeur": step["given"]["text"], "Source": step["source"]}
    if step["kind"] == "parameter":
        return told | {"Du": step["from"] or "", "Au": step["to"] or "", "Confiance": step["confidence"]}
    return told | {"Formule": step["formula"], "Arrondi": step["rounding"] or ""}
