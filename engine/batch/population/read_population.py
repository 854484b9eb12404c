"""The sheets ``Population`` -> how each fact is drawn, and every fault found."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from engine.batch.population.population import Drawn, Mixture, Piece, Population, Said
from engine.cells.operands import check_condition
from engine.cells.parse_cell import parse_outcome
from engine.cells.parse_formula import FormulaParser
from engine.cells.tokens import CellFault, clean, tokenize
from engine.diagnostics import Diagnostic
from engine.faults import Faults
from engine.location import CellRef
from engine.model import Expression, Model, Ref, Term, Unknown, names_in, parts
from engine.names import fold, suggestion
from engine.resolving.layout import Line, SheetKind, fixed_lines, kind_of_sheet
from engine.source import RawCell, RawWorkbook
from engine.values import Kind
from engine.workbooks.read_workbook import read_workbook

USUAL = "population.xlsx"
"""The workbook that is read; the others only where it is not."""


def read_population(
    contents: Mapping[str, bytes], model: Model
) -> tuple[Population | None, tuple[Diagnostic, ...]]:
    """Return the population that the workbooks *contents* give, None when there are errors."""
    faults = Faults()
    workbooks: list[RawWorkbook] = []
    for name in [USUAL] if USUAL in contents else sorted(contents):
        workbook, found = read_workbook(contents[name], name)
        faults.found += [fault for fault in found if fault.is_error]
        workbooks += () if workbook is None else (workbook,)
    lines = _lines(workbooks, faults)
    facts = _facts(lines, model, faults)
    if not lines:
        faults.add(
            "population-absente",
            CellRef(", ".join(sorted(contents))),
            "aucune feuille ne dit comment tirer une population",
            "faire une feuille dont A1 dit Population",
        )
    if faults.any_error:
        return None, faults.sorted()
    return Population(facts, tuple(_said(lines))), faults.sorted()


def population_faults(workbooks: Sequence[RawWorkbook], model: Model) -> tuple[Diagnostic, ...]:
    """Return what is wrong in the sheets ``Population`` of *workbooks*; those that are not read, because
    there is the usual workbook, are looked at each for itself."""
    faults = Faults()
    apart = any(workbook.name == USUAL for workbook in workbooks)
    for group in [[one] for one in workbooks] if apart else [workbooks]:
        _facts(_lines(group, faults), model, faults)
    return faults.sorted()


def _lines(workbooks: Iterable[RawWorkbook], faults: Faults) -> list[Line]:
    return [
        line
        for workbook in workbooks
        for sheet in workbook.sheets
        if kind_of_sheet(sheet, Faults()) is SheetKind.POPULATION
        for line in fixed_lines(sheet, SheetKind.POPULATION, faults)
    ]


def _facts(lines: Iterable[Line], model: Model, faults: Faults) -> tuple[Drawn, ...]:
    read = _Reading(model, faults)
    found = [read.fact(list(group)) for _, group in groupby(lines, key=lambda line: fold(line.text("Fait")))]
    return tuple(fact for fact in found if fact is not None)


class _Names:
    """The names that a formula may use, by technical name or label."""

    def __init__(self, model: Model) -> None:
        self.by_fold = {fold(term.label): term for term in model.terms.values()}
        self.by_fold |= {fold(term.name): term for term in model.terms.values()}
        self.names: Iterable[str] = tuple(model.terms)

    def find(self, name: str) -> Term | None:
        return self.by_fold.get(fold(name))


class _Reading:
    """The lines read so far."""

    def __init__(self, model: Model, faults: Faults) -> None:
        self.scope = _Names(model)
        self.faults = faults
        self.before: set[str] = set()

    def fact(self, lines: list[Line]) -> Drawn | None:
        """Return how the fact of *lines* is drawn."""
        first = lines[0]
        where = first.where_of("Fait")
        written = first.text("Fait")
        term = self.scope.find(written)
        if term is None or not term.can_be_given:
            known = [name for name in self.scope.names if name not in self.before]
            message = f"« {written} » n’est pas un fait que le dossier peut donner"
            self.faults.add("fait-inconnu", where, message, suggestion(written, known) or "")
            return None
        if term.name in self.before:
            message = f"« {term.name} » est tiré deux fois"
            self.faults.add("fait-en-double", where, message, "mettre ses lignes les unes sous les autres")
            return None
        mixtures: list[Mixture] = []
        for _, group in groupby(lines, key=lambda line: clean(line.text("Si"))):
            same = list(group)
            when = self._condition(same[0])
            pieces = tuple(piece for line in same if (piece := self._piece(line, term)) is not None)
            if len(pieces) == len(same) and not sum(piece.weight for piece in pieces):
                self.faults.add("part-nulle", same[0].where_of("Part"), "la somme des parts est nulle")
            mixtures.append(Mixture(when, pieces))
        if any(mixture.when is None for mixture in mixtures[:-1]):
            message = "des lignes sans « Si » sont suivies d’autres, qui ne serviraient jamais"
            self.faults.add("ligne-inatteignable", where, message, "les mettre en dernier")
        self.before.add(term.name)
        return Drawn(term.name, tuple(mixtures), where)

    def _condition(self, line: Line) -> Expression | None:
        cell = line.cell("Si")
        if cell is None:
            return None
        text = clean(cell.text).removeprefix("=").strip()
        try:
            read = FormulaParser(text, tokenize(text), self.scope).whole()
            check_condition(read, "Si")
        except CellFault as fault:
            self.faults.add(fault.code, cell.where, fault.message, fault.help)
            return None
        self._check_drawn(read.expression, cell)
        return read.expression

    def _piece(self, line: Line, term: Term) -> Piece | None:
        value, low, high = (line.cell(column) for column in ("Valeur", "De", "À"))
        weight = line.cell("Part")
        if weight is None or not isinstance(weight.value, Decimal) or weight.value < 0:
            where = line.where_of("Part")
            self.faults.add("part-attendue", where, "la part est un nombre, positif ou nul")
            return None
        if (value is None) == (low is None) or (low is None) != (high is None):
            message = "il faut une valeur, ou bien les deux bornes « De » et « À »"
            self.faults.add("valeur-attendue", line.where_of("Valeur"), message)
            return None
        if low is None or high is None:
            assert value is not None
            return Piece(weight.value, self._value(value, term))
        if not term.type.is_numeric and term.type.kind is not Kind.DATE:
            self.faults.add("borne-impossible", low.where, f"« {term.label} » n’est ni un nombre ni une date")
            return None
        return Piece(weight.value, self._value(low, term), self._value(high, term))

    def _value(self, cell: RawCell, term: Term) -> Expression | None:
        """Return what *cell* gives; None when it leaves the fact absent."""
        if isinstance(cell.value, str) and fold(cell.value) == "inconnu":
            return None
        try:
            found = parse_outcome(cell, term, self.scope)
        except CellFault as fault:
            self.faults.add(fault.code, cell.where, fault.message, fault.help)
            return None
        if found is None or isinstance(found, Unknown):
            return None
        self._check_drawn(found, cell)
        return found

    def _check_drawn(self, expression: Expression, cell: RawCell) -> None:
        """Report the names of *expression* that are not drawn before; dated figures may be read."""
        read = {part.name for part in parts(expression) if isinstance(part, Ref)} & set(names_in(expression))
        for name in sorted(read - self.before):
            message = f"« {name} » n’est pas tiré avant cette ligne"
            self.faults.add("fait-pas-encore-tire", cell.where, message, "mettre ses lignes plus haut")


def _said(lines: Iterable[Line]) -> Iterable[Said]:
    """Yield each source and note once, with the facts that rest on it."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for line in lines:
        key = (line.text("Source"), line.text("Note"))
        if any(key):
            found.setdefault(key, {})[line.text("Fait")] = None
    for (source, note), facts in found.items():
        yield Said(tuple(facts), source, note)
