"""The reference cases: what each gives today, and whether that is what its author expects.

What is written is free of what changes with every edit of a workbook or release: the seal of the
model, the version, the name of the engine.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cli.answer import benefits_of, decided
from cli.options import GOLDEN
from engine.cases.case import Case
from engine.cases.check_examples import Listen
from engine.cases.outcomes import is_written, outcomes, written
from engine.cases.parse_json import Json, parse_json
from engine.cases.read_case import read_case
from engine.diagnostics import Diagnostic, FaultsFound
from engine.evaluate import decide
from engine.location import CaseRef
from engine.matching import Matcher
from engine.model import Model, Period, Row, Table
from engine.names import fold
from engine.trace import Verdict
from explain.phrases import Lang
from explain.record import Record
from explain.select import Detail
from explain.sheets.from_model import drawn_calculations, drawn_parameters, drawn_table
from explain.sheets.to_markdown import to_markdown
from explain.to_json import to_json
from explain.to_text import to_text
from explain.tree import Decided, explain

NOT_FROZEN = "(non figé)"
WIDTH = 100
YEARS = Period(date(2018, 1, 1), date(2026, 12, 31))
"""Rows in force at some time in this period are to be reached by a case."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the author of a case expects for one benefit; ``rows`` None: whatever the rows."""

    verdict: str
    values: Mapping[str, str]
    rows: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenCase:
    """A file of ``golden/cases``; ``expected`` is its ``attendu``, by benefit."""

    name: str
    case: Case
    expected: Mapping[str, Expected]


def without_places(model: Model) -> Model:
    """Return *model* with sheets for places: a line inserted in a sheet changes no text that is kept."""
    return replace(model, tables={name: _without_places(table) for name, table in model.tables.items()})


def case_files(folder: Path) -> list[Path]:
    """Return the files of reference cases under *folder*, by name."""
    return sorted((folder / "cases").glob("*.json"))


def asked_cases(asked: str | None) -> list[Path]:
    """Return the files of reference cases of the folder *asked*, or of the usual one, which may hold none.

    Raises:
        FaultsFound: the folder that is asked for holds no case.
    """
    folder = Path(asked or GOLDEN)
    files = case_files(folder)
    if asked and not files:
        fault = Diagnostic(
            code="aucun-cas",
            where=CaseRef(str(folder / "cases")),
            message="ce dossier ne contient aucun cas de référence",
            help="donnez le dossier qui contient cases/",
        )
        raise FaultsFound([fault])
    return files


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
    expected = _members(parse_json(data)).get("attendu")
    return GoldenCase(name=path.stem, case=case, expected=_expectations(expected, path.name))


def decisions(golden: GoldenCase, model: Model, matcher: Matcher) -> tuple[Decided, ...]:
    """Return the verdicts on the case, each with its events and without the name of the engine."""
    return tuple(_neutral(one) for one in decided(golden.case, model, matcher))


def play(path: Path, model: Model, matcher: Matcher, listen: Listen) -> None:
    """Decide what the reference case in *path* asks for, and let *listen* hear it.

    Raises:
        FaultsFound: it is not a valid case, or the tables contradict themselves on it.
    """
    case = read_golden_case(path, model).case
    for code in benefits_of(case, model):
        record = Record()
        decide(model, case.facts, code, matcher=matcher, tracer=record)
        listen(path.stem, record.events)


def rendered(golden: GoldenCase, model: Model, verdicts: Sequence[Decided]) -> dict[str, str]:
    """Return what is kept of the case: its verdicts in JSON, its explanation in text, by file name."""
    explanation = explain(replace(model, seal=NOT_FROZEN), golden.case, verdicts, NOT_FROZEN)
    return {
        f"{golden.name}.json": to_json(explanation, detail=Detail.RESUME, lang=Lang.FR),
        f"{golden.name}.txt": to_text(
            explanation, detail=Detail.MOTIFS, lang=Lang.FR, width=WIDTH, colour=False
        ),
    }


