"""The copies of workbooks that show their faults."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.french import refuse
from cli.streams import why, write_whole
from cli.tables import Asked
from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef, CellRef

if TYPE_CHECKING:
    from explain.faults.report import Report

SUFFIX = ".controles.xlsx"


def write(report: "Report", workbooks: Asked, output: str) -> tuple[Path, ...]:
    """Write, in the folder *output*, a copy of each workbook that has faults; return what was written.

    *output* may be a file when there is one workbook alone to write.

    Raises:
        FaultsFound: a copy cannot be written.
        UsageError: the copies would be taken for workbooks of rules, or *output* cannot hold them all.
    """
    from engine.workbooks.write_controls import write_controls

    by_book: dict[str, list[Diagnostic]] = {}
    for fault in report.faults:
        if isinstance(fault.where, CellRef):
            by_book.setdefault(fault.where.workbook, []).append(fault)
    sources = {path.name: path for path in workbooks.files}
    sources |= {name: workbooks.folder / name for name in by_book if name not in sources}
    sources = {name: path for name, path in sources.items() if name in by_book and path.is_file()}
    targets = _targets(list(sources), Path(output))
    rules = {workbooks.folder.resolve(), *(path.resolve().parent for path in workbooks.files)}
    if any(target.resolve().parent in rules for target in targets.values()):
        refuse("dans ce dossier, les copies seraient lues comme des classeurs\u00a0: donnez-en un autre")
    for name, source in sources.items():
        try:
            copy = write_controls(source.read_bytes(), name, by_book[name])
            targets[name].parent.mkdir(parents=True, exist_ok=True)
            write_whole(targets[name], copy)
        except OSError as error:
            fault = Diagnostic(
                code="fichier-non-ecrit",
                where=CaseRef(str(targets[name])),
                message=why(error),
                help="fermer cette copie si elle est ouverte, ou donner un autre dossier",
            )
            raise FaultsFound([fault]) from None
    return tuple(targets.values())


def _targets(names: list[str], output: Path) -> dict[str, Path]:
    """Return the file of each copy."""
    if output.suffix.lower() == ".xlsx" and not output.is_dir():
        if len(names) > 1:
            refuse("plusieurs classeurs sont à revoir\u00a0: donnez un dossier avec --output")
        return dict.fromkeys(names, output)
    return {name: output / (Path(name).stem + SUFFIX) for name in names}
