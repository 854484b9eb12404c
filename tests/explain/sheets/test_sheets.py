"""A sheet is drawn as it is filled, whatever its state, and written in each format."""

from dataclasses import replace

from engine.diagnostics import Diagnostic
from engine.location import CellRef
from explain.sheets.drawn import Drawing, Layout
from explain.sheets.from_source import drawn
from explain.sheets.to_html import Placed, to_html
from explain.sheets.to_markdown import to_markdown
from explain.sheets.to_text import to_text
from tests.builders import CATALOGUE, GLOSSARY, WORKBOOK, sheet

TABLE = """
Table de décision | droit_aide
Libellé | Droit à l’aide
Politique | Unique
Date de référence

N° | Si | Exige | Alors | Motif | Source
   | metier | age | droit
A-1 | artisan | >= 18 | ouvert | Majeur. | Loi A
sinon | | | refusé
"""


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def table(**more: object) -> Drawing:
    return drawn(sheet(TABLE, "Droit", **more))


def test_a_decision_table_is_a_markdown_table_without_padding() -> None:
    assert plain(to_markdown(table())) == (
        "# Droit : Table de décision « droit_aide »\n\n"
        "Libellé : Droit à l’aide\n\nPolitique : Unique\n\n"
        "| N° | Si metier | Exige age | Alors droit | Motif | Source |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| A-1 | artisan | >= 18 | ouvert | Majeur. | Loi A |\n"
        "| sinon |  |  | refusé |  |  |\n"
    )


def test_cards_hold_one_filled_cell_a_line_and_recall_the_sheet() -> None:
    told = plain(to_markdown(table(), layout=Layout.CARDS))
    assert "## A-1 (Droit)\n\n- Si metier : artisan\n- Exige age : >= 18\n- Alors droit : ouvert\n" in told
    assert told.endswith("## sinon (Droit)\n\n- Alors droit : refusé\n")


def test_a_terminal_shows_a_table_where_it_fits_and_cards_where_it_does_not() -> None:
    wide, narrow = plain(to_text(table(), width=100)), plain(to_text(table(), width=40))
    assert "A-1   │ artisan │ >= 18 │ ouvert │ Majeur. │ Loi A\n" in wide
    assert "A-1  ligne 8\n  Si      metier  artisan\n  Exige   age     >= 18\n" in narrow
    assert max(map(len, narrow.splitlines())) <= 40


def test_long_cells_are_wrapped_in_their_column() -> None:
    long = table()._replace(
        lines=tuple(line._replace(cells=(*line.cells[:4], "mot " * 12, "")) for line in table().lines)
    )
    told = to_text(long, width=70)
    assert max(map(len, told.splitlines())) <= 70
    assert "A-1" in told and told.count("mot") == 24 and "─┼─" in told


def test_colours_are_given_only_when_asked_for() -> None:
    assert "\x1b[" in to_text(table(), width=40, colour=True)
    assert "\x1b[" not in to_text(table(), width=40)


def test_fixed_columns_and_free_notes_are_drawn_too() -> None:
    figures = drawn(sheet("Paramètres\nAide à la saisie\nNom | Valeur | Du\nseuil | 48060 | 2026"))
    assert plain(to_markdown(figures)).endswith(
        "Aide à la saisie\n\n| Nom | Valeur | Du |\n| --- | --- | --- |\n| seuil | 48 060 | 2026 |\n"
    )
    notes = drawn(sheet("Notes\nCouleurs\nSi | bleu | clair"))
    assert plain(to_markdown(notes)) == "# F : Notes\n\nCouleurs\n\nSi : bleu | clair\n"
    for text in (GLOSSARY, CATALOGUE):
        assert drawn(sheet(text)).lines


def test_a_sheet_of_unknown_kind_is_drawn_with_its_columns() -> None:
    odd = drawn(sheet("Barème annuel | x\nN° | Si"))
    assert [head.text for head in odd.heads] == ["A", "B"]
    assert [line.cells for line in odd.lines] == [("Barème annuel", "x"), ("N°", "Si")]


def test_a_column_without_heading_is_shown() -> None:
    stray = drawn(sheet("Paramètres\nNom | Valeur\nseuil | 3 | oublié"))
    assert [head.text for head in stray.heads] == ["Nom", "Valeur", "C"]


def test_a_cell_in_error_shows_its_code_in_its_place() -> None:
    fault = Diagnostic(code="valeur-en-erreur", where=CellRef(WORKBOOK, "Droit", 9, 2), message="m")
    lines = drawn(sheet(TABLE, "Droit"), [fault]).lines
    assert plain(lines[1].cells[1]) == "⚠ valeur-en-erreur"


def test_what_is_hidden_is_shown_and_told() -> None:
    hidden = table(hidden=True, hidden_rows=frozenset({8}), hidden_columns=frozenset({3}))
    for told in (to_markdown(hidden), to_text(hidden, width=100), to_text(hidden, width=40)):
        assert told.count("masquée") == 3
    assert to_html("t", [Placed(hidden)]).count("masquée") == 3


def test_a_page_is_self_contained_and_escapes_what_cells_hold() -> None:
    odd = replace_first(table(), "<script>alert(1)</script>")
    page = to_html("c.xlsx", [Placed(odd), Placed(table())])
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
    assert '<html lang="fr">' in page and '<th scope="row">A-1</th>' in page
    assert '<a href="#f2">Droit</a>' in page


def test_markdown_cells_neither_end_a_cell_nor_open_a_tag() -> None:
    told = to_markdown(replace_first(table(), "a|b\n<i> >= 2"))
    assert "| a\\|b<br>\\<i> >= 2 | artisan |" in told


def test_control_characters_do_not_reach_the_terminal() -> None:
    source = sheet(TABLE, "Droit")
    cell = source.cells[8, 5]
    cells = {**source.cells, (8, 5): replace(cell, value="a\x1b[2Jb")}
    assert "\x1b" not in to_text(drawn(replace(source, cells=cells)), width=100)


def replace_first(drawing: Drawing, text: str) -> Drawing:
    first, *others = drawing.lines
    return drawing._replace(lines=(first._replace(cells=(text, *first.cells[1:])), *others))
