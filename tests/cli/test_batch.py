"""Batches through the program: what goes in, what comes out, what is refused, what is left after a fall."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.batch.session import Session
from tests.cli.conftest import Done, Program
from tests.cli.workbook import CALCULATIONS, write_tables

CSV_FR = """id;Statut;Durée d’affiliation;revenu;date_arret
a;artisan;12;7 300,50;10/03/2026
b;Commerçant;6;0;31/12/2025
c;ARTISAN;11;7300;2026-03-10
d;;12;7300;10/03/2026
"""
CSV_EN = """id,statut,mois,revenu,date_arret
a,artisan,12,7300.50,2026-03-10
b,commerçant,6,0,2025-12-31
c,artisan,11,7300,2026-03-10
d,,12,7300,2026-03-10
"""
LINES = """{"id": "a", "faits": {"statut": "artisan", "mois": 12, "revenu": 7300.50, "date_arret": "2026-03-10"}}
{"id": "b", "faits": {"statut": "commerçant", "mois": 6, "revenu": 0, "date_arret": "2025-12-31"}}
{"id": "c", "faits": {"statut": "Artisan", "mois": 11, "revenu": 7.3e3, "date_arret": "2026-03-10"}}
{"id": "d", "faits": {"mois": 12, "revenu": 7300, "date_arret": "2026-03-10", "statut": null}}
"""
FLAT = """{"id": "a", "statut": "artisan", "mois": 12, "revenu": 7300.50, "date_arret": "2026-03-10"}
{"statut": "commerçant", "id": "b", "mois": 6, "revenu": 0, "date_arret": "2025-12-31"}

{"id": "c", "statut": "artisan", "mois": 11, "revenu": 7300, "date_arret": "2026-03-10"}
{"id": "d", "mois": 12, "revenu": 7300, "date_arret": "2026-03-10"}
"""
VERDICTS = ["ouvert", "ouvert", "refuse", "indetermine"]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Write an input and return its path."""

    def written(content: str, name: str = "cas.csv", encoding: str = "utf-8") -> str:
        (tmp_path / name).write_bytes(content.encode(encoding))
        return str(tmp_path / name)

    return written


Write = Callable[..., str]


def query(statement: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and the rows that *statement* gives."""
    with duckdb.connect() as connection:
        done = connection.execute(statement)
        return [column[0] for column in done.description], done.fetchall()


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a Parquet file, as they stand."""
    columns, found = query(f"SELECT * FROM '{path}'")
    return [dict(zip(columns, row, strict=True)) for row in found]


def rejects(path: Path) -> list[dict[str, str]]:
    """Return the rejects of a batch written in *path*."""
    with path.with_name(path.name + ".rejets").open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened, delimiter=";"))


