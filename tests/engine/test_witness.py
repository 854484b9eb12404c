"""A witness is told in one line, and kept as an example or as a reference case that says the same."""

import json
from datetime import date
from decimal import Decimal

import pytest

from engine.cases.read_case import read_case
from engine.cases.write_case import as_cells, as_document
from engine.cells.parse_cell import parse_value
from engine.checks.gap import gap
from engine.checks.space import spaces_of
from engine.location import CellRef
from engine.model import Model
from engine.source import RawCell
from engine.values import Kind, Type, Value
from engine.witness import Held, WitnessCase, typed
from tests.builders import aid

TYPES = {term: Type(kind=Kind(kind)) for term, kind in {"jour": "date", "age": "entier"}.items()}
ON = Held(name="jour", label="Jour de la demande", type=TYPES["jour"], value=date(2026, 3, 10))
AGE = Held(name="age", label="Âge", type=TYPES["age"], value=Decimal(12))
DROIT = Type(kind=Kind.TEXT, choices=("ouvert", "refusé", "à étudier"))


def small() -> Model:
    return aid("N° | Si | Si | Alors\n| age | metier | droit\n1 | < 12 | - | ouvert\n2 | > 12 | - | refusé")


def witness_of(model: Model) -> WitnessCase:
    (fault,) = gap(spaces_of(model))
    assert fault.witness is not None
    return fault.witness


def test_a_gap_has_its_case_with_the_reference_date_of_a_benefit_that_asks() -> None:
    witness = witness_of(small())

    assert (witness.table, witness.benefit, witness.in_words) == ("droit_aide", "aide", "Âge = 12")
    assert [held.name for held in witness.facts] == ["jour", "age"]


def test_what_only_a_table_can_give_is_no_fact_of_the_case() -> None:
    model = aid(
        "N° | Si | Alors\n| rang | droit\n1 | < 3 | ouvert\n2 | > 3 | refusé",
        "Table de décision | rangs\nN° | Si | Alors\n| age | rang\n1 | < 9 | 3\nsinon | - | 4",
        glossary="rang | Rang | | entier",
    )
    witness = witness_of(model)

    assert [held.in_words for held in witness.not_given] == ["Rang = 3"]
    assert [held.name for held in witness.facts] == ["jour"]


def test_an_absent_fact_is_told_and_not_kept() -> None:
    absent = Held(name="age", label="Âge", type=TYPES["age"], value=None)
    witness = WitnessCase(table="t", benefit="aide", told=(absent,))

    assert witness.in_words == "Âge = absent"
    assert witness.facts == ()


def test_the_document_of_a_witness_is_a_case_with_the_same_facts() -> None:
    model = small()
    document = as_document(witness_of(model), "essai")

    case, faults = read_case(json.dumps(document).encode(), "essai.json", model)

    assert faults == ()
    assert case is not None
    assert (case.id, case.benefits) == ("essai", ("aide",))
    assert case.facts == {held.name: held.value for held in witness_of(model).facts}


def test_the_cells_of_a_witness_are_an_example_with_the_same_facts() -> None:
    witness = witness_of(small())
    sheet = "Cas de test | aide\n" + as_cells(witness, "T-9", "Essai").replace("\t", " | ")

    (example,) = aid(
        "N° | Si | Si | Alors\n| age | metier | droit\n1 | < 12 | - | ouvert\n2 | > 12 | - | refusé", sheet
    ).examples

    assert (example.id, example.description) == ("T-9", "Essai")
    assert example.facts == {held.name: held.value for held in witness.facts}


def test_what_is_expected_is_kept_under_the_benefit_the_verdict_apart() -> None:
    witness = WitnessCase(
        table="t",
        benefit="aide",
        day=ON,
        told=(AGE,),
        expected=(
            Held(name="droit", label="Droit", type=DROIT, value="à étudier"),
            Held(name="montant", label="Montant", type=Type(kind=Kind.AMOUNT), value=Decimal("7.50")),
        ),
    )

    assert as_document(witness, "c", source="S1") == {
        "id": "c",
        "description": "Cas témoin",
        "source": "S1",
        "prestations": ["aide"],
        "faits": {"jour": "2026-03-10", "age": 12},
        "attendu": {"aide": {"verdict": "a_etudier", "valeurs": {"montant": "7.50"}}},
    }
    assert as_cells(witness) == (
        "N°\tDescription\tFait\tFait\tAttendu\tAttendu\tSource\n"
        "\t\tjour\tage\tdroit\tmontant\t\n"
        "T-1\tCas témoin\t2026-03-10\t12\tà étudier\t7,5\t\n"
    )


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (Decimal("12.5"), Type(kind=Kind.AMOUNT, decimals=2)),
        (Decimal("1.234"), Type(kind=Kind.NUMBER, decimals=3)),
        (Decimal(-4), Type(kind=Kind.INTEGER)),
        (Decimal("0.0625"), Type(kind=Kind.PERCENTAGE, decimals=4)),
        (True, Type(kind=Kind.BOOLEAN)),
        (date(2026, 2, 1), TYPES["jour"]),
        ("à étudier", DROIT),
    ],
)
def test_a_value_is_typed_as_a_cell_that_says_the_same(value: Value, type_: Type) -> None:
    where = CellRef("c.xlsx", "F", 1, 1)

    assert parse_value(RawCell(where=where, value=typed(value, type_)), type_) == value
