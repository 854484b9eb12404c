"""The seal follows the meaning, and nothing else."""

import pytest

from engine.serialize import dump_model, load_model
from tests.builders import CATALOGUE, GLOSSARY, model

RIGHT = """
Table de décision | droit_aide
Politique | {policy}
N° | Si | Exige | Alors | Motif
   | metier | revenu | droit
R1 | artisan | >= 100 | ouvert | Bien
R2 | commerçant | >= 200 | refusé | Non
"""
SWAPPED = """
Table de décision | droit_aide
Politique | {policy}
N° | Si | Exige | Alors | Motif
   | metier | revenu | droit
R2 | commerçant | >= 200 | refusé | Non
R1 | artisan | >= 100 | ouvert | Bien
"""
BENEFITS = CATALOGUE.format(amounts="", durations="", steps="")


def seal(right: str, policy: str = "Unique", glossary: str = GLOSSARY) -> str:
    return model(glossary, right.format(policy=policy), BENEFITS).seal


@pytest.mark.parametrize(
    "other",
    [
        RIGHT.replace(">= 100", ">=100"),
        RIGHT.replace("artisan", '"artisan"'),
        RIGHT.replace("| artisan", "| ARTISAN"),
        RIGHT.replace("Si | Exige", "Exige | Si")
        .replace("metier | revenu", "revenu | metier")
        .replace("artisan | >= 100", ">= 100 | artisan")
        .replace("commerçant | >= 200", ">= 200 | commerçant"),
        RIGHT.replace("R2 |", "\nR2 |"),
        SWAPPED,
    ],
)
def test_layout_and_spelling_do_not_change_the_seal(other: str) -> None:
    assert seal(other) == seal(RIGHT)


def test_the_place_of_sheets_does_not_change_the_seal() -> None:
    right = RIGHT.format(policy="Unique")
    assert model(BENEFITS, right, GLOSSARY).seal == model(GLOSSARY, right, BENEFITS).seal


@pytest.mark.parametrize(
    "other",
    [
        RIGHT.replace(">= 100", "> 100"),
        RIGHT.replace("100", "101"),
        RIGHT.replace("Bien", "Très bien"),
        RIGHT.replace("R1", "R9"),
        RIGHT.replace("Exige", "Si"),
    ],
)
def test_a_change_of_meaning_or_of_words_changes_the_seal(other: str) -> None:
    assert seal(other) != seal(RIGHT)


def test_the_order_of_rows_counts_where_the_policy_reads_it() -> None:
    assert seal(SWAPPED, policy="Première") != seal(RIGHT, policy="Première")


def test_a_model_comes_back_whole_from_its_text() -> None:
    whole = model(GLOSSARY, RIGHT.format(policy="Unique"), BENEFITS)
    read = load_model(dump_model(whole))
    assert read == whole
    assert dict(read.terms) == dict(whole.terms)
    assert dict(read.tables) == dict(whole.tables)
    assert read.tables["droit_aide"].rows[0].where == whole.tables["droit_aide"].rows[0].where
    assert dict(read.benefits) == dict(whole.benefits)
    assert read.order == whole.order
