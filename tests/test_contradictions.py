"""``docs/contradictions.md`` says what the notes of the shipped workbooks say today."""

from pathlib import Path

from cli.commands.tables.contradictions import CONTRADICTIONS, KEYWORD
from cli.show import shown
from engine.pipeline import load_tables
from engine.shipped import shipped_tables
from explain.contradictions import contradictions

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "contradictions.md"


def test_the_document_is_up_to_date() -> None:
    model, diagnostics = load_tables(shipped_tables())
    assert model is not None, shown(diagnostics)
    assert DOCUMENT.read_text("utf-8") == contradictions(model, KEYWORD, CONTRADICTIONS), (
        f"the notes have changed: {CONTRADICTIONS}"
    )
