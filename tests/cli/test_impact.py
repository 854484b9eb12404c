"""The commands ``population`` and ``impact`` at the command line."""

from pathlib import Path

import pytest

from cli.main import run
from tests.cli.conftest import Program
from tests.cli.workbook import ARRET, write_tables

PEOPLE = "".join(
    f"{number};artisan;{number};7300;2026-03-{1 + number % 28:02};{('Nord', 'Sud')[number % 2]};{1960 + number}\n"
    for number in range(40)
)
HEADER = "id;statut;mois;revenu;date_arret;Région;année\n"


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


def measured(program: Program, tmp_path: Path, *options: str, people: str = PEOPLE) -> tuple[str, str]:
    """Return what is said of twelve months of affiliation made six, and the figures by column."""
    after = write_tables(tmp_path / "v2", Arret=ARRET.replace(">= 12", ">= 6"))
    (tmp_path / "cas.csv").write_text(HEADER + people, "utf-8")
    arguments = ("impact", "--after", str(after), "--population", str(tmp_path / "cas.csv"))
    done = program(*arguments, "--report", str(tmp_path / "r.html"), *options)
    assert done.status == 0, done.err
    return done.err, (tmp_path / "r.gagnants.csv").read_text("utf-8-sig")


def test_cases_are_counted_by_columns_that_no_rule_reads(program: Program, tmp_path: Path) -> None:
    told, figures = measured(program, tmp_path, "--par", "region", "--par", "année", "--par", "mois")
    assert "arret : 6 gagnent, 0 perdent, 0 mixtes, 34 sans changement" in told
    assert "arret;Région;Nord;20;14;17;3;0;" in figures
    assert "arret;année;moins de 1964;4;0;0;0;0;" in figures
    assert "arret;mois;4 à 7;4;0;2;2;0;" in figures
    assert "colonnes laissées de côté" not in told


def test_cases_left_out_are_counted_with_their_causes(program: Program, tmp_path: Path) -> None:
    told, _ = measured(program, tmp_path, people=PEOPLE + "x;artizan;12;7300;2026-03-01;Nord;1960\n")
    assert "laissés de côté : 1 cas sur 41 (2,4 %) : valeur hors de la liste permise (statut)" in told
    assert "hors-liste;statut;1;1" in (tmp_path / "r.rejets.csv").read_text("utf-8")
    assert "valeur hors de la liste permise (statut)" in (tmp_path / "r.html").read_text("utf-8")


def test_a_page_may_show_no_case(program: Program, tmp_path: Path) -> None:
    measured(program, tmp_path)
    assert "Des cas, expliqués deux fois" in (tmp_path / "r.html").read_text("utf-8")
    measured(program, tmp_path, "--sans-cas")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "Des cas, expliqués deux fois" not in page and "<pre>" not in page
    assert sorted(path.suffix for path in tmp_path.iterdir() if path.is_file()) == [".csv"] * 7 + [".html"]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("regions", "« regions » (vouliez-vous dire « Région » ?) ; elle a : id, statut, mois"),
        ("id", "« id » nomme un cas"),
    ],
)
def test_a_column_that_the_population_lacks_is_told(
    program: Program, tmp_path: Path, column: str, said: str
) -> None:
    after = write_tables(tmp_path / "v2", Arret=ARRET.replace(">= 12", ">= 6"))
    (tmp_path / "cas.csv").write_text(HEADER + PEOPLE, "utf-8")
    done = program(
        "impact", "--after", str(after), "--population", str(tmp_path / "cas.csv"),
        "--report", str(tmp_path / "r.html"), "--par", column,
    )  # fmt: skip
    assert (done.status, said in done.err) == (2, True), done.err


def test_a_fall_leaves_no_page_and_no_figures(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.commands.impact._text", interrupted)
    after = write_tables(tmp_path / "v2", Arret=ARRET.replace(">= 12", ">= 6"))
    (tmp_path / "cas.csv").write_text(HEADER + PEOPLE, "utf-8")
    done = program(
        "impact", "--after", str(after), "--population", str(tmp_path / "cas.csv"),
        "--report", str(tmp_path / "r.html"),
    )  # fmt: skip
    assert done.status == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cas.csv", "v2"]
