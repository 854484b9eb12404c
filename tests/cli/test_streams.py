"""Files are read with care and written whole or not at all."""

import io
import os
import stat
import sys
from pathlib import Path

import pytest

from cli import streams
from cli.streams import has_colour, read_input, why, write_output, write_whole
from engine.diagnostics import FaultsFound


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_file_is_replaced_whole_with_its_permissions_kept(tmp_path: Path) -> None:
    target = tmp_path / "réponse.txt"
    target.write_text("avant")
    target.chmod(0o640)
    write_whole(target, "après\n")
    assert target.read_bytes() == "après\n".encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "témoin").write_text("")
    write_whole(tmp_path / "neuf", "")
    assert (tmp_path / "neuf").stat().st_mode == (tmp_path / "témoin").stat().st_mode


def test_a_link_is_kept_and_its_target_replaced(tmp_path: Path) -> None:
    (tmp_path / "cible").write_text("avant")
    (tmp_path / "lien").symlink_to("cible")
    write_whole(tmp_path / "lien", "après")
    assert (tmp_path / "lien").is_symlink()
    assert (tmp_path / "cible").read_text() == "après"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "réponse.txt"
    target.write_text("avant")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FaultsFound) as found:
        write_output("après", str(target))
    assert "le disque est plein" in found.value.diagnostics[0].message
    assert target.read_text() == "avant"
    assert list(tmp_path.iterdir()) == [target]


def test_a_special_file_is_written_through() -> None:
    write_output("perdu", "/dev/null")
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (".", "c’est un dossier, pas un fichier"),
        ("absent/x.txt", "ce fichier ou ce dossier n’existe pas"),
        ("fichier/x.txt", "n’est pas un dossier"),
        ("x" * 300, "le nom est trop long"),
        ("a\0b", "ce nom de fichier est impossible"),
    ],
)
def test_what_cannot_be_written_is_told_in_french(tmp_path: Path, path: str, message: str) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(FaultsFound) as found:
        write_output("texte", str(tmp_path / path))
    assert message in found.value.diagnostics[0].message


def test_reading_stops_after_the_limit(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * 100)
    assert read_input(str(tmp_path / "long"), 10) == b"x" * 11


def test_a_missing_file_that_looks_like_a_verb_is_taken_for_one_misspelt() -> None:
    with pytest.raises(FaultsFound) as found:
        read_input("shema", 10, ["schema", "golden"])
    assert "« schema »" in found.value.diagnostics[0].help.replace("\u00a0", " ")


def test_colours_need_a_terminal_and_nobody_against_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "xterm")
    assert has_colour(Terminal())
    assert not has_colour(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not has_colour(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not has_colour(Terminal())


def test_progress_is_shown_on_a_terminal_and_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with streams.Progress() as progress:
        progress("maladie.xlsx")
    assert terminal.getvalue() == "\r\x1b[Kmaladie.xlsx\r\x1b[K"


def test_progress_says_nothing_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    with streams.Progress() as progress:
        progress("maladie.xlsx")
    assert capsys.readouterr().err == ""


def test_a_refused_access_is_told_in_french() -> None:
    assert why(PermissionError(13, "Permission denied")) == "l’accès est refusé"
