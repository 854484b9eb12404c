"""Texts of the workbooks with placeholders."""

from decimal import Decimal

import pytest

from engine.model import Nature, Term
from engine.values import Kind, Missing, Type
from explain.explanation import Reading
from explain.fill import filled
from explain.phrases import Lang

VALUES = {
    "seuil": Reading(
        Term(name="seuil", label="Seuil bas", nature=Nature.FACT, type=Type(kind=Kind.AMOUNT, decimals=2)),
        Decimal("4383.20"),
    ),
    "age": Reading(
        Term(name="age", label="Âge", nature=Nature.FACT, type=Type(kind=Kind.INTEGER)), Missing()
    ),
    "metier": Reading(
        Term(name="metier", label="Métier", nature=Nature.FACT, type=Type(kind=Kind.TEXT)), "artisan"
    ),
}


def fill(text: str, lang: Lang = Lang.FR) -> str:
    return filled(text, VALUES, lang)


def test_a_name_gives_its_value_in_words() -> None:
    assert fill("Au-dessus de {{ seuil }}.") == "Au-dessus de 4\u202f383,20\u00a0€."
    assert fill("Above {{seuil}}.", Lang.EN) == "Above €4,383.20."


def test_a_label_names_its_term_too() -> None:
    assert fill("{{ Seuil bas }}") == "4\u202f383,20\u00a0€"


@pytest.mark.parametrize("placeholder", ["{{ age }}", "{{ jamais_vu }}", "{{ Jamais vu }}", "{{ }}"])
def test_what_is_not_known_is_said_to_be_so(placeholder: str) -> None:
    assert fill(f"[{placeholder}]") == "[(inconnu)]"
    assert fill(f"[{placeholder}]", Lang.EN) == "[(unknown)]"


def test_one_placeholder_that_fails_leaves_the_others() -> None:
    assert fill("{{ 1 + }} et {{ metier }}") == "(inconnu) et artisan"


def test_a_choice_between_texts_is_possible() -> None:
    assert fill("{{ 'oui' if metier == 'artisan' else 'non' }}") == "oui"


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ metier.upper() }}",
        "{{ range(10) }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ metier | center(1000000000) }}",
        "{{ self }}",
        "{{ metier['__class__'] }}",
    ],
)
def test_a_placeholder_runs_nothing(attack: str) -> None:
    assert fill(attack) == "(inconnu)"


def test_statements_are_only_text() -> None:
    assert fill("{% for a in b %}{# c #}") == "{% for a in b %}{# c #}"


def test_a_value_is_never_read_as_a_placeholder() -> None:
    reading = Reading(VALUES["metier"].term, "{{ seuil }}")
    assert filled("{{ metier }}", {**VALUES, "metier": reading}, Lang.FR) == "{{ seuil }}"
