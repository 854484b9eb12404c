"""What a line of calculation or an endpoint gives, or the fault of the workbook that makes it fail."""

from engine import formula
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CellRef
from engine.model import Expression, Formula
from engine.values import Known

_FAILURES = (ZeroDivisionError, ValueError, OverflowError)


def calculated(line: Formula, around: formula.Surroundings) -> Known:
    """Return what *line* gives, rounded as it says.

    Raises:
        FaultsFound: it cannot be worked out (a division by zero).
    """
    try:
        return formula.result(line, around)
    except _FAILURES as error:
        raise _not_computable(line.where, error) from error


def worth(expression: Expression, around: formula.Surroundings, where: CellRef) -> Known:
    """Return what *expression*, written at *where*, gives.

    Raises:
        FaultsFound: it cannot be worked out.
    """
    try:
        return formula.worth(expression, around)
    except _FAILURES as error:
        raise _not_computable(where, error) from error


def _not_computable(where: CellRef, error: Exception) -> FaultsFound:
    if isinstance(error, ZeroDivisionError):
        reason = "division par zéro"
    elif isinstance(error, OverflowError):
        reason = "date hors du calendrier"
    else:
        reason = "le résultat a plus de décimales qu’annoncé, ou la date n’existe pas"
    return FaultsFound(
        [
            Diagnostic(
                code="calcul-impossible",
                where=where,
                message=f"ce calcul échoue sur ce cas : {reason}",
                help="protéger le calcul par « si … alors … sinon », ou indiquer un arrondi",
            )
        ]
    )
