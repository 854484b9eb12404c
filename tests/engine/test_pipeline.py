"""From a folder of workbooks to a model, and the cache of compiled models."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from engine import cache
from engine.pipeline import load_tables
from tests.builders import CATALOGUE, GLOSSARY, codes

RIGHT = "Table de décision | droit_aide\nN° | Si | Alors\n | metier | droit\nR1 | artisan | ouvert\nsinon | | refusé"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr(cache, "directory", lambda: folder)
    return folder


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    save(folder / "regles.xlsx", GLOSSARY, RIGHT, CATALOGUE.format(amounts="", durations="", steps=""))
    return folder


def save(path: Path, *texts: str) -> None:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for place, text in enumerate(texts, start=1):
        sheet = workbook.create_sheet(f"F{place}")
        for row, line in enumerate(text.strip("\n").splitlines(), start=1):
            for column, written in enumerate(line.split("|"), start=1):
                if written.strip():
                    sheet.cell(row, column, written.strip()).data_type = "s"
    workbook.save(path)


def test_a_folder_of_workbooks_becomes_a_model(tables: Path, kept: Path) -> None:
    model, faults = load_tables(tables)
    assert not any(fault.is_error for fault in faults)
    assert model is not None and list(model.benefits) == ["aide"]


def test_a_second_run_opens_no_workbook(tables: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = load_tables(tables)
    monkeypatch.setattr("engine.workbooks.read_workbook.read_workbook", None)
    again, faults = load_tables(tables)
    assert again == first
    assert faults == ()


def test_a_changed_workbook_is_compiled_again(tables: Path, kept: Path) -> None:
    first, _ = load_tables(tables)
    changed = RIGHT.replace("| refusé", "| à étudier")
    save(tables / "regles.xlsx", GLOSSARY, changed, CATALOGUE.format(amounts="", durations="", steps=""))
    second, _ = load_tables(tables)
    assert second is not None and second != first


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"seal": 1}'])
def test_an_unreadable_cache_is_ignored(tables: Path, kept: Path, damage: str) -> None:
    first, _ = load_tables(tables)
    (entry,) = kept.glob("*.json")
    entry.write_text(damage)
    assert load_tables(tables)[0] == first


def test_a_cache_that_cannot_be_written_changes_nothing(tables: Path, kept: Path) -> None:
    kept.write_text("a file where the folder should be")
    model, faults = load_tables(tables)
    assert model is not None
    assert not any(fault.is_error for fault in faults)


def test_the_cache_keeps_a_few_entries_and_leaves_no_temporary_file(tables: Path, kept: Path) -> None:
    model, _ = load_tables(tables)
    assert model is not None
    for place in range(cache.MOST_ENTRIES + 5):
        cache.store(f"entry{place}", model)
    assert len(list(kept.iterdir())) == cache.MOST_ENTRIES


def test_a_missing_folder_and_an_empty_one_are_said(tmp_path: Path) -> None:
    assert codes(load_tables(tmp_path / "absent")[1]) == ["dossier-introuvable"]
    assert codes(load_tables(tmp_path)[1]) == ["aucun-classeur"]


def test_a_lock_file_is_passed_over_but_another_format_is_refused(tables: Path, kept: Path) -> None:
    (tables / "~$regles.xlsx").write_bytes(b"lock")
    (tables / ".~lock.regles.xlsx#").write_bytes(b"lock")
    assert load_tables(tables)[0] is not None
    (tables / "ancien.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    model, faults = load_tables(tables)
    assert model is None
    assert [str(fault.where) for fault in faults] == ["ancien.xls"]


def test_progress_names_each_workbook(tables: Path, kept: Path) -> None:
    told: list[str] = []
    load_tables(tables, progress=told.append)
    assert told == ["regles.xlsx"]