def left(folder: Path) -> list[str]:
    """Return the names of what a folder holds, inputs apart."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("cas"))


# --- what goes in ---


@pytest.mark.parametrize(
    ("content", "name", "encoding"),
    [
        (CSV_FR, "cas.csv", "utf-8"),
        (CSV_FR, "cas.csv", "utf-8-sig"),
        (CSV_FR, "cas.csv", "cp1252"),
        (CSV_FR.replace(" ", "\u202f").replace("Durée\u202fd", "Durée d"), "cas.csv", "utf-8"),
        (CSV_FR.replace(";", "\t"), "cas.tsv", "utf-8"),
        (CSV_EN, "cas.csv", "utf-8"),
        (CSV_EN.replace("2026-03-10", "03/10/2026").replace("2025-12-31", "12/31/2025"), "cas.csv", "utf-8"),
        (CSV_EN.replace("\n", "\r\n"), "cas.csv", "utf-8"),
        (LINES, "cas.jsonl", "utf-8"),
        (LINES, "cas.jsonl", "utf-8-sig"),
        (FLAT, "cas.ndjson", "utf-8"),
    ],
)
def test_the_same_cases_get_the_same_verdicts_however_they_are_written(
    program: Program, write: Write, tmp_path: Path, content: str, name: str, encoding: str
) -> None:
    out = tmp_path / "v.parquet"
    done = program("batch", write(content, name, encoding), "--output", str(out))
    assert done.status == 0, done.err
    found = rows(out)
    assert [row["arret.verdict"] for row in found] == VERDICTS
    assert [row["id"] for row in found] == ["a", "b", "c", "d"]
    assert found[0]["arret.par_jour"] == Decimal("10.00")
    assert found[0]["arret.lignes"] == ["A-01"]
    assert found[2]["arret.exigences"] == ["A-01:mois"]
    assert found[3]["arret.manquants"] == ["statut"]
    assert rejects(out) == []
    assert "4 lignes lues = 4 décidées + 0 rejetée" in done.err


def test_parquet_goes_in_with_its_types(program: Program, tmp_path: Path) -> None:
    source, out = tmp_path / "cas.parquet", tmp_path / "v.parquet"
    query(f"""COPY (SELECT * FROM (VALUES
        ('a', 'artisan', 12::TINYINT, 7300.5::DOUBLE, TIMESTAMP '2026-03-10'),
        ('b', 'commerçant', 6, 0.0, TIMESTAMP '2025-12-31'),
        ('c', 'ARTISAN', 11, 7300.0, TIMESTAMP '2026-03-10'),
        ('d', NULL, 12, 7300.0, TIMESTAMP '2026-03-10'))
        t(id, statut, mois, revenu, date_arret)) TO '{source}' (FORMAT parquet)""")
    assert program("batch", str(source), "-o", str(out)).status == 0
    assert [row["arret.verdict"] for row in rows(out)] == VERDICTS


def test_several_inputs_are_one_after_the_other(program: Program, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "v.parquet"
    inputs = [
        write(CSV_FR, "cas1.csv"),
        write(LINES, "cas2.jsonl"),
        write(CSV_EN, "cas3.csv"),
        write(FLAT, "cas4.jsonl"),
    ]
    assert program("batch", *inputs, "-o", str(out)).status == 0
    assert [row["position"] for row in rows(out)] == list(range(1, 17))
    assert [row["arret.verdict"] for row in rows(out)] == VERDICTS * 4


@pytest.mark.parametrize("trade", ["artisan", "ARTISAN"])
@pytest.mark.parametrize("files", [1, 3])
def test_rows_stay_in_order_whatever_the_threads(
    program: Program, tmp_path: Path, files: int, trade: str
) -> None:
    each, sources = 50_000, []
    for place in range(files):
        sources.append(str(tmp_path / f"cas{place}.parquet"))
        query(f"""COPY (SELECT {place * each} + range AS id, CASE WHEN range % 9 = 0 THEN '{trade}' ELSE 'artisan' END
            AS statut, range % 30 AS mois, 7300 AS revenu, DATE '2026-03-10' AS date_arret FROM range({each}))
            TO '{sources[-1]}' (FORMAT parquet, ROW_GROUP_SIZE 4096)""")
    out = tmp_path / "v.parquet"
    done = program("batch", *sources, "-o", str(out), "--threads", "4")
    assert done.status == 0, done.err
    assert [int(row["id"]) for row in rows(out)] == list(range(files * each))


def test_many_small_files_are_decided_together(program: Program, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "v.parquet"
    inputs = [write(CSV_EN, f"cas{number:02}.csv") for number in range(20)]
    assert program("batch", *inputs, "-o", str(out)).status == 0
    assert [row["position"] for row in rows(out)] == list(range(1, 81))
    assert [row["arret.verdict"] for row in rows(out)] == VERDICTS * 20


def test_what_a_file_is_taken_for_is_said(program: Program, write: Write, tmp_path: Path) -> None:
    done = program("batch", write(CSV_FR), "-o", str(tmp_path / "v.parquet"))
    assert (
        "CSV, séparateur point-virgule, UTF-8, virgule décimale, dates jour/mois/année, 4 lignes" in done.err
    )
    assert "prestations : arret\n" in done.err


@pytest.mark.parametrize(
    ("content", "code", "option", "value"),
    [
        ("revenu;date_arret\n1,234;2026-03-10\n", "decimale-incertaine", ("--decimal", "."), "123400"),
        ("revenu;date_arret\n5;03/04/2026\n", "dates-incertaines", ("--dates", "jma"), "500"),
        ("x\n1\n", "separateur-incertain", None, ""),
        ("revenu;date_arret\n1,5;2026-03-10\n2.5;2026-03-10\n", "decimales-melees", ("--decimal", ","), ""),
        ("revenu;date_arret\n1;31/12/2025\n1;12/31/2025\n", "dates-melees", ("--dates", "jma"), ""),
        (
            "revenu;date_arret;c\n1;2026-03-10;caf\u00c3\u00a9\n1;2026-03-10;caf\u00e9\n",
            "encodage-incertain",
            ("--encoding", "utf-8"),
            "",
        ),
    ],
)
def test_what_is_not_certain_is_asked_for(
    program: Program,
    write: Write,
    tmp_path: Path,
    content: str,
    code: str,
    option: tuple[str, str] | None,
    value: str,
) -> None:
    out = tmp_path / "v.parquet"
    source = write(content, encoding="latin-1")
    done = program("batch", source, "-o", str(out))
    assert done.status == 1
    assert f"erreur[{code}]" in done.err
    assert left(tmp_path) == []
    if option is not None:
        assert option[0] in done.err
        assert program("batch", source, "-o", str(out), *option).status == 0


def test_a_doubt_far_in_the_file_is_found(program: Program, write: Write, tmp_path: Path) -> None:
    sure = "".join(f"{number};2026-03-10\n" for number in range(1, 30_000))
    done = program(
        "batch", write("revenu;date_arret\n" + sure + "1,234;2026-03-10\n"), "-o", str(tmp_path / "v.parquet")
    )
    assert (done.status, "decimale-incertaine" in done.err) == (1, True)


def test_a_text_can_stand_for_nothing(program: Program, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "v.parquet"
    source = write(CSV_EN.replace("d,,", "d,NA,"))
    assert program("batch", source, "-o", str(out)).status == 0
    assert [row["code"] for row in rejects(out)] == ["hors-liste"]
    assert program("batch", source, "-o", str(out), "--missing", "NA", "--force").status == 0
    assert [row["arret.verdict"] for row in rows(out)] == VERDICTS


def test_a_name_with_brackets_is_not_a_pattern(program: Program, write: Write, tmp_path: Path) -> None:
    out, source = tmp_path / "v.parquet", write(CSV_EN, "cas[1].csv")
    assert program("batch", source, "-o", str(out)).status == 0
    typed = tmp_path / "cas[2].parquet"
    Path(out).rename(typed)
    assert "erreur[aucune-prestation]" in program("batch", str(typed), "-o", str(out), "--force").err


def test_an_input_given_twice_is_an_error(program: Program, write: Write, tmp_path: Path) -> None:
    source = write(CSV_EN)
    done = program("batch", source, source, "-o", str(tmp_path / "v.parquet"))
    assert (done.status, "cette entrée est donnée deux fois" in done.err) == (1, True)


# --- columns ---


def test_a_column_that_is_nearly_a_fact_is_an_error(program: Program, write: Write, tmp_path: Path) -> None:
    done = program("batch", write(CSV_EN.replace("revenu", "revenus")), "-o", str(tmp_path / "v.parquet"))
    assert done.status == 1
    assert "erreur[colonne-douteuse]" in done.err
    assert "« revenus » n’est pas un fait, mais ressemble à « revenu »" in done.err


def test_other_columns_are_left_aside_and_said(program: Program, write: Write, tmp_path: Path) -> None:
    source = write("commentaire;" + CSV_FR.replace("\n", "\nx;").removesuffix("x;"))
    done = program("batch", source, "-o", str(tmp_path / "v.parquet"))
    assert done.status == 0
    assert "colonnes laissées de côté : commentaire" in done.err


def test_facts_without_a_column_are_said(program: Program, write: Write, tmp_path: Path) -> None:
    done = program("batch", write("date_arret;mois\n2026-03-10;3\n"), "-o", str(tmp_path / "v.parquet"))
    assert "faits sans colonne, tenus pour absents : statut, revenu" in done.err


def test_a_mapping_says_what_columns_give(program: Program, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "v.parquet"
    source = write(CSV_EN.replace("revenu", "rev_2025").replace("mois", "moi").replace("id", "dossier"))
    mapping = write("colonne;fait\nREV_2025;Revenu\nmoi;mois\ndossier;id\n", "colonnes.csv")
    done = program("batch", source, "-o", str(out), "--columns", mapping)
    assert done.status == 0, done.err
    assert [row["arret.verdict"] for row in rows(out)] == VERDICTS
    assert rows(out)[0]["id"] == "a"


def test_a_mapping_that_names_what_is_not_there_is_an_error(
    program: Program, write: Write, tmp_path: Path
) -> None:
    arguments = ("batch", write(CSV_EN), "-o", str(tmp_path / "v.parquet"), "--columns")
    wrong = program(*arguments, write("colonne;fait\nx;revenuu\n", "colonnes.csv"))
    assert "aucun fait ne s’appelle « revenuu »" in wrong.err
    assert "vouliez-vous dire « revenu »" in wrong.err
    absent = program(*arguments, write("colonne;fait\nx;revenu\n", "colonnes2.csv"))
    assert "aucune entrée n’a la colonne « x »" in absent.err
    assert (wrong.status, absent.status) == (1, 1)


def test_a_mapping_is_suggested_and_can_be_given_back(program: Program, write: Write, tmp_path: Path) -> None:
    source = write(CSV_EN.replace("revenu", "revenus"))
    done = program(
        "batch", source, "--suggest-columns", "--prestation", "arret", "-o", str(tmp_path / "m.csv")
    )
    assert done.status == 0
    suggested = (tmp_path / "m.csv").read_text("utf-8")
    assert suggested.splitlines()[:3] == ["colonne;fait;remarque", "id;id;", "statut;statut;"]
    assert "revenus;;vouliez-vous dire" in suggested
    assert "# sans colonne\u00a0: revenu (Revenu)" in suggested
    (tmp_path / "m.csv").write_text(suggested.replace("revenus;;", "revenus;revenu;"), "utf-8")
    assert (
        program(
            "batch", source, "-o", str(tmp_path / "v.parquet"), "--columns", str(tmp_path / "m.csv")
        ).status
        == 0
    )


def test_two_columns_for_one_fact_are_an_error(program: Program, write: Write, tmp_path: Path) -> None:
    done = program(
        "batch", write("mois;Durée d’affiliation;date_arret\n1;2;2026-03-10\n"), "-o", str(tmp_path / "v")
    )
    assert "« mois » et « Durée d’affiliation » donnent le même fait, mois" in done.err


def test_a_typed_column_of_another_type_is_an_error(program: Program, tmp_path: Path) -> None:
    source = tmp_path / "cas.parquet"
    query(f"COPY (SELECT DATE '2026-03-10' AS date_arret, TRUE AS mois) TO '{source}' (FORMAT parquet)")
    done = program("batch", str(source), "-o", str(tmp_path / "v.parquet"))
    assert done.status == 1
    assert "cette colonne contient des booléens, et mois est de type durée en mois" in done.err


# --- rejects ---

WRONG = """id;statut;mois;revenu;date_arret
a;artisan;12;7300,00;10/03/2026
b;artizan;-1;12,345;31/02/2026
c;artisan;douze;7300;31/12/2025
d;artisan;12;7300
e;artisan;12;7300;10/03/2026
"""


def test_rows_that_are_not_valid_are_rejected_with_their_place_and_reason(
    program: Program, write: Write, tmp_path: Path
) -> None:
    out = tmp_path / "v.parquet"
    done = program("batch", write(WRONG), "-o", str(out))
    assert done.status == 0
    assert "5 lignes lues = 2 décidées + 3 rejetées" in done.err
    assert [row["id"] for row in rows(out)] == ["a", "e"]
    found = [(row["ligne"], row["id"], row["colonne"], row["valeur"], row["code"]) for row in rejects(out)]
    assert found == [
        ("5", "", "", "d;artisan;12;7300", "ligne-illisible"),
        ("3", "b", "statut", "artizan", "hors-liste"),
        ("3", "b", "mois", "-1", "hors-bornes"),
        ("3", "b", "revenu", "12,345", "trop-de-decimales"),
        ("3", "b", "date_arret", "31/02/2026", "date-invalide"),
        ("4", "c", "mois", "douze", "mauvais-type"),
    ]  # fmt: skip
    assert "vouliez-vous dire «\u00a0artisan\u00a0»" in rejects(out)[1]["motif"]


def test_rejects_can_be_written_without_values(program: Program, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "v.parquet"
    program("batch", write(WRONG), "-o", str(out), "--rejets-sans-valeurs")
    written = (tmp_path / "v.parquet.rejets").read_text("utf-8-sig")
    assert "artizan" not in written
    assert "douze" not in written
    assert [row["code"] for row in rejects(out)][1:3] == ["hors-liste", "hors-bornes"]


def test_a_formula_in_a_value_is_made_inert_in_the_rejects(
    program: Program, write: Write, tmp_path: Path
) -> None:
    out = tmp_path / "v.parquet"
    program("batch", write("date_arret;statut\n2026-03-10;=1+1\n"), "-o", str(out))
    assert rejects(out)[0]["valeur"] == "'=1+1"


def test_lines_that_are_no_case_are_rejected_with_their_number(
    program: Program, write: Write, tmp_path: Path
) -> None:
    out = tmp_path / "v.parquet"
    lines = LINES.splitlines()
    bad = [
        "{",
        '{"id": "x", "faits": {"mois": 1, "mois": 2}}',
        "",
        '{"id": "y", "faits": {"mois": NaN}}',
        "[1]",
    ]
    program("batch", write("\n".join([lines[0], *bad, lines[1]]), "cas.jsonl"), "-o", str(out))
    assert [(row["ligne"], row["code"]) for row in rejects(out)] == [
        ("2", "ligne-illisible"),
        ("3", "ligne-illisible"),
        ("6", "ligne-illisible"),
        ("5", "mauvais-type"),
    ]
    assert [row["id"] for row in rows(out)] == ["a", "b"]


def test_a_double_with_too_many_decimals_is_rejected(program: Program, tmp_path: Path) -> None:
    source, out = tmp_path / "cas.parquet", tmp_path / "v.parquet"
    query(
        f"COPY (SELECT DATE '2026-03-10' AS date_arret, unnest([0.1::DOUBLE, 0.1 + 0.2::DOUBLE, 'nan'::DOUBLE]) AS revenu) TO '{source}' (FORMAT parquet)"
    )
    program("batch", str(source), "-o", str(out))
    assert [(row["rang"], row["code"]) for row in rejects(out)] == [
        ("2", "trop-de-decimales"),
        ("3", "mauvais-type"),
    ]


def test_a_case_on_which_the_tables_fail_is_rejected_with_the_benefit(
    program: Program, write: Write, tmp_path: Path
) -> None:
    formula = CALCULATIONS.replace("revenu / 730", "revenu / (mois - 12)")
    folder = write_tables(tmp_path / "t", Calculs="Calculs\n" + formula)
    out = tmp_path / "v.parquet"
    done = program("batch", write(CSV_EN), "-o", str(out), "--tables", str(folder))
    assert done.status == 0, done.err
    (reject,) = rejects(out)
    assert (reject["id"], reject["prestation"], reject["ligne"]) == ("a", "arret", "2")
    assert "petit.xlsx" in reject["motif"]


# --- what comes out ---


def test_metadata_hold_what_the_verdicts_come_from(program: Program, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "v.parquet"
    done = program("batch", write(CSV_FR), "-o", str(out))
    found = {
        key.decode(): value.decode()
        for key, value in query(f"SELECT key, value FROM parquet_kv_metadata('{out}')")[1]
    }
    assert found["sceau"] in done.err
    assert found["moteur"] == f"duckdb {duckdb.__version__}"
    assert found["prestations"] == "arret"
    assert "virgule décimale" in found["lecture"]


def test_a_csv_output_is_written_as_its_input(program: Program, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "v.csv"
    assert program("batch", write(CSV_FR), "-o", str(out), "--prestation", "arret").status == 0
    with out.open(encoding="utf-8", newline="") as opened:
        found = list(csv.DictReader(opened, delimiter=";"))
    assert [row["arret.verdict"] for row in found] == VERDICTS
    assert (found[0]["arret.par_jour"], found[2]["arret.exigences"]) == ("10,00", "A-01:mois")
    assert json.loads((tmp_path / "v.csv.json").read_text("utf-8"))["prestations"] == "arret"


def test_json_lines_come_out_with_exact_numbers(program: Program, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "v.jsonl"
    assert program("batch", write(LINES, "cas.jsonl"), "-o", str(out)).status == 0
    assert '"arret.par_jour":10.00' in out.read_text("utf-8")
    assert [json.loads(line)["arret.verdict"] for line in out.read_text("utf-8").splitlines()] == VERDICTS


def test_verdicts_are_those_of_the_reference(program: Program, write: Write, tmp_path: Path) -> None:
    source = write(CSV_FR)
    benefits = ("--prestation", "arret", "--prestation", "naissance")
    program("batch", source, "-o", str(tmp_path / "a.parquet"), *benefits)
    program("batch", source, "-o", str(tmp_path / "b.parquet"), *benefits, "--engine", "reference")
    assert rows(tmp_path / "a.parquet") == rows(tmp_path / "b.parquet")


def test_an_input_without_rows_gives_an_output_without_rows(
    program: Program, write: Write, tmp_path: Path
) -> None:
    out = tmp_path / "v.parquet"
    done = program("batch", write(CSV_EN.partition("\n")[0] + "\n"), "-o", str(out))
    assert done.status == 0, done.err
    assert rows(out) == []
    assert "arret.verdict" in query(f"SELECT * FROM '{out}'")[0]


# --- all or nothing ---


def test_an_output_that_exists_is_kept_unless_forced(program: Program, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "v.parquet"
    out.write_text("précieux", "utf-8")
    done = program("batch", write(CSV_EN), "-o", str(out))
    assert (done.status, out.read_text("utf-8")) == (1, "précieux")
    assert "ce fichier existe déjà" in done.err
    assert program("batch", write(CSV_EN), "-o", str(out), "--force").status == 0
    assert len(rows(out)) == 4
    assert left(tmp_path) == ["v.parquet", "v.parquet.rejets"]


def test_an_output_is_never_an_input(program: Program, write: Write) -> None:
    source = write(CSV_EN)
    done = program("batch", source, "-o", source, "--force")
    assert (done.status, "ce fichier est aussi une entrée" in done.err) == (1, True)


@pytest.mark.parametrize("output", ["absent/v.parquet", "."])
def test_an_output_that_cannot_be_is_told(
    program: Program, write: Write, tmp_path: Path, output: str
) -> None:
    done = program("batch", write(CSV_EN), "-o", str(tmp_path / output))
    assert (done.status, "erreur[fichier-non-ecrit]" in done.err) == (1, True)


@pytest.mark.parametrize("content", [b"PAR1 et rien d\xe2\x80\x99autre", b""])
def test_an_input_that_is_not_what_it_seems_is_told(program: Program, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cas.parquet").write_bytes(content)
    done = program("batch", str(tmp_path / "cas.parquet"), "absent.csv", "-o", str(tmp_path / "v.parquet"))
    assert done.status == 1
    assert "erreur[fichier-illisible]" in done.err
    assert left(tmp_path) == []


class Fall:
    """Makes the n-th statement that writes verdicts fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: BaseException, at: int) -> None:
        self.count = 0
        run = Session.run

        def falling(session: Session, statement: str, *rest: Any) -> Any:
            if "/tranche-" in statement and statement.startswith("COPY"):
                self.count += 1
                if self.count == at:
                    raise error
            return run(session, statement, *rest)

        monkeypatch.setattr(Session, "run", falling)


