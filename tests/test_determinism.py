"""The same cases and the same workbooks give the same bytes, wherever and whenever they are run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CASES = [str(path) for path in sorted((ROOT / "golden" / "cases").glob("*.json"))[::9]]


def answered(cache: Path, *options: str, **surroundings: str) -> bytes:
    environment = {
        **os.environ,
        "XDG_CACHE_HOME": str(cache),
        "PYTHONUTF8": "1",
        **surroundings,
    }
    command = [sys.executable, "-m", "cli.main", *CASES, "--detail", "trace", *options]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout


@pytest.mark.parametrize("form", ["json", "text"])
def test_hash_seed_locale_zone_and_cache_change_no_byte(form: str, tmp_path: Path) -> None:
    first = answered(tmp_path / "a", "--format", form, PYTHONHASHSEED="1", LC_ALL="C", TZ="UTC", COLUMNS="80")
    second = answered(
        tmp_path / "b",
        "--format",
        form,
        PYTHONHASHSEED="4242",
        LC_ALL="tr_TR.UTF-8",
        TZ="Pacific/Kiritimati",
        COLUMNS="80",
    )
    from_cache = answered(
        tmp_path / "b", "--format", form, PYTHONHASHSEED="7", LC_ALL="fr_FR.UTF-8", COLUMNS="80"
    )
    assert len(first) > 10_000
    assert first == second
    assert second == from_cache
