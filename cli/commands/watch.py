"""``check-eligibility watch``: the workbooks checked again each time one is saved."""

import sys
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, epilog
from cli.options import GOLDEN, golden_option, tables_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import TypeAlias

    from cli.watching import Watching
    from engine.diagnostics import Diagnostic

    Contents: TypeAlias = tuple[Mapping[str, bytes], tuple[Diagnostic, ...]]

QUIET_MS = 50
"""How long a folder is to be quiet before it is looked at."""
LOOK_MS = 500
"""How often it is looked at in any case: a shared drive may tell nothing."""
RETRIES, RETRY_SECONDS = 20, 0.1


@click.command(
    "watch",
    cls=FrenchCommand,
    epilog=epilog(["check-eligibility watch", "check-eligibility watch mes_classeurs --golden mes_cas"]),
)
@click.argument("folder", metavar="[DOSSIER]", required=False)
@golden_option
@tables_option
def command(*, folder: str | None, golden: str | None, tables: str | None) -> int:
    """Vérifier les classeurs à chaque enregistrement, et dire quels verdicts changent.

    À chaque enregistrement\u00a0: les lignes modifiées, les fautes nouvelles et corrigées avec leur cellule, et les
    exemples et cas de référence dont le verdict change, avant et après. Ctrl-C pour finir. Les lignes
    qu’aucun cas n’atteint sont dites par «\u00a0tables check\u00a0».
    """
    from pathlib import Path

    from cli.tables import folder as folder_of

    directory = folder_of(folder or tables)
    try:
        for text in _told(directory, Path(golden or GOLDEN)):
            streams.write_output(text, None)
    except KeyboardInterrupt:
        streams.write_output("\n", None)
    return 0


def _told(directory: "Path", golden: "Path") -> "Iterator[str]":
    """Yield what there is to say of *directory*, for ever."""
    import gc

    from watchfiles import watch

    from cli.watching import Watching

    watching = Watching(golden, colour=streams.has_colour(sys.stdout))
    seen = _stamps(directory)
    with streams.Progress() as progress:
        text = watching.begin(*_contents(directory), progress)
    yield f"{text}{directory}\u00a0: surveillé\u00a0; Ctrl-C pour finir\n"
    gc.disable()  # what a save leaves behind is collected once it is told
    changes = watch(
        directory,
        step=QUIET_MS,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        recursive=False,
        watch_filter=None,
        raise_interrupt=True,
    )
    for _ in changes:
        yield watching.announced()
        now = _stamps(directory)
        if now != seen:
            seen = now
            yield watching.saved(*_settled(directory, watching))
            gc.collect()


def _settled(directory: "Path", watching: "Watching") -> "Contents":
    """Return the workbooks of *directory*, once none is being written."""
    import time

    contents = _contents(directory)
    for _ in range(RETRIES):
        if not watching.is_unfinished(contents[0]):
            break
        time.sleep(RETRY_SECONDS)
        contents = _contents(directory)
    return contents


def _contents(directory: "Path") -> "Contents":
    """Return the workbooks of *directory*, and what cannot be read."""
    from engine.faults import Faults
    from engine.pipeline import contents_of

    faults = Faults()
    return contents_of(directory, faults), faults.sorted()


def _stamps(directory: "Path") -> dict[str, tuple[int, int]]:
    """Return the size and the time of each workbook: what tells that one was saved."""
    from engine.pipeline import workbooks_in

    found: dict[str, tuple[int, int]] = {}
    for path in workbooks_in(directory):
        try:
            stat = path.stat()
        except OSError:
            continue
        found[path.name] = (stat.st_mtime_ns, stat.st_size)
    return found
