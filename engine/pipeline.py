"""From a folder of workbooks to a model: the order of the steps, and nothing else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine import cache as kept
from engine.diagnostics import Diagnostic, in_order
from engine.faults import Faults
from engine.location import CellRef
from engine.model import Model

if TYPE_CHECKING:
    from engine.source import RawWorkbook

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv"})
"""What is taken for a workbook; all but .xlsx are reported as such, never passed over."""

MOST_BYTES = 64 * 2**20

Progress = Callable[[str], None]


def load_tables(
    directory: Path,
    *,
    instead: Sequence[Path] = (),
    cache: bool = True,
    progress: Progress | None = None,
) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """Return the model of the workbooks in *directory* and every fault found, sorted by place.

    The files of *instead* are read in place of those of the same name, or beside the others. The model is
    None when there is an error, those of a population apart, which is no rule. With *cache*, a model compiled
    before from the same files is returned without opening them (and without its warnings). *progress* is
    told the name of each workbook before it is read.
    """
    faults = Faults()
    contents = contents_of(directory, faults, instead)
    if faults.any_error:
        return None, faults.sorted()
    return load_contents(contents, cache=cache, progress=progress)


def load_contents(
    contents: Mapping[str, bytes], *, cache: bool = True, progress: Progress | None = None
) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """Return what ``load_tables`` does, of workbooks given as bytes by file name."""
    key = kept.key_of(contents)
    model = kept.load(key) if cache else None
    if model is not None:
        return model, ()
    model, found = compile_tables(contents, progress=progress)
    if model is not None and cache:
        kept.store(key, model)
    return model, found


def compile_tables(
    contents: Mapping[str, bytes], *, progress: Progress | None = None
) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """Return the model of workbooks given as bytes by file name, and every fault found."""
    from engine.batch.population.read_population import population_faults
    from engine.checks import check
    from engine.resolving.resolve import resolve
    from engine.workbooks.read_workbook import read_workbook

    found: list[Diagnostic] = []
    workbooks: list[RawWorkbook] = []
    for name in sorted(contents):
        if progress is not None:
            progress(name)
        workbook, faults = read_workbook(contents[name], name)
        found += faults
        if workbook is not None:
            workbooks.append(workbook)
    if any(fault.is_error for fault in found):
        return None, in_order(found)
    model, resolved = resolve(workbooks)
    found += resolved
    if model is not None:
        found += check(model, workbooks)
        sound = not any(fault.is_error for fault in found)
        found += population_faults(workbooks, model)
        model = model if sound else None
    return model, in_order(found)


def workbooks_in(directory: Path) -> Iterator[Path]:
    """Yield the workbooks of *directory*; not what a program leaves beside an open one."""
    for path in directory.iterdir():
        if path.suffix.lower() in SPREADSHEETS and not path.name.startswith((".", "~$")):
            yield path


def contents_of(directory: Path, faults: Faults, instead: Sequence[Path] = ()) -> dict[str, bytes]:
    """Return the workbooks of *directory* as bytes, by file name; those of *instead* in place of theirs."""
    where = CellRef(str(directory))
    if not directory.is_dir():
        faults.add(
            "dossier-introuvable",
            where,
            "ce dossier de classeurs n’existe pas",
            "donner un dossier qui contient les classeurs, avec --tables ou CHECK_ELIGIBILITY_TABLES",
        )
        return {}
    contents: dict[str, bytes] = {}
    paths = {path.name: path for path in workbooks_in(directory)}
    paths |= {path.name: path for path in instead}
    for _, path in sorted(paths.items()):
        try:
            if path.stat().st_size > MOST_BYTES:
                faults.add(
                    "fichier-trop-grand",
                    CellRef(path.name),
                    f"ce fichier dépasse {MOST_BYTES // 2**20} Mio",
                    "un classeur de règles tient en quelques Mio : ôter images et données",
                )
                continue
            contents[path.name] = path.read_bytes()
        except OSError as error:
            faults.add(
                "fichier-illisible",
                CellRef(path.name),
                f"ce fichier ne peut pas être lu ({error.strerror})",
                "fermer le classeur s’il est ouvert, et vérifier les droits d’accès",
            )
    if not contents and not faults.any_error:
        faults.add(
            "aucun-classeur",
            where,
            "ce dossier ne contient aucun classeur .xlsx",
            "donner un dossier qui contient les classeurs, avec --tables ou CHECK_ELIGIBILITY_TABLES",
        )
    return contents
