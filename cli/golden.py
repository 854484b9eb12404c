"""The reference cases: what each gives today, and whether that is what its author expects.

What is written is free of what changes with every edit of a workbook or release: the seal of the
model, the version, the name of the engine.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from explain.to_json import to_json
from explain.to_text import to_text

from cli.answer import decided
from engine.case import Case
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef
from engine.matching import Matcher
from engine.model import Model
from engine.names import fold
from engine.outcomes import is_written, outcomes, written
from engine.read_case import read_case
from engine.to_markdown import calculations_to_markdown, parameters_to_markdown, to_markdown
from engine.trace import Verdict
from explain.select import Detail
from explain.tree import Decided, explain
from explain.wording import Lang

NOT_FROZEN = "(non figé)"
WIDTH = 100

Expected: TypeAlias = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenCase:
    """A file of ``golden/cases``; ``expected`` is its ``attendu``, by benefit."""

    name: str
    case: Case
    expected: Expected


def case_files(folder: Path) -> list[Path]:
    """Return the files of reference cases under *folder*, by name."""
    return sorted((folder / "cases").glob("*.json"))


def read_golden_case(path: Path, model: Model) -> GoldenCase:
    """Return the reference case in *path*.

    Raises:
        FaultsFound: it is not a valid case, or its ``attendu`` has not the agreed form.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        fault = Diagnostic(code="fichier-illisible", where=CaseRef(path.name), message=str(error.strerror))
        raise FaultsFound([fault]) from None
    case, faults = read_case(data, path.name, model)
    if case is None:
        raise FaultsFound(faults)
    expected = json.loads(data.decode("utf-8-sig")).get("attendu") or {}
    wrong = list(_wrong_form(expected, path.name))
    if wrong:
        raise FaultsFound(wrong)
    return GoldenCase(name=path.stem, case=case, expected=expected)


def decisions(golden: GoldenCase, model: Model, matcher: Matcher) -> tuple[Decided, ...]:
    """Return the verdicts on the case, each with its events and without the name of the engine."""
    return tuple(_neutral(one) for one in decided(golden.case, model, matcher))


def rendered(golden: GoldenCase, model: Model, verdicts: Sequence[Decided]) -> dict[str, str]:
    """Return what is kept of the case: its verdicts in JSON, its full explanation in text, by file name."""
    explanation = explain(replace(model, seal=NOT_FROZEN), golden.case, verdicts, NOT_FROZEN)
    return {
        f"{golden.name}.json": to_json(explanation, detail=Detail.RESUME, lang=Lang.FR),
        f"{golden.name}.txt": to_text(
            explanation, detail=Detail.TRACE, lang=Lang.FR, width=WIDTH, colour=False
        ),
    }


def rendered_tables(model: Model) -> dict[str, str]:
    """Return the workbooks in Markdown: a file for each table, for the figures, for the calculations."""
    tables = {f"table-{name}.md": to_markdown(table, model) for name, table in model.tables.items()}
    return {
        **tables,
        "parametres.md": parameters_to_markdown(model),
        "calculs.md": calculations_to_markdown(model),
    }


def unmet(golden: GoldenCase, model: Model, verdicts: Sequence[Decided]) -> Iterator[Diagnostic]:
    """Yield a fault for each thing that the author of the case expects and does not get."""
    by_code = {one.verdict.benefit: one for one in verdicts}
    for code, expected in golden.expected.items():
        path = f"attendu.{code}"
        where = CaseRef(golden.case.file, path)
        one = by_code.get(code)
        if one is None:
            yield _unmet(where, f"le cas ne demande pas «\u00a0{code}\u00a0»")
            continue
        verdict = one.verdict
        if fold(str(expected["verdict"])) != verdict.answer.value:
            yield _unmet(
                where,
                f"le verdict attendu est {expected['verdict']}, les tables donnent {verdict.answer.code}",
            )
        rows = expected.get("lignes")
        if isinstance(rows, list) and set(map(str, rows)) != set(verdict.rows):
            wanted, got = ", ".join(map(str, rows)) or "aucune", ", ".join(verdict.rows) or "aucune"
            yield _unmet(where, f"les lignes attendues sont {wanted}, les tables retiennent {got}")
        values = expected.get("valeurs")
        got_values = outcomes(model, one.events)
        for name, text in values.items() if isinstance(values, dict) else ():
            place = CaseRef(golden.case.file, f"{path}.valeurs.{name}")
            if name not in got_values:
                yield _unmet(place, f"«\u00a0{name}\u00a0» n'est pas évalué dans ce cas")
            elif not is_written(got_values[name], str(text)):
                yield _unmet(place, f"attendu {text}, les tables donnent {written(got_values[name])}")


def _unmet(where: CaseRef, message: str) -> Diagnostic:
    return Diagnostic(code="attendu-dementi", where=where, message=message)


def _neutral(one: Decided) -> Decided:
    events = [replace(e, engine=NOT_FROZEN) if isinstance(e, Verdict) else e for e in one.events]
    return Decided(replace(one.verdict, engine=NOT_FROZEN), events)


def _wrong_form(expected: object, file: str) -> Iterator[Diagnostic]:
    """Yield what is not ``{code: {"verdict": ..., "valeurs": {...}, "lignes": [...]}}``."""
    if not isinstance(expected, dict):
        yield _form(CaseRef(file, "attendu"), "«\u00a0attendu\u00a0» est un objet, par code de prestation")
        return
    for code, one in expected.items():
        where = CaseRef(file, f"attendu.{code}")
        if not isinstance(one, dict) or not isinstance(one.get("verdict"), str):
            yield _form(where, "il manque le verdict")
            continue
        if unknown := one.keys() - {"verdict", "valeurs", "lignes"}:
            yield _form(where, f"clé inconnue\u00a0: {', '.join(sorted(unknown))}")
        if not isinstance(one.get("valeurs", {}), dict):
            yield _form(where, "«\u00a0valeurs\u00a0» est un objet\u00a0: nom, valeur")
        if not isinstance(one.get("lignes", []), list):
            yield _form(where, "«\u00a0lignes\u00a0» est une liste de N°")


def _form(where: CaseRef, message: str) -> Diagnostic:
    help_ = '"attendu": {"code": {"verdict": "ouvert", "valeurs": {"nom": "12.50"}, "lignes": ["A-01"]}}'
    return Diagnostic(code="attendu-forme", where=where, message=message, help=help_)