def cut_small(patch: pytest.MonkeyPatch) -> None:
    """Decide two rows at a time."""
    patch.setattr("engine.batch.run.MOST_ROWS", 2)
    patch.setattr("engine.batch.run.FEWEST_ROWS", 2)


def fallen(program: Program, arguments: tuple[str, ...], error: BaseException, at: int) -> Done:
    with pytest.MonkeyPatch.context() as patch:
        cut_small(patch)
        Fall(patch, error, at)
        return program(*arguments)


@pytest.mark.parametrize(
    ("error", "status"), [(KeyboardInterrupt(), 130), (OSError(28, "No space left on device"), 1)]
)
def test_a_fall_leaves_nothing_half_written(
    program: Program, write: Write, tmp_path: Path, error: BaseException, status: int
) -> None:
    done = fallen(program, ("batch", write(CSV_EN), "-o", str(tmp_path / "v.parquet")), error, 1)
    assert done.status == status
    assert left(tmp_path) == []
    assert "Traceback" not in done.err


def test_a_batch_cut_short_is_taken_up_where_it_was(
    program: Program, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("batch", write(CSV_EN), "-o", str(tmp_path / "v.parquet"))
    done = fallen(program, arguments, KeyboardInterrupt(), 2)
    assert "2 lignes déjà décidées sont gardées" in done.err
    assert left(tmp_path) == [".v.parquet.en-cours"]
    cut_small(monkeypatch)
    again = program(*arguments)
    assert "reprise : 2 lignes étaient déjà décidées" in again.err
    assert "4 lignes lues = 4 décidées + 0 rejetée" in again.err
    assert [row["arret.verdict"] for row in rows(tmp_path / "v.parquet")] == VERDICTS
    assert left(tmp_path) == ["v.parquet", "v.parquet.rejets"]


def test_another_batch_begins_anew(
    program: Program, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fallen(program, ("batch", write(CSV_EN), "-o", str(tmp_path / "v.parquet")), KeyboardInterrupt(), 2)
    cut_small(monkeypatch)
    again = program("batch", write(CSV_EN.replace("7300.50", "7300.60")), "-o", str(tmp_path / "v.parquet"))
    assert "reprise" not in again.err
    assert len(rows(tmp_path / "v.parquet")) == 4


def test_files_are_put_in_place_together_or_not_at_all(
    program: Program, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.replace

    def failing(path: Path, target: Path) -> Path:
        if path.name == "sortie" and Path(target).name == "v.parquet":
            raise PermissionError(13, "refus")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    done = program("batch", write(CSV_EN), "-o", str(tmp_path / "v.parquet"))
    assert done.status == 1
    assert not (tmp_path / "v.parquet").exists()
    assert not (tmp_path / "v.parquet.rejets").exists()


# --- the command ---


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--memory", "beaucoup"), "--memory : « beaucoup » n’est pas une taille, comme 800M ou 2G"),
        (("--prestation", "aret"), "la prestation « aret » n’existe pas ; vouliez-vous dire « arret »"),
        (("--threads", "0"), "--threads : « 0 » n’est pas un nombre de fils"),
        (("--master", "local"), "--master demande --engine spark"),
    ],
)
def test_a_wrong_option_is_told(
    program: Program, write: Write, options: tuple[str, ...], message: str
) -> None:
    done = program("batch", write(CSV_EN), "-o", "v.parquet", *options)
    assert (done.status, message in done.err) == (2, True)


def test_without_output_the_command_says_what_is_missing(program: Program, write: Write) -> None:
    done = program("batch", write(CSV_EN))
    assert (done.status, "il manque --output SORTIE" in done.err) == (2, True)


def test_a_missing_extra_is_said_in_one_line(
    program: Program, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.commands.batch.find_spec", lambda _: None)
    done = program("batch", write(CSV_EN), "-o", "v.parquet")
    assert done.status == 2
    assert "pip install 'check-eligibility[batch]'" in done.err


# --- columns kept ---

KEPT = """id;Région;statut;mois;revenu;date_arret;poids
a;084;artisan;12;7 300,50;10/03/2026;1,5
b;;artizan;6;0;31/12/2025;2
c;"a;b";ARTISAN;11;7300;2026-03-10;x
"""


@pytest.mark.parametrize(("name", "separator"), [("v.csv", ";"), ("v.jsonl", ""), ("v.parquet", "")])
def test_columns_are_found_again_as_they_were(
    program: Program, write: Write, tmp_path: Path, name: str, separator: str
) -> None:
    out = tmp_path / name
    done = program("batch", write(KEPT), "-o", str(out), "--keep", "region", "--keep", "poids")
    assert done.status == 0, done.err
    assert "colonnes gardées : Région, poids" in done.err
    assert "laissées de côté" not in done.err
    columns, found = query(f"SELECT * FROM '{out}'") if not separator else ([], [])
    if separator:
        with out.open(encoding="utf-8", newline="") as opened:
            columns, *found = (list(row) for row in csv.reader(opened, delimiter=separator))  # type: ignore[assignment]
    assert columns[1:5] == ["id", "Région", "poids", "arret.verdict"]
    assert [tuple(row[1:5]) for row in found] == [
        ("a", "084", "1,5", "ouvert"),
        ("c", "a;b", "x", "refuse"),
    ]
    assert [row["id"] for row in rejects(out)] == ["b"]


def test_columns_of_json_lines_are_kept_with_their_types(
    program: Program, write: Write, tmp_path: Path
) -> None:
    out, lines = tmp_path / "v.jsonl", [json.loads(line) for line in LINES.splitlines()]
    for number, line in enumerate(lines):
        line["faits"] |= {"poids": number + 0.5, "code": ["01", "02", None, "é"][number], "rang": number}
        line["faits"] |= {"fait": number == 1, "divers": [1, "x", True, None][number]}
    text = "\n".join(map(json.dumps, lines))
    asked = [word for column in ("poids", "code", "rang", "fait", "divers") for word in ("--keep", column)]
    done = program("batch", write(text, "cas.jsonl"), "-o", str(out), *asked)
    assert done.status == 0, done.err
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(one["poids"], one["code"], one["rang"], one["fait"], one["divers"]) for one in found] == [
        (0.5, "01", 0, False, "1"),
        (1.5, "02", 1, True, "x"),
        (2.5, None, 2, False, "true"),
        (3.5, "é", 3, False, None),
    ]


def test_columns_of_several_inputs_are_kept_in_order(program: Program, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "v.parquet"
    typed = tmp_path / "cas.parquet"
    query(f"COPY (SELECT DATE '2026-03-10' AS date_arret, 7 AS region) TO '{typed}' (FORMAT parquet)")
    first = write("date_arret;REGION\n2026-03-10;b\n", "cas1.csv")
    other = write('{"date_arret": "2026-03-10", "region": 3}\n{"date_arret": null}\n', "cas2.jsonl")
    done = program("batch", first, str(typed), other, "-o", str(out), "--keep", "Région")
    assert done.status == 0, done.err
    assert [row["REGION"] for row in rows(out)] == ["b", "7", "3", None]


def test_kept_columns_come_through_a_fall(
    program: Program, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write("date_arret;n\n" + "".join(f"2026-03-{day:02};{day}\n" for day in range(1, 8)))
    arguments = ("batch", source, "-o", str(tmp_path / "v.parquet"), "--keep", "n")
    fallen(program, arguments, KeyboardInterrupt(), 3)
    cut_small(monkeypatch)
    assert "reprise" in program(*arguments).err
    assert [row["n"] for row in rows(tmp_path / "v.parquet")] == list("1234567")
    assert "reprise" not in program(*arguments[:-2], "--force").err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("statu", "aucune colonne ne s’appelle « statu »\n  aide : vouliez-vous dire « statut »"),
        ("id", "la sortie a déjà une colonne de ce nom"),
    ],
)
def test_a_column_that_cannot_be_kept_is_told(
    program: Program, write: Write, tmp_path: Path, asked: str, said: str
) -> None:
    done = program("batch", write(CSV_EN), "-o", str(tmp_path / "v.csv"), "--keep", asked)
    assert done.status == 1
    assert said in done.err
    assert left(tmp_path) == []


def test_lists_are_not_kept(program: Program, write: Write, tmp_path: Path) -> None:
    lines = write('{"date_arret": "2026-03-10", "enfants": [1, 2]}\n', "cas.jsonl")
    done = program("batch", lines, "-o", str(tmp_path / "v.csv"), "--keep", "enfants")
    assert (done.status, "contient des listes ou des objets" in done.err) == (1, True)


# --- pipes ---


@pytest.mark.parametrize("content", [CSV_FR, LINES, "\ufeff" + FLAT])
def test_cases_come_from_a_pipe_and_verdicts_go_to_one(program: Program, content: str) -> None:
    done = program("batch", "-", "--output", "-", "--prestation", "arret", stdin=content.encode())
    assert done.status == 0, done.err
    if content is CSV_FR:
        found = [row["arret.verdict"] for row in csv.DictReader(done.out.splitlines(), delimiter=";")]
    else:
        found = [json.loads(line)["arret.verdict"] for line in done.out.splitlines()]
    assert found == VERDICTS
    assert "entrée standard : " in done.err and "4 lignes lues = 4 décidées + 0 rejetée ;" in done.err
    assert list(Path().iterdir()) == []


def test_parquet_comes_from_a_pipe_too(program: Program, tmp_path: Path) -> None:
    source = tmp_path / "cas.parquet"
    query(
        f"COPY (SELECT DATE '2026-03-10' AS date_arret, 'artisan' AS statut) TO '{source}' (FORMAT parquet)"
    )
    done = program("batch", "-", "-o", "-", "--format", "jsonl", stdin=source.read_bytes())
    assert json.loads(done.out)["arret.verdict"] == "indetermine"


def test_rejects_of_a_pipe_are_told_or_written(program: Program, tmp_path: Path) -> None:
    done = program("batch", "-", "-o", "-", stdin=WRONG.encode())
    assert done.status == 0
    assert "entrée standard, ligne 3, statut : « artizan » n’est pas une valeur permise" in done.err
    target = tmp_path / "v.rejets"
    again = program("batch", "-", "-o", "-", "--rejets", str(target), stdin=WRONG.encode())
    assert (again.out, "artizan" in again.err) == (done.out, False)
    assert {row["fichier"] for row in rejects(tmp_path / "v")} == {"entrée standard"}
    assert left(tmp_path) == ["v.rejets"]
    assert "existe déjà" in program("batch", "-", "-o", "-", "--rejets", str(target), stdin=b"").err


def test_a_pipe_that_is_not_what_it_seems_is_told_by_its_name(program: Program, tmp_path: Path) -> None:
    out = tmp_path / "v.parquet"
    for content, said in (
        (b"", "erreur[fichier-vide] entrée standard"),
        (b"x\n1\n", "erreur[separateur-incertain] entrée standard"),
        (b"revenu;date_arret\n1,234;2026-03-10\n", "erreur[decimale-incertaine] entrée standard > revenu"),
        (b"PAR1", "erreur[fichier-illisible] entrée standard"),
    ):
        done = program("batch", "-", "-o", str(out), stdin=content)
        assert (done.status, done.out, said in done.err) == (1, "", True), done.err
        assert left(tmp_path) == []


def test_a_batch_of_a_pipe_cut_short_keeps_nothing(program: Program, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        cut_small(patch)
        Fall(patch, KeyboardInterrupt(), 2)
        done = program("batch", "-", "-o", str(tmp_path / "v.parquet"), stdin=CSV_EN.encode())
    assert (done.status, left(tmp_path), "gardées" in done.err) == (130, [], False)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-", "-", "-o", "v.csv"), "l’entrée standard ne se lit qu’une fois"),
        (("-", "-o", "-", "--format", "parquet"), "un Parquet ne s’écrit pas au fil de l’eau"),
        (("-", "-o", "v.csv", "--rejets", "r"), "--rejets ne sert qu’avec --output -"),
        (("-", "-o", "-", "--columns", "-"), "mais pas les deux"),
    ],
)
def test_what_a_pipe_cannot_do_is_told(program: Program, arguments: tuple[str, ...], message: str) -> None:
    done = program("batch", *arguments, stdin=CSV_EN.encode())
    assert (done.status, message in done.err) == (2, True)
