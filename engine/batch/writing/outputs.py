"""The files that a batch leaves: refused before it begins, put in place together when it ends."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from engine.batch.writing.results import Written
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef


class Outputs(NamedTuple):
    """The files that appear at the end, all or none."""

    verdicts: Path
    rejects: Path
    metadata: Path | None


def outputs_of(output: Path, form: Written) -> Outputs:
    """Return the files that a batch written in *output* leaves."""
    metadata = None if form is Written.PARQUET else output.with_name(f"{output.name}.json")
    return Outputs(output, output.with_name(f"{output.name}.rejets"), metadata)


def refuse(files: Sequence[str], outputs: Outputs, *, force: bool) -> None:
    """Raise FaultsFound when *outputs* cannot or should not be written from *files*."""
    faults = (*_twice(files), *_impossible(files, outputs, force=force))
    if faults:
        raise FaultsFound(faults)


def _twice(files: Sequence[str]) -> Iterator[Diagnostic]:
    known: set[Path] = set()
    for file in files:
        path = Path(file).resolve()
        if path in known:
            message = "cette entrée est donnée deux fois"
            yield _fault("entree-en-double", Path(file), message, "ses cas seraient comptés deux fois")
        known.add(path)


def _impossible(files: Sequence[str], outputs: Outputs, *, force: bool) -> Iterator[Diagnostic]:
    inputs = {Path(file).resolve() for file in files}
    if set(str(outputs.verdicts)) & set("*?["):
        message = "un nom de sortie n’a ni «\u00a0*\u00a0» ni «\u00a0?\u00a0» ni «\u00a0[\u00a0»"
        yield _fault("fichier-non-ecrit", outputs.verdicts, message, "choisissez un autre nom")
    if not outputs.verdicts.parent.is_dir():
        message = "le dossier de ce fichier n’existe pas"
        yield _fault("fichier-non-ecrit", outputs.verdicts, message, "créez-le")
    for path in (path for path in outputs if path is not None):
        if path.resolve() in inputs:
            yield _fault("sortie-est-entree", path, "ce fichier est aussi une entrée", "écrivez ailleurs")
        elif path.is_dir():
            yield _fault("fichier-non-ecrit", path, "c’est un dossier", "donnez un nom de fichier")
        elif path.exists() and not force:
            help_ = "écrivez ailleurs, ou dites --force pour le remplacer"
            yield _fault("sortie-existante", path, "ce fichier existe déjà", help_)


def _fault(code: str, path: Path, message: str, help_: str) -> Diagnostic:
    return Diagnostic(code=code, where=CaseRef(str(path)), message=message, help=help_)


def put_in_place(moves: Sequence[tuple[Path, Path]]) -> None:
    """Rename every file, or none: what was there before is put back when one cannot be."""
    done: list[tuple[Path, Path]] = []
    aside: list[tuple[Path, Path]] = []
    try:
        for made, target in moves:
            if target.exists():
                kept = made.with_name(f"{target.name}.avant")
                target.replace(kept)
                aside.append((kept, target))
            made.replace(target)
            done.append((made, target))
    except BaseException:
        for _, target in done:
            with suppress(OSError):
                target.unlink()
        for kept, target in aside:
            with suppress(OSError):
                kept.replace(target)
        raise
    with suppress(OSError):
        descriptor = os.open(moves[0][1].parent, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
