"""People drawn from a sheet ``Population``."""

import csv
from pathlib import Path

from openpyxl import Workbook

from engine.batch.backend import ByReference, duckdb_backend
from engine.batch.population.draw import draw
from engine.batch.population.read_population import USUAL, population_faults, read_population
from engine.batch.writing.results import Written
from engine.diagnostics import Diagnostic
from engine.model import Model
from engine.pipeline import load_tables
from engine.shipped import shipped_tables
from engine.workbooks.read_workbook import read_workbook
from tests import builders
from tests.workbooks import saved

HEAD = ("Fait", "Si", "Part", "Valeur", "De", "À", "Source", "Note")
AID = builders.aid(
    """
    N° | Si | Si | Alors
       | age | metier | droit
    1 | >= 18 | - | ouvert
    sinon | | | refusé
    """,
    glossary="age_suivant | Âge suivant | Quel âge ensuite ? | entier | ans",
)
PEOPLE = (
    ("jour", None, 1, None, "2025-01-01", "2025-01-31"),
    ("metier", None, 3, "artisan"),
    ("metier", None, 1, "inconnu"),
    ("age", 'metier = "artisan"', 1, None, 20, 29),
    ("age", None, 1, "=5 + 2"),
    ("age_suivant", None, 1, None, "=age", "=age + 10"),
)


def sheet(*lines: tuple[str | int | None, ...]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for line in (("Population",), (), HEAD, *lines):
        page.append(tuple(line))
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type, cell.number_format = "s", "@"
    return saved(book)


def faults(*lines: tuple[str | int | None, ...]) -> list[str]:
    found: tuple[Diagnostic, ...] = read_population({"p.xlsx": sheet(*lines)}, AID)[1]
    return [fault.code for fault in found]


def drawn(folder: Path, *, seed: int = 1, backend: type[ByReference] | None = None) -> bytes:
    population, found = read_population({"p.xlsx": sheet(*PEOPLE)}, AID)
    assert population is not None, found
    target = folder / f"{seed}.csv"
    draw(
        population, AID, backend or duckdb_backend, size=200, seed=seed, target=target, form=Written.CSV,
        folder=folder, told=lambda _: None,
    )  # fmt: skip
    return target.read_bytes()


def test_the_same_seed_draws_the_same_people(tmp_path: Path) -> None:
    assert drawn(tmp_path) == drawn(tmp_path)


def test_another_seed_draws_other_people(tmp_path: Path) -> None:
    assert drawn(tmp_path) != drawn(tmp_path, seed=2)


def test_the_reference_meaning_draws_the_same_people(tmp_path: Path) -> None:
    assert drawn(tmp_path) == drawn(tmp_path, backend=ByReference)


def test_people_follow_the_pieces(tmp_path: Path) -> None:
    people = list(csv.DictReader(drawn(tmp_path).decode().splitlines(), delimiter=";"))
    artisans = [one for one in people if one["metier"] == "artisan"]
    assert 120 < len(artisans) < 180
    assert {one["metier"] for one in people} == {"artisan", ""}
    assert {int(one["age"]) for one in artisans} == set(range(20, 30))
    assert min(one["jour"] for one in people) >= "2025-01-01"
    assert max(one["jour"] for one in people) <= "2025-01-31"


def test_an_unknown_condition_leaves_the_fact_absent(tmp_path: Path) -> None:
    people = csv.DictReader(drawn(tmp_path).decode().splitlines(), delimiter=";")
    assert {one["age"] for one in people if not one["metier"]} == {""}


def test_what_is_drawn_is_pinned(tmp_path: Path) -> None:
    lines = drawn(tmp_path).decode().splitlines()
    assert lines[:3] == PINNED


PINNED = ["id;jour;metier;age;age_suivant", "1;2025-01-09;artisan;24;26", "2;2025-01-22;artisan;27;30"]


def test_a_fact_drawn_later_cannot_be_read() -> None:
    assert faults(("age", None, 1, "=age_suivant"), ("age_suivant", None, 1, 5)) == ["fait-pas-encore-tire"]


def test_every_fault_is_told_at_once() -> None:
    assert faults(
        ("taille", None, 1, 5),
        ("age", None, "beaucoup", 5),
        ("revenu", None, 1, None, 5),
        ("metier", None, 1, None, "artisan", "avocat"),
    ) == ["fait-inconnu", "part-attendue", "valeur-attendue", "borne-impossible"]


def test_the_shipped_population_can_be_drawn_and_means_nothing_to_the_rules() -> None:
    tables = shipped_tables()
    model, _ = load_tables(tables)
    assert isinstance(model, Model)
    population, found = read_population({"population.xlsx": (tables / "population.xlsx").read_bytes()}, model)
    assert population is not None, found
    assert all(said.source or said.note.startswith("Hypothèse") for said in population.said)


def test_the_usual_workbook_alone_is_read_and_the_others_are_looked_at_too() -> None:
    usual, other = sheet(*PEOPLE), sheet(*PEOPLE, ("metier", None, 1, "avocate"))
    population, found = read_population({"essai.xlsx": other, USUAL: usual}, AID)
    assert population is not None and not found
    read = [read_workbook(data, name)[0] for name, data in (("essai.xlsx", other), (USUAL, usual))]
    told = population_faults([one for one in read if one is not None], AID)
    assert [(str(fault.where), fault.code) for fault in told] == [
        ("essai.xlsx > Sheet > A10", "fait-en-double"),
    ]  # fmt: skip
