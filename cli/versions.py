"""Two versions of the workbooks, from folders or from single workbooks put among the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.tables import folder
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CellRef

if TYPE_CHECKING:
    from engine.changes.witness import Seed
    from engine.model import Model
    from explain.changes.page import Style

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Version:
    """Workbooks as bytes by file name, and what they mean."""

    name: str
    contents: dict[str, bytes]
    model: "Model"


def versions(first: str, second: str, tables: str | None, progress: Progress) -> tuple[Version, Version]:
    """Return both versions: folders, or workbooks read among those of *tables* (or of the program).

    Raises:
        FaultsFound: one of them cannot be read, or has errors; all those of that version.
    """
    paths = [Path(first), Path(second)]
    for path in paths:
        if not path.exists():
            raise _fault("version-introuvable", str(path), "ce dossier ou ce classeur n’existe pas", "")
    if paths[0].is_dir() != paths[1].is_dir():
        raise _fault(
            "versions-differentes",
            str(paths[1]),
            "une version est un dossier, l’autre un classeur",
            "donner deux dossiers, ou deux classeurs",
        )
    if paths[0].is_dir():
        return _version(paths[0], progress), _version(paths[1], progress)
    around = folder(tables)
    name = _place(paths, around)
    others = _contents(around)
    made = [_read(str(path), {**others, name: path.read_bytes()}, progress) for path in paths]
    return made[0], made[1]


def _version(directory: Path, progress: Progress) -> Version:
    return _read(str(directory), _contents(directory), progress)


def _contents(directory: Path) -> dict[str, bytes]:
    from engine.faults import Faults
    from engine.pipeline import contents_of

    faults = Faults()
    contents = contents_of(directory, faults)
    if faults.any_error:
        raise FaultsFound(faults.sorted())
    return contents


def _read(name: str, contents: dict[str, bytes], progress: Progress) -> Version:
    from engine.pipeline import load_contents

    model, found = load_contents(contents, progress=lambda file: progress(f"{name} {file}"))
    if model is None:
        raise FaultsFound([_told_of(name, fault) for fault in found])
    return Version(name, contents, model)


def _told_of(version: str, fault: Diagnostic) -> Diagnostic:
    """Return *fault* with the version that it is of before its file."""
    if isinstance(fault.where, CellRef):
        return replace(fault, where=replace(fault.where, workbook=f"{version} > {fault.where.workbook}"))
    return fault


def _place(paths: Sequence[Path], around: Path) -> str:
    """Return which workbook of *around* the two workbooks are versions of: by name, else by sheets."""
    for path in reversed(paths):
        if (around / path.name).is_file():
            return path.name
    from engine.workbooks.sheet_names import sheet_names

    wanted = sheet_names(paths[1])
    shared = {path.name: len(wanted & sheet_names(path)) for path in sorted(around.glob("*.xlsx"))}
    best = max(shared, key=lambda name: shared[name], default="")
    return best if best and shared[best] * 2 > len(wanted) else paths[1].name


def existing_cases(before: Version, after: Version, golden: str | None, progress: Progress) -> "list[Seed]":
    """Return the examples of both versions and the reference cases of the folder *golden*.

    Raises:
        FaultsFound: the folder that is asked for holds no case.
    """
    from cli.answer import benefits_of
    from cli.golden import asked_cases, read_golden_case
    from engine.changes.analyse import seeds_of
    from engine.changes.witness import Seed

    found = seeds_of(before.model, after.model)
    files = asked_cases(golden)
    for number, path in enumerate(files, start=1):
        progress(f"cas de référence {number}/{len(files)}")
        for version in (after, before):
            try:
                case = read_golden_case(path, version.model).case
                found += [Seed(path.stem, code, case.facts) for code in benefits_of(case, version.model)]
            except FaultsFound:
                continue
            break
    return found


def style_of(before: Version, after: Version) -> "Style":
    """Return which cells only look different."""
    from engine.workbooks.compare_styles import compare_styles
    from explain.changes.page import Style

    cells: dict[str, dict[str, int]] = {}
    files: list[str] = []
    for name, data in after.contents.items():
        other = before.contents.get(name)
        if other is None or other == data:
            continue
        found = compare_styles(other, data)
        if found:
            cells[name] = found
        elif before.model == after.model:
            files.append(name)
    return Style(cells, tuple(files))


def _fault(code: str, where: str, message: str, help_: str) -> FaultsFound:
    return FaultsFound([Diagnostic(code=code, where=CellRef(where), message=message, help=help_)])
