"""How diagnostics look."""

from cli.show import shown
from engine.diagnostics import Diagnostic, Severity
from engine.location import CaseRef, CellRef

FAULT = Diagnostic(
    code="ligne-inatteignable",
    where=CellRef("maladie.xlsx", "IJ", 7, 1),
    message="cette ligne ne sera jamais retenue",
    related=((CellRef("maladie.xlsx", "IJ", 5, 1), "cette ligne accepte déjà tous ses cas"),),
    help="placer la ligne 7 avant la ligne 5",
)
DOUBT = Diagnostic(
    code="valeur-douteuse", where=CaseRef("-", "faits.taux"), message="à relire", severity=Severity.WARNING
)


def test_a_fault_shows_its_cell_the_other_half_and_the_remedy() -> None:
    assert shown([FAULT]) == (
        "erreur[ligne-inatteignable] maladie.xlsx > IJ > A7\u00a0: cette ligne ne sera jamais retenue\n"
        "  maladie.xlsx > IJ > A5\u00a0: cette ligne accepte déjà tous ses cas\n"
        "  aide\u00a0: placer la ligne 7 avant la ligne 5\n"
    )


def test_a_warning_without_remedy_is_one_line() -> None:
    assert shown([DOUBT]) == ("avertissement[valeur-douteuse] entrée standard > faits.taux\u00a0: à relire\n")


def test_colour_marks_severity_and_place_only() -> None:
    assert shown([FAULT], colour=True).startswith(
        "\x1b[1;31merreur[ligne-inatteignable]\x1b[0m \x1b[1mmaladie.xlsx > IJ > A7\x1b[0m\u00a0: cette"
    )
