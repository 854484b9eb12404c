"""The program as a person gets it: installed from its wheel in CI, else run from the checkout."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INSTALL = os.environ.get("CHECK_ELIGIBILITY_TEST_INSTALL") == "1"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command, from a fresh environment when there is time for it."""
    if not INSTALL:
        return [sys.executable, "-m", "cli.main"]
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", wheel], check=True)
    return [str(scripts / "check-eligibility")]


def run(program: list[str], *arguments: str, where: Path) -> subprocess.CompletedProcess[str]:
    """Run the program in *where*, which is not the checkout when it is installed."""
    return subprocess.run(
        [*program, *arguments],
        cwd=where if INSTALL else ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.skipif(not INSTALL, reason="only in CI: builds the wheel")
def test_wheel_holds_the_workbooks_and_nothing_foreign(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, ROOT],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {f"engine/_decision_tables/{path.name}" for path in (ROOT / "decision_tables").glob("*.xlsx")}
    assert shipped <= set(names)
    roots = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert roots == {"engine", "explain", "cli"}


def test_every_shipped_case_is_answered(program: list[str], tmp_path: Path) -> None:
    case = min((ROOT / "golden" / "cases").glob("*.json"))
    done = run(program, str(case), where=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_shipped_workbooks_have_no_error(program: list[str], tmp_path: Path) -> None:
    done = run(program, "tables", "check", where=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "erreur[" not in done.stdout


def test_schema_lists_facts_and_benefits(program: list[str], tmp_path: Path) -> None:
    done = run(program, "schema", where=tmp_path)
    assert done.returncode == 0
    schema = json.loads(done.stdout)
    assert schema["properties"]["faits"]["properties"]
    assert schema["properties"]["prestations"]["items"]["enum"]


def test_answer_is_the_same_in_another_locale(program: list[str], tmp_path: Path) -> None:
    case = min((ROOT / "golden" / "cases").glob("*.json"))
    plain = run(program, str(case), where=tmp_path).stdout
    narrow = subprocess.run(
        [*program, str(case)],
        cwd=tmp_path if INSTALL else ROOT,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        timeout=120,
        check=True,
    ).stdout
    assert narrow.decode("utf-8") == plain


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_disk_is_told_without_a_traceback(program: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*program, "--help"],
            cwd=tmp_path if INSTALL else ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "erreur\u00a0: le disque est plein\n"


@pytest.mark.skipif(os.name == "nt", reason="needs a shell with pipes")
def test_reader_that_leaves_early_gets_no_traceback(program: list[str], tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*program, "schema"],
        cwd=tmp_path if INSTALL else ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr as errors:
        assert errors.read() == b""
    assert process.wait(timeout=120) in (0, 1)
