"""An answer kept as JSON: read, played again, and what came of it in words."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cli import streams
from cli.answer import asking_for, dated, explained
from engine.cases.case import Case
from engine.cases.read_case import LARGEST_FILE, read_case
from engine.cases.to_document import to_document
from engine.diagnostics import FaultsFound
from engine.model import Model
from engine.rules import best_matcher
from explain.phrases import Lang
from explain.replayed import Difference, Document, Piece, Replayed
from explain.select import Detail
from explain.to_json import to_json

SHORT_SEAL = 12
_KEYS = {"code", "label", "verdict", "sentence", "rows", "possible_rows", "opens_on", "missing", "undefined"}
_SECTIONS = {"amounts", "durations", "steps"}
_SEALS = {"model", "case", "version", "engine", "reference_date"}


class WrongAnswer(Exception):
    """A file that holds no answer of the program, or not enough of it; ``help`` is the remedy."""

    def __init__(self, message: str, help_: str = "") -> None:
        super().__init__(message)
        self.help = help_


def documents(data: bytes) -> list[Document]:
    """Return the answers that *data* holds: one, or a list of them.

    Raises:
        WrongAnswer: it holds something else.
    """
    help_ = "donner ce qu’écrit check-eligibility CAS.json --format json"
    try:
        read: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise WrongAnswer("ce n’est pas du JSON", help_) from None
    answers: list[Any] = read if data.lstrip().startswith(b"[") else [read]
    if not answers or not all(_is_answer(one) for one in answers):
        told = "c’est un cas, pas une réponse" if _has(read, {"faits"}) else "ce n’est pas une réponse"
        raise WrongAnswer(told, help_)
    return answers


def _is_answer(document: Any) -> bool:
    if not _has(document, {"case", "lang", "detail", "benefits"}) or document["lang"] not in ("fr", "en"):
        return False
    benefits: Any = document["benefits"]
    return bool(benefits) and all(
        _has(one, _KEYS | _SECTIONS | {"seal"}) and _has(one["seal"], _SEALS) for one in benefits
    )


def _has(document: Any, keys: set[str]) -> bool:
    return isinstance(document, Mapping) and keys <= set(document)  # pyright: ignore[reportUnknownArgumentType]


def same_case(document: Document, file: str, case_file: str | None, model: Model) -> Case:
    """Return the case of the answer: what *case_file* holds today, else the one kept in the answer.

    Raises:
        WrongAnswer: the answer keeps none.
        FaultsFound: the glossary does not read it, or not any more.
    """
    if case_file is not None:
        case = _read(streams.read_input(case_file, LARGEST_FILE), case_file, model)
        return next((way for way in _ways(case, document, model) if way.seal == _seal(document)), case)
    if "input" not in document:
        raise WrongAnswer(
            "cette réponse ne contient pas le dossier (--detail resume)",
            "donner le dossier avec --cas CAS.json",
        )
    return _read(json.dumps(document["input"]).encode(), file, model)


def _read(data: bytes, file: str, model: Model) -> Case:
    case, faults = read_case(data, file, model)
    if case is None:
        raise FaultsFound(faults)
    return case


def _ways(case: Case, document: Document, model: Model) -> Iterator[Case]:
    """Yield *case* as it may have been asked: as it is, for some benefits, at another date."""
    codes = [one["code"] for one in document["benefits"] if one["code"] in model.benefits]
    yield case
    yield (asked := asking_for(case, codes))
    day = document["benefits"][0]["seal"]["reference_date"]
    if day is not None:
        for one in (case, asked):
            if one.benefits:
                yield dated(one, model, date.fromisoformat(day))


def _seal(document: Document) -> str:
    return str(document["benefits"][0]["seal"]["case"])


def played(case: Case, model: Model, lang: str) -> Document:
    """Return the answer that *model* gives to *case*, in full."""
    explanation = explained(case, model, best_matcher(model))
    answer: Any = json.loads(to_json(explanation, detail=Detail.TRACE, lang=Lang(lang)))
    return dict(answer)


def restored(document: Document, case: Case, former: Model | None) -> tuple[Document, str]:
    """Return the former answer in full, when *former* is the model that gave it; and what is wrong if it is not."""
    if former is None:
        return document, ""
    seal = document["benefits"][0]["seal"]
    if former.seal != seal["model"]:
        told = (
            f"--before\u00a0: ces classeurs ne sont pas ceux de la réponse ({_short(former.seal)} au lieu de"
        )
        return (
            document,
            f"{told} {_short(seal['model'])})\u00a0; seules les lignes qu’elle cite sont comparées\n",
        )
    if case.seal != seal["case"]:
        return (
            document,
            "--before\u00a0: le dossier a changé, seules les lignes citées par la réponse sont comparées\n",
        )
    full = played(case, former, document["lang"])
    kept = {one["code"]: one for one in document["benefits"]}
    benefits = [{**one, **kept.get(one["code"], {}), "trace": one["trace"]} for one in full["benefits"]]
    return {**document, "benefits": benefits}, ""


# --- words ---------------------------------------------------------------------------------


def shown(document: Document, case: Case, found: Sequence[Replayed], warning: str) -> Iterator[str]:
    """Yield what came of an answer played again."""
    yield f"Dossier {document['case']}\n" if document["case"] else "Dossier\n"
    yield warning
    if _seal(document) != case.seal:
        yield "le dossier a changé\u00a0: son sceau n’est pas celui que font ses faits"
        yield f" ({_short(_seal(document))} dans la réponse, {_short(case.seal)} recalculé)\n"
        yield from _facts(document, case)
    for one in found:
        yield from _benefit(one)


def _facts(document: Document, case: Case) -> Iterator[str]:
    """Yield the facts that differ between the answer and the case given beside it."""
    kept: Mapping[str, Any] = document.get("input", {}).get("faits", {})
    now: Any = to_document(case)["faits"]
    for name in {**kept, **now} if kept else ():
        if kept.get(name) != now.get(name):
            yield f"  {name}\u00a0: {_fact(kept.get(name))} → {_fact(now.get(name))}\n"


def _fact(value: object) -> str:
    return "absent" if value is None else json.dumps(value, ensure_ascii=False)


def _benefit(one: Replayed) -> Iterator[str]:
    name = f"{one.label} ({one.code})"
    seals = {seal.what: seal for seal in one.seals}
    if one.is_same:
        yield f"{name}\u00a0: mêmes tables, même dossier, même réponse{_program(seals, ', avec ')}\n"
        return
    yield f"{name}\n"
    if one.tables_changed:
        model = seals["model"]
        yield f"  les tables ont changé ({_short(model.before)} → {_short(model.after)})"
    elif one.case_changed:
        yield "  les tables sont les mêmes"
    else:
        yield "  mêmes tables, même dossier\u00a0: la réponse gardée a été modifiée, ou le programme a changé"
    yield f"{_program(seals, ', ')}\u00a0; la réponse {'change' if one.answer else 'est la même'}\n"
    for difference in one.answer:
        yield from _difference(difference)
    if one.pieces:
        yield "  lignes et chiffres qui diffèrent\u00a0:\n"
        for piece in one.pieces:
            yield from _piece(piece)
    elif one.tables_changed:
        yield f"  {_no_piece(one)}\n"


def _no_piece(one: Replayed) -> str:
    if one.traced:
        return "aucune des lignes examinées, aucun des chiffres lus n’a changé"
    if one.rows_known:
        told = "aucune des lignes citées par la réponse n’a changé, aucun des chiffres non plus"
        return f"{told}\u00a0; --before DOSSIER compare toutes les lignes examinées"
    return "la réponse ne garde pas ses lignes (--detail resume)\u00a0; --before DOSSIER les compare"


def _program(seals: Mapping[str, Difference], before: str) -> str:
    changed = [f"{seals[key].before} → {seals[key].after}" for key in ("version", "engine") if key in seals]
    return f"{before}un autre programme ({', '.join(changed)})" if changed else ""


def _piece(piece: Piece) -> Iterator[str]:
    yield f"    {piece.name}{', retenue' if piece.retained else ''} ({piece.place})\n"
    for one in piece.differences:
        yield f"      {one.what}\u00a0: {_text(one.before)} → {_text(one.after)}\n"


def _difference(one: Difference) -> Iterable[str]:
    yield f"    {one.what}\n"
    yield f"      avant\u00a0: {_text(one.before)}\n"
    yield f"      après\u00a0: {_text(one.after)}\n"


def _text(text: str) -> str:
    return text or "(rien)"


def _short(seal: str) -> str:
    return seal[:SHORT_SEAL]
