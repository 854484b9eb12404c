"""Markdown."""

from datetime import date
from decimal import Decimal

import pytest

from explain.phrases import Lang
from explain.select import Detail
from explain.to_markdown import escaped, to_markdown
from tests.builders import aid
from tests.explain.builders import explanation, lines, stay


def test_headings_lists_and_values_are_markdown() -> None:
    told = lines(to_markdown(stay(), detail=Detail.MOTIFS, lang=Lang.FR))
    assert told[:5] == [
        "# Décision sur le dossier essai",
        "",
        "## Indemnité d'arrêt",
        "",
        "**Indemnité d'arrêt, au 1er mars 2026 : droit ouvert.**",
    ]
    assert "- **Montant journalier** : 38,81 € par jour" in told
    assert r"  - \= 28 333,33 € × 50,0 % / 365" in told


def test_blocks_are_apart_by_one_blank_line() -> None:
    for detail in Detail:
        told = to_markdown(stay(a_jour=False), detail=detail, lang=Lang.FR)
        assert "\n\n\n" not in told
        assert told.endswith("\n") and not told.endswith("\n\n")


def test_the_trace_is_in_tables_whose_rows_have_all_the_columns() -> None:
    told = lines(to_markdown(stay(), detail=Detail.TRACE, lang=Lang.FR))
    start = told.index("| Condition | Valeur | Demandé | Résultat | Cellule |")
    assert told[start + 1] == "| --- | --- | --- | --- | --- |"
    row = start + 2
    while told[row]:
        assert told[row].count("|") == 6
        row += 1
    assert row > start + 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>", r"\<script\>"),
        ("a | b", r"a \| b"),
        ("*gras* _x_ `c`", r"\*gras\* \_x\_ \`c\`"),
        ("# titre", r"\# titre"),
        ("- liste", r"\- liste"),
        ("1. liste", r"1\. liste"),
        ("= x", r"\= x"),
        ("une\nligne", "une ligne"),
        ("[x](javascript:a)", r"\[x\](javascript:a)"),
        ("&lt;", r"\&lt;"),
    ],
)
def test_a_text_is_shown_as_it_is(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_a_hostile_motif_stays_text() -> None:
    model = aid(
        "N° | Si | Alors | Motif\n | age | droit\nR1 | | ouvert | <script>{{ ''.__class__ }}</script>"
    )
    told = to_markdown(
        explanation(model, {"jour": date(2025, 6, 1), "age": Decimal(3)}, "aide"),
        detail=Detail.MOTIFS,
        lang=Lang.FR,
    )
    assert r"\<script\>(inconnu)\</script\>" in told
