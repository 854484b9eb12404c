"""A benefit or a row that does not say where it comes from."""

from collections.abc import Iterator

from engine.diagnostics import Diagnostic, Severity
from engine.model import Model


def missing_source(model: Model) -> Iterator[Diagnostic]:
    """Report each benefit and each row without a source; ``sinon`` only says that no row applies."""
    for benefit in model.benefits.values():
        if not benefit.source.strip(" -–—"):
            yield Diagnostic(
                code="prestation-sans-source",
                where=benefit.where,
                message=f"la prestation «\u00a0{benefit.code}\u00a0» n’a pas de source",
                help="écrire le texte qui la prévoit dans la colonne «\u00a0Source\u00a0»",
                severity=Severity.WARNING,
            )
    for table in model.tables.values():
        for row in table.rows:
            if not row.source.strip(" -–—"):
                yield Diagnostic(
                    code="ligne-sans-source",
                    where=row.where,
                    message=f"la ligne {row.id} de la table «\u00a0{table.name}\u00a0» n’a pas de source",
                    help="écrire le texte qui la prévoit dans la colonne «\u00a0Source\u00a0»",
                    severity=Severity.WARNING,
                )
