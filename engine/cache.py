"""What is made of workbooks, kept in the user's cache directory: a second run opens none of them.

The key is the content that it is made of and the engine (version and source files). An entry that cannot
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
    """Return the key for what is made of these *contents*, by name."""
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
    """Keep *model* under *key*; the oldest models make room."""
    _write(f"{key}.json", dump_model(model))


def load_text(key: str) -> str | None:
    """Return the text kept under *key*, None when there is none or it is unreadable."""
    try:
        return (directory() / f"{key}.txt").read_text("utf-8")
    except (OSError, ValueError):
        return None


def store_text(key: str, text: str) -> None:
    """Keep *text* under *key*; the oldest texts make room."""
    _write(f"{key}.txt", text.encode())


def _write(name: str, data: bytes) -> None:
    """Write *data* in the file *name* at once; the oldest of the same kind make room."""
    where = folder()
    if where is None:
        return
    with contextlib.suppress(OSError):
        handle, temporary = tempfile.mkstemp(dir=where, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).replace(where / name)
        except BaseException:
            Path(temporary).unlink()
            raise
        for old in sorted(where.glob(f"*{Path(name).suffix}"), key=lambda p: p.stat().st_mtime)[
            :-MOST_ENTRIES
        ]:
            old.unlink()
