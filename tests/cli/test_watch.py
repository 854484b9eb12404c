"""``watch`` tells what each save changes: lines, faults, verdicts."""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.watching import Watching
from engine.faults import Faults
from engine.pipeline import contents_of
from tests.cli.test_golden_command import ATTENDU, write_golden_case
from tests.cli.workbook import ARRET, BENEFITS, EXAMPLES, FIGURES, GLOSSARY, write_tables

SECONDS = 60
"""How long a program may take to say something before it is taken to be stuck."""


def contents(folder: Path, **sheets: str) -> dict[str, bytes]:
    faults = Faults()
    found = contents_of(write_tables(folder, **sheets), faults)
    assert not faults.found
    return found


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    folder = tmp_path / "golden"
    write_golden_case(folder, ATTENDU)
    write_golden_case(folder, {}, "commerce", statut="commerçant")
    return folder


@pytest.fixture
def watching(golden: Path, tables: Path) -> Watching:
    found = Watching(golden)
    assert found.begin(contents_of(tables, Faults())).startswith("2\u00a0tables, 2\u00a0prestations\u00a0: ")
    return found


def told(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_same_workbooks_saved_again_say_nothing(watching: Watching, tables: Path) -> None:
    assert watching.saved(contents_of(tables, Faults())) == ""


def test_the_cases_are_announced_once_played(watching: Watching, tables: Path, tmp_path: Path) -> None:
    watching.cases.wait()
    assert told(watching.announced()) == "9 exemples et cas de référence joués : rien à signaler\n"
    assert watching.announced() == ""


def test_a_verdict_that_flips_is_told_before_and_after(watching: Watching, tmp_path: Path) -> None:
    text = told(watching.saved(contents(tmp_path / "t", Arret=ARRET.replace(">= 12", ">= 13"))))
    assert text.startswith("petit.xlsx\n  table t_arret, ligne A-01 : mois « >= 12 » → « >= 13 »\n")
    assert "erreur[exemple-dementi] petit.xlsx > Exemples > ligne 5" in text
    assert "2 fautes nouvelles\nverdicts qui changent : 2\n" in text
    assert "  artisan, arret : ouvert → refuse (le cas attend ouvert)\n" in text
    assert "  exemple E-01, arret : ouvert → refuse\n" in text


def test_the_cases_that_an_edit_changes_are_counted(watching: Watching, tmp_path: Path) -> None:
    text = watching.saved(contents(tmp_path / "t", Arret=ARRET.replace(">= 6", ">= 7")))
    assert "exemple E-02, arret" in text
    assert "artisan, arret" not in text
    assert "9\u00a0exemples et cas de référence\u00a0: 1\u00a0change, en " in text


def test_what_goes_with_a_verdict_is_told_apart(watching: Watching, tmp_path: Path) -> None:
    text = told(watching.saved(contents(tmp_path / "t", Arret=ARRET.replace("A-02", "A-20"))))
    assert "ce qui change sans changer de verdict : 2\n  exemple E-02, arret : lignes A-02 → A-20\n" in text


def test_a_reference_case_that_a_line_of_the_glossary_no_longer_takes_is_told(
    watching: Watching, tmp_path: Path
) -> None:
    words = GLOSSARY.replace("artisan ; commerçant", "artisan ; libéral")
    arret, exemples = ARRET.replace("commerçant", "libéral"), EXAMPLES.replace("commerçant", "libéral")
    text = told(
        watching.saved(
            contents(tmp_path / "t", Glossaire="Glossaire\n" + words, Arret=arret, Exemples=exemples)
        )
    )
    assert "commerce.json > faits.statut" in text
    assert "artisan.json" not in text


def test_a_benefit_that_changes_place_changes_no_case(watching: Watching, tmp_path: Path) -> None:
    moved = BENEFITS.replace("|1|", "|3|", 1)
    assert moved != BENEFITS
    text = told(watching.saved(contents(tmp_path / "t", Catalogue="Prestations\n" + moved)))
    assert "Ordre" in text
    assert "9 exemples et cas de référence : aucun ne change" in text


def test_a_fault_is_told_then_its_correction(watching: Watching, tables: Path, tmp_path: Path) -> None:
    broken = told(
        watching.saved(contents(tmp_path / "t", Chiffres="Paramètres\n" + FIGURES.replace("1000", "1.000")))
    )
    assert "erreur[nombre-ambigu] petit.xlsx > Chiffres > B4" in broken
    assert "les cas ne sont pas rejoués tant qu’il reste une erreur" in broken
    again = told(watching.saved(contents_of(tables, Faults())))
    assert "corrigé : petit.xlsx > Chiffres > B4" in again
    assert "1 faute corrigée\n9 exemples et cas de référence : aucun ne change" in again


def test_a_fault_that_moves_on_its_sheet_is_not_a_new_one(watching: Watching, tmp_path: Path) -> None:
    wrong = EXAMPLES.replace("|refusé||", "|ouvert||")
    first = told(watching.saved(contents(tmp_path / "a", Exemples=wrong)))
    assert "3 fautes nouvelles" in first
    moved = told(watching.saved(contents(tmp_path / "b", Exemples=wrong.replace("\nE-02", "\n\nE-02"))))
    assert "3 fautes restantes" in moved
    assert "erreur[" not in moved


def test_a_file_half_written_or_gone_for_an_instant_is_not_looked_at(
    watching: Watching, tables: Path
) -> None:
    whole = contents_of(tables, Faults())
    assert watching.is_unfinished({})
    assert watching.is_unfinished({"petit.xlsx": whole["petit.xlsx"][:2000]})
    assert watching.is_unfinished({"petit.xlsx": b""})
    assert not watching.is_unfinished(whole)


class Talking:
    """A program at work, and the lines that it writes."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", *arguments],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as said:
            for line in said:
                self._lines.put(line)

    def stop(self) -> None:
        """End the program if it has not ended."""
        self.process.kill()
        self.process.wait()
        self._listener.join()

    def until(self, words: str) -> list[str]:
        """Return the lines up to the first one that holds *words*."""
        found: list[str] = []
        while not found or words not in found[-1]:
            found.append(self._lines.get(timeout=SECONDS))
        return found


@pytest.fixture
def talking(golden: Path, tmp_path: Path) -> Iterator[Talking]:
    program = Talking("watch", str(write_tables(tmp_path / "t")), "--golden", str(golden))
    yield program
    program.stop()


def test_a_save_by_renaming_is_told_and_an_interruption_ends_well(talking: Talking, tmp_path: Path) -> None:
    talking.until("surveillé")
    write_tables(tmp_path / "aside", Arret=ARRET.replace(">= 12", ">= 13"))
    (tmp_path / "t" / "~$petit.xlsx").write_bytes(b"lock")
    (tmp_path / "aside" / "petit.xlsx").replace(tmp_path / "t" / "petit.xlsx")
    said = talking.until("cas de référence\u00a0: ")
    assert any("artisan, arret\u00a0: ouvert → refuse" in line for line in said)
    talking.process.send_signal(signal.SIGINT)
    assert talking.process.wait(SECONDS) == 0
