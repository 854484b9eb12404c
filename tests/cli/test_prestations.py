"""``prestations`` lists the catalogue, and explains one benefit from its tables."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Program


def test_the_catalogue_has_a_json_form(program: Program) -> None:
    listed = json.loads(program("prestations", "--format", "json").out)
    assert listed[0] == {
        "code": "arret",
        "label": "Aide à l’arrêt",
        "reference_date": {"name": "date_arret", "label": "Date de l’arrêt"},
        "source": "Loi A",
    }


def test_the_catalogue_has_a_markdown_form(program: Program) -> None:
    assert program("prestations", "--format", "md").out.splitlines()[2] == (
        "| `arret` | Aide à l’arrêt | Date de l’arrêt (`date_arret`) | Loi A |"
    )


@pytest.mark.parametrize("form", ["text", "json", "md"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_benefit_is_explained_in_every_form(program: Program, form: str, lang: str) -> None:
    done = program("prestations", "arret", "--format", form, "--lang", lang, "--date", "2026-01-01")
    assert (done.status, done.err) == (0, "")
    assert "A-01" in done.out
    assert "Loi A" in done.out


def test_the_explanation_can_be_written_in_a_file(program: Program, tmp_path: Path) -> None:
    done = program("prestations", "arret", "--output", str(tmp_path / "a.txt"))
    assert (done.status, done.out) == (0, "")
    assert (tmp_path / "a.txt").read_text("utf-8").startswith("Aide à l’arrêt (arret)\n")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("prestations aret", "la prestation « aret » n’existe pas ; vouliez-vous dire « arret »"),
        ("prestations --date 2026-01-01", "--date demande le CODE d’une prestation"),
        ("prestations arret --date hier", "--date : "),
    ],
)
def test_wrong_usage_is_told(program: Program, line: str, message: str) -> None:
    done = program(*line.split())
    assert (done.status, done.out) == (2, "")
    assert message in done.err
