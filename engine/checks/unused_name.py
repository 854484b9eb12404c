"""Names and tables that no benefit needs, and outputs that nobody reads."""

import re
from collections.abc import Iterator

from engine.diagnostics import Diagnostic, Severity
from engine.location import CellRef
from engine.model import Model, Nature, names_in
from engine.reach import Reach, reach


def unused_name(model: Model) -> Iterator[Diagnostic]:
    """Report each line of the glossary, table and output from which no verdict can come."""
    shown = {benefit.table for benefit in model.benefits.values()} | {
        name
        for benefit in model.benefits.values()
        for name in (*benefit.amounts, *benefit.durations, *benefit.steps)
    }
    used = reach(model, dict.fromkeys([*sorted(shown), *_also_named(model)]))
    yield from _of_names(model, used)
    yield from _of_tables(model, used, shown)


def _of_names(model: Model, used: Reach) -> Iterator[Diagnostic]:
    known = {*used.facts, *used.parameters, *used.calculations}
    for name, term in model.terms.items():
        if term.nature is not Nature.OUTPUT and name not in known:
            yield _warning(
                "nom-inutilise",
                term.where,
                f"aucune prestation ne se sert de «\u00a0{name}\u00a0» ({term.nature.value})",
                "supprimer cette ligne, ou s’en servir dans une table ou un calcul",
            )


def _of_tables(model: Model, used: Reach, shown: set[str]) -> Iterator[Diagnostic]:
    read = {name for expression in used.expressions for name in names_in(expression)} | _placeholders(model)
    for table in model.tables.values():
        if table.name not in used.tables:
            yield _warning(
                "table-inutilisee",
                table.where,
                f"aucune prestation ne se sert de la table «\u00a0{table.name}\u00a0»",
                "la joindre à une prestation, lire l’un de ses résultats, ou la supprimer",
            )
        elif table.name not in shown:
            for output in table.outputs:
                if output not in read:
                    yield _warning(
                        "resultat-jamais-lu",
                        table.where,
                        f"personne ne lit le résultat «\u00a0{output}\u00a0» de la table «\u00a0{table.name}\u00a0»",
                        "supprimer cette colonne, lire ce résultat, ou joindre la table à une prestation",
                    )


def _also_named(model: Model) -> Iterator[str]:
    """Yield the reference dates, and the names that reasons and notes hold."""
    for benefit in model.benefits.values():
        yield benefit.reference_date
    for table in model.tables.values():
        if table.reference_date is not None:
            yield table.reference_date
    for name in sorted(_placeholders(model)):
        if model.terms[name].nature is not Nature.OUTPUT or name in model.producers:
            yield name


def _placeholders(model: Model) -> set[str]:
    """Return the names of the glossary between braces in the reasons and the notes of rows."""
    return {
        name
        for table in model.tables.values()
        for row in table.all_rows
        for name in re.findall(r"[A-Za-z_]\w*", "".join(re.findall(r"{{.*?}}", row.reason + row.note)))
        if name in model.terms
    }


def _warning(code: str, where: CellRef, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(code=code, where=where, message=message, help=remedy, severity=Severity.WARNING)
