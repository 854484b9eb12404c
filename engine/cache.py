"""Compiled models kept in the user's cache directory, so that a second run opens no workbook.

The key is the content of the workbooks and the engine (version and source files). An entry that cannot
be read is ignored; one that cannot be written is not an error: the answer does not depend on it.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import engine
from engine.model import Model
from engine.serialize import dump_model, load_model

MOST_ENTRIES = 16


def key_of(contents: Mapping[str, bytes]) -> str:
    """Return the key for workbooks with these *contents*, by file name."""
    sha = hashlib.sha256(engine.__version__.encode())
    for path in sorted(Path(engine.__file__).parent.rglob("*.py")):
        stat = path.stat()
        sha.update(f"{path.name} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    for name in sorted(contents):
        sha.update(f"{len(name)} {name} {len(contents[name])}\n".encode())
        sha.update(contents[name])
    return sha.hexdigest()


def directory() -> Path:
    """Return where compiled models and templates are kept (it may not exist yet)."""
    from platformdirs import user_cache_path

    return user_cache_path("check-eligibility", appauthor=False)


def folder() -> Path | None:
    """Return the cache directory, made if need be; None where it cannot be."""
    found = directory()
    try:
        found.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return found


def load(key: str) -> Model | None:
    """Return the model kept under *key*, None when there is none or it is unreadable."""
    try:
        return load_model((directory() / f"{key}.json").read_bytes())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def store(key: str, model: Model) -> None:
    """Keep *model* under *key*, replacing the file at once; the oldest entries make room."""
    where = folder()
    if where is None:
        return
    with contextlib.suppress(OSError):
        handle, temporary = tempfile.mkstemp(dir=where, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(dump_model(model))
            Path(temporary).replace(where / f"{key}.json")
        except BaseException:
            Path(temporary).unlink()
            raise
        for old in sorted(where.glob("*.json"), key=lambda p: p.stat().st_mtime)[:-MOST_ENTRIES]:
            old.unlink()
