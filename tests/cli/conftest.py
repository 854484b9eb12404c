"""A folder of small workbooks, and the program run on it without a new process."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.main import run
from tests.cli.workbook import write_tables

FACTS: dict[str, object] = {
    "statut": "artisan",
    "mois": 12,
    "revenu": 7300,
    "date_arret": "2026-03-10",
}


@dataclass(frozen=True, slots=True)
class Done:
    """What a run of the program left: exit status, output, errors; no-break spaces made plain."""

    status: int
    out: str
    err: str


Program = Callable[..., Done]
WriteCase = Callable[..., str]


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small workbook."""
    return write_tables(tmp_path_factory.mktemp("classeurs"))


@pytest.fixture
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where the program is run: an empty one, that has no reference cases of its own."""
    return tmp_path_factory.mktemp("ici")


@pytest.fixture
def program(
    tables: Path, here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Done]:
    """Run the program on the small workbook."""
    monkeypatch.chdir(here)

    def done(*arguments: str, stdin: bytes = b"") -> Done:
        monkeypatch.setenv("CHECK_ELIGIBILITY_TABLES", str(tables))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = run(arguments)
        out, err = capsys.readouterr()
        return Done(status, _plain(out), _plain(err))

    return done


@pytest.fixture
def write_case(tmp_path: Path) -> WriteCase:
    """Write a case file and return its path; facts may be added, or removed with None."""

    def written(name: str = "c1", benefits: list[str] | None = None, **facts: object) -> str:
        document: dict[str, object] = {"id": name, "faits": {**FACTS, **facts}}
        if benefits is not None:
            document["prestations"] = benefits
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(document), "utf-8")
        return str(path)

    return written


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")
