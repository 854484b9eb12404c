"""A folder compiled again gives what it gives compiled whole."""

from pathlib import Path

import pytest

from engine.pipeline import compile_tables
from engine.recompile import Recompiler
from tests.cli.workbook import ARRET, CALCULATIONS, EXAMPLES, FIGURES, NAISSANCE, write_tables

EDITS: list[dict[str, str]] = [
    {"Arret": ARRET.replace("commerçant|>= 6", "artisan|>= 6")},
    {"Arret": ARRET.replace("sinon||||refusé|Aucune condition n’est remplie.|Loi A|||\n", "")},
    {"Arret": ARRET.replace("\nA-01", "\n\nA-01").replace("Loi A|||\nA-02", "|||\nA-02")},
    {"Naissance": NAISSANCE.replace("< 6", "< 5")},
    {"Naissance": NAISSANCE.replace("< 6", "<= 6")},
    {"Chiffres": "Paramètres\n" + FIGURES.replace("1000", "1.000")},
    {
        "Chiffres": "Paramètres\n"
        + FIGURES.replace("seuil|1000|2024-01-01|", "seuil|1000|2024-01-01|2024-12-31")
    },
    {"Calculs": "Calculs\n" + CALCULATIONS.replace("/ 730", "/ 0")},
    {"Exemples": EXAMPLES.replace("E-02", "E-01")},
    {"Gens": "Population\n\nFait|Part|Valeur\nmoiss|1|2\n"},
    {},
]


@pytest.fixture(scope="module")
def compiler() -> Recompiler:
    return Recompiler()


@pytest.mark.parametrize("sheets", EDITS, ids=range(len(EDITS)))
def test_faults_and_meaning_are_those_of_a_whole_compilation(
    compiler: Recompiler, sheets: dict[str, str], tmp_path: Path
) -> None:
    path = write_tables(tmp_path / "t", **sheets) / "petit.xlsx"
    contents = {"petit.xlsx": path.read_bytes()}
    model, found = compiler.compile(contents)
    whole, faults = compile_tables(contents)
    assert found == faults
    assert (model and model.seal) == (whole and whole.seal)
