"""The commands ``population`` and ``impact`` at the command line."""

from pathlib import Path

import pytest

from cli.main import run


def test_the_sources_of_the_population_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["population", "--sources"]) == 0
    told = capsys.readouterr().out
    assert "Insee" in told and "Hypothèses, sans source publiée" in told


def test_a_population_without_a_size_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["population", "--output", "p.csv"]) == 2
    assert "--size" in capsys.readouterr().err


def test_a_page_is_named_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["impact", "--after", "v2", "--population", "p.csv", "--report", "p.txt"]) == 2
    assert ".html" in capsys.readouterr().err


def test_nothing_is_measured_when_nothing_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people, report = tmp_path / "p.csv", tmp_path / "p.html"
    assert run(["population", "--size", "5", "--output", str(people)]) == 0
    tables = "decision_tables/maladie.xlsx"
    assert run(["impact", "--after", tables, "--population", str(people), "--report", str(report)]) == 2
    assert "aucune prestation" in capsys.readouterr().err
    assert not report.exists()