def rendered_tables(model: Model) -> dict[str, str]:
    """Return the workbooks in Markdown: a file for each table, for the figures, for the calculations."""
    drawings = {f"table-{name}.md": drawn_table(table, model) for name, table in model.tables.items()}
    drawings |= {"parametres.md": drawn_parameters(model), "calculs.md": drawn_calculations(model)}
    return {file: to_markdown(drawing) for file, drawing in drawings.items()}


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
        if fold(expected.verdict) != verdict.answer.value:
            message = f"le verdict attendu est {expected.verdict}, les tables donnent {verdict.answer.code}"
            yield _unmet(where, message)
        if expected.rows is not None and expected.rows != frozenset(verdict.rows):
            wanted, got = _listed(expected.rows), _listed(verdict.rows)
            yield _unmet(where, f"les lignes attendues sont {wanted}, les tables retiennent {got}")
        found = outcomes(model, one.events)
        for name, text in expected.values.items():
            place = CaseRef(golden.case.file, f"{path}.valeurs.{name}")
            if name not in found:
                yield _unmet(place, f"«\u00a0{name}\u00a0» n’est pas évalué dans ce cas")
            elif not is_written(found[name], text):
                yield _unmet(place, f"attendu {text}, les tables donnent {written(found[name])}")


def _unmet(where: CaseRef, message: str) -> Diagnostic:
    return Diagnostic(code="attendu-dementi", where=where, message=message)


def _without_places(table: Table) -> Table:
    sheet = replace(table.where, row=0, column=0)

    def row(one: Row) -> Row:
        conditions = tuple(replace(condition, where=sheet) for condition in one.conditions)
        return replace(one, conditions=conditions, where=sheet)

    default = None if table.default is None else row(table.default)
    return replace(table, rows=tuple(map(row, table.rows)), default=default)


def _neutral(one: Decided) -> Decided:
    events = [replace(e, engine=NOT_FROZEN) if isinstance(e, Verdict) else e for e in one.events]
    return Decided(replace(one.verdict, engine=NOT_FROZEN), events)


def _listed(rows: Iterable[str]) -> str:
    return ", ".join(sorted(rows)) or "aucune"


def _members(document: Json) -> dict[str, Json]:
    return dict(document) if isinstance(document, tuple) else {}


def _expectations(document: Json, file: str) -> dict[str, Expected]:
    """Return ``{code: {"verdict": ..., "valeurs": {...}, "lignes": [...]}}`` as values."""
    found: dict[str, Expected] = {}
    faults: list[Diagnostic] = []
    for code, one in _members(document).items():
        given = _members(one)
        verdict, values, rows = given.get("verdict"), given.get("valeurs", ()), given.get("lignes")
        texts = {name: value for name, value in _members(values).items() if isinstance(value, str)}
        wanted = [row for row in rows if isinstance(row, str)] if isinstance(rows, list) else None
        if not isinstance(verdict, str):
            faults.append(_form(CaseRef(file, f"attendu.{code}"), "il manque le verdict"))
            continue
        if unknown := given.keys() - {"verdict", "valeurs", "lignes"}:
            message = f"clé inconnue\u00a0: {_listed(unknown)}"
            faults.append(_form(CaseRef(file, f"attendu.{code}"), message))
        if not isinstance(values, tuple) or len(texts) < len(values):
            message = "«\u00a0valeurs\u00a0» est un objet\u00a0: noms, et valeurs entre guillemets"
            faults.append(_form(CaseRef(file, f"attendu.{code}.valeurs"), message))
        if rows is not None and (not isinstance(rows, list) or wanted is None or len(wanted) < len(rows)):
            message = "«\u00a0lignes\u00a0» est une liste de N° entre guillemets"
            faults.append(_form(CaseRef(file, f"attendu.{code}.lignes"), message))
        found[code] = Expected(verdict, texts, None if wanted is None else frozenset(wanted))
    if faults:
        raise FaultsFound(faults)
    return found


def _form(where: CaseRef, message: str) -> Diagnostic:
    help_ = '"attendu": {"code": {"verdict": "ouvert", "valeurs": {"nom": "12.50"}, "lignes": ["A-01"]}}'
    return Diagnostic(code="attendu-forme", where=where, message=message, help=help_)
