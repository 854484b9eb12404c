"""What the README shows is what the program says."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import program
from tests.cli.verbs import VERBS

README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")


def block(holding: str) -> str:
    fenced = re.split(r"^```\w*\n", README, flags=re.MULTILINE)[1::2]
    (found,) = [text for text in fenced if holding in text]
    return found


def test_the_case_of_the_readme_gives_the_answer_of_the_readme(tmp_path: Path) -> None:
    case = tmp_path / "cas.json"
    case.write_text(block('"artisan-onze-mois"'), "utf-8")
    result = CliRunner(env={"COLUMNS": "80"}).invoke(program, [str(case)], standalone_mode=False)
    assert result.output.startswith(block("Décision sur le dossier"))


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_readme(verb: str) -> None:
    assert f"check-eligibility {verb}" in README
