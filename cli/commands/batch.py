"""``check-eligibility batch``: the verdicts on the cases of large files, with their reasons, in a file."""

import re
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, Word, epilog, refuse
from cli.options import tables_option
from cli.reading import dialect_of, mapping_of, reading_options
from engine.typography import counted, grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cli.pipes import Files
    from engine.batch.backend import Backend
    from engine.batch.reading.dialect import Dialect
    from engine.batch.reading.match_columns import Correspondence
    from engine.batch.run import Request, Summary
    from engine.batch.writing.results import Written
    from engine.model import Model

EXAMPLES = (
    "check-eligibility batch cas.parquet --output verdicts.parquet --prestation CODE",
    "check-eligibility batch 2024.csv 2025.csv --output verdicts.csv --dates jma",
    "check-eligibility batch cas.csv --suggest-columns --output colonnes.csv",
    "check-eligibility batch cas.csv --columns colonnes.csv --output verdicts.parquet",
    "zcat cas.csv.gz | check-eligibility batch - --output - --prestation CODE > verdicts.csv",
    "check-eligibility batch cas.csv --keep region --keep code_naf --output verdicts.csv",
)
NEEDED = ("duckdb", "pyarrow", "sqlglot")
_MEMORY = re.compile(r"(\d+(?:[.,]\d+)?)\s*([kKmMgG])(?:i?[oObB])?")


@click.command(cls=FrenchCommand, options_metavar="[OPTIONS]", epilog=epilog(EXAMPLES))
@click.argument("inputs", metavar="ENTREE...", nargs=-1, required=True)
@click.option(
    "--output",
    "-o",
    metavar="SORTIE",
    help="Le fichier des verdicts\u00a0; .parquet, .csv ou .jsonl. «\u00a0-\u00a0» les écrit sur la sortie standard,"
    " en CSV ou en JSON en lignes.",
)
@click.option(
    "--format", "form", type=Word(["parquet", "csv", "jsonl"]), help="Sa forme, si son nom ne la dit pas."
)
@click.option(
    "--prestation",
    "benefits",
    metavar="CODE",
    multiple=True,
    help="La prestation à décider (répétable)\u00a0; sinon toutes celles dont une colonne donne la date de référence.",
)
@reading_options
@click.option("--suggest-columns", is_flag=True, help="Écrire le modèle de ce fichier, et ne rien décider.")
@click.option(
    "--keep",
    metavar="COLONNE",
    multiple=True,
    help="Une colonne des entrées à retrouver telle quelle dans la sortie (répétable).",
)
@click.option(
    "--engine",
    type=Word(["duckdb", "spark", "reference"]),
    default="duckdb",
    help="Le moteur (duckdb si rien n’est dit).",
)
@click.option("--master", metavar="URL", help="Où est Spark (local[*] si rien n’est dit).")
@click.option("--memory", metavar="TAILLE", default="1G", help="La mémoire du moteur (1G si rien n’est dit).")
@click.option("--threads", metavar="N", help="Le nombre de fils (sinon, tous les cœurs).")
@click.option("--force", is_flag=True, help="Remplacer une sortie qui existe déjà.")
@click.option("--rejets", metavar="FICHIER", help="Avec --output -, le fichier des lignes refusées.")
@click.option(
    "--rejets-sans-valeurs",
    "hidden",
    is_flag=True,
    help="Ne pas écrire dans les rejets les valeurs refusées.",
)
@tables_option
def command(
    *,
    inputs: tuple[str, ...],
    output: str | None,
    form: str | None,
    benefits: tuple[str, ...],
    columns: str | None,
    suggest_columns: bool,
    keep: tuple[str, ...],
    separator: str | None,
    encoding: str | None,
    decimal: str | None,
    dates: str | None,
    missing: tuple[str, ...],
    engine: str,
    master: str | None,
    memory: str,
    threads: str | None,
    force: bool,
    rejets: str | None,
    hidden: bool,
    tables: str | None,
) -> int:
    """Décider les cas de fichiers entiers\u00a0: Parquet, CSV ou JSON en lignes, une ligne par cas.

    Les verdicts vont dans SORTIE, les lignes refusées dans SORTIE.rejets avec leur motif. Les deux fichiers
    apparaissent à la fin, ou aucun. Le même travail, interrompu puis relancé, reprend où il en était, sauf
    s’il lit l’entrée standard («\u00a0-\u00a0») ou écrit sur la sortie standard (--output -)\u00a0: il recommence.
    """
    refuse_without_extra()
    from cli.pipes import files_of
    from cli.tables import loaded

    dialect = dialect_of(separator, encoding, decimal, dates, missing)
    if master is not None and engine != "spark":
        refuse("--master demande --engine spark")
    if output is None and not suggest_columns:
        refuse("il manque --output SORTIE")
    if output == "-" and form == "parquet":
        refuse("un Parquet ne s’écrit pas au fil de l’eau\u00a0: --format csv ou jsonl, ou --output FICHIER")
    if columns == "-" and "-" in inputs:
        refuse("l’entrée standard donne les cas ou les colonnes, mais pas les deux")
    _check_rejects(rejets, output, force=force)
    size = memory_of(memory)
    model = loaded(tables)
    mapping = mapping_of(columns, model)
    for code in benefits:
        _known(code, model)
    with streams.Progress() as progress, files_of(inputs, output, progress) as files:
        if suggest_columns:
            streams.write_output(_suggested(files, dialect, mapping, benefits, model), output)
            return 0
        assert output is not None
        from engine.batch.run import Request

        written = _form(form, output, of_lines=files.of_lines)
        piped = files.folder is not None and output == "-"
        target = files.folder / f"verdicts.{written.value}" if files.folder and piped else Path(output)
        request = Request(
            files=files.files,
            output=target,
            form=written,
            engine=engine,
            dialect=dialect,
            mapping=mapping,
            benefits=tuple(dict.fromkeys(benefits)),
            memory=size,
            threads=None if threads is None else _threads(threads),
            force=force,
            shown=not hidden,
            keep=keep,
            called=files.called,
            resumable=files.folder is None,
        )
        _run(request, model, master, progress, rejets if piped else None, piped=piped)
    return 0


def _check_rejects(rejects: str | None, output: str | None, *, force: bool) -> None:
    if rejects is None:
        return
    if output != "-":
        refuse("--rejets ne sert qu’avec --output -\u00a0; sinon, les rejets sont dans SORTIE.rejets")
    if not Path(rejects).resolve().parent.is_dir() or Path(rejects).is_dir():
        refuse(f"--rejets\u00a0: {rejects} ne peut pas être écrit")
    if Path(rejects).exists() and not force:
        refuse(f"--rejets\u00a0: {rejects} existe déjà\u00a0; --force le remplace")


def _run(
    request: "Request",
    model: "Model",
    master: str | None,
    progress: streams.Progress,
    rejected: str | None,
    *,
    piped: bool,
) -> None:
    from cli.pipes import first_rejects, place_rejects, write_out
    from engine.batch.run import run
    from engine.batch.writing.outputs import outputs_of

    start = time.monotonic()

    def said(line: str) -> None:
        progress.erase()
        click.echo(line, err=True)

    summary = run(request, model, _engines(request.engine, master), said, Pace(progress))
    progress.erase()
    rejects = outputs_of(request.output, request.form).rejects
    where = str(rejects)
    if piped:
        write_out(request.output)
        where = rejected or ""
        if rejected:
            place_rejects(rejects, rejected)
    click.echo(_counted(summary, where, time.monotonic() - start), err=True)
    if summary.rejected and not where:
        click.echo(first_rejects(rejects), err=True, nl=False)
    click.echo(f"sceau des tables\u00a0: {model.seal}", err=True)


def _engines(engine: str, master: str | None) -> "Callable[[Model, Sequence[str]], Backend]":
    from functools import partial

    from engine.batch.backend import ENGINES, spark_backend

    if engine != "spark":
        return ENGINES[engine]
    if find_spec("pyspark") is None:
        refuse("Spark demande un complément\u00a0: pip install 'check-eligibility[spark]'")
    return partial(spark_backend, master=master) if master else spark_backend


def _counted(summary: "Summary", rejects: str, seconds: float) -> str:
    read = counted(summary.read, "ligne lue", "lignes lues")
    written = counted(summary.written, "décidée", "décidées")
    rejected = counted(summary.rejected, "rejetée", "rejetées")
    fresh = summary.read - summary.resumed
    pace = f", {grouped(round(fresh / seconds))} par seconde" if fresh > seconds else ""
    return (
        f"{read} = {written} + {rejected}{f' ({rejects})' if rejects else ''}"
        f"\u00a0; {f'{seconds:.1f}'.replace('.', ',')}\u00a0s{pace}"
    )


class Pace:
    """Shows what is being done, how fast, and how long it should still take."""

    def __init__(self, progress: streams.Progress, step: str = "") -> None:
        self.progress = progress
        self.step = step
        self.what = ""
        self.start = 0.0
        self.first = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that *done* of *total* is done."""
        now = time.monotonic()
        if what != self.what:
            self.what, self.start, self.first = what, now, done
        known = now - self.start > 1 and 100 * (done - self.first) >= total
        share = f"{100 * done // total}\u00a0%" if total else ""
        spent, fresh = now - self.start, done - self.first
        told = f"{what}\u00a0: {share}"
        if what == "décision":
            told = f"{what}\u00a0: {grouped(done)} sur {grouped(total)} ({share})"
            if known:
                told += f", {grouped(round(fresh / spent))} par seconde"
        if known:
            told += f", reste {_lasting(spent * (total - done) / fresh)}"
        self.progress(f"{self.step}{told}")


def _lasting(seconds: float) -> str:
    whole = round(seconds)
    if whole < 90:
        return f"{whole}\u00a0s"
    return (
        f"{round(whole / 60)}\u00a0min" if whole < 5400 else f"{whole // 3600}\u00a0h {whole % 3600 // 60:02}"
    )


def refuse_without_extra() -> None:
    """Stop when what the batch needs is not installed."""
    if any(find_spec(module) is None for module in NEEDED):
        refuse("ce verbe demande un complément\u00a0: pip install 'check-eligibility[batch]'")


def memory_of(written: str) -> str:
    """Return the size *written* as the engine reads it."""
    found = _MEMORY.fullmatch(written.strip())
    if found is None:
        refuse(f"--memory\u00a0: «\u00a0{written}\u00a0» n’est pas une taille, comme 800M ou 2G")
    return f"{found[1].replace(',', '.')}{found[2].upper()}B"


def _threads(written: str) -> int:
    if not written.isdecimal() or not int(written):
        refuse(f"--threads\u00a0: «\u00a0{written}\u00a0» n’est pas un nombre de fils")
    return int(written)


def _form(form: str | None, output: str, *, of_lines: bool) -> "Written":
    from engine.batch.writing.results import Written, written_by

    if output != "-":
        return Written(form) if form else written_by(output) or Written.PARQUET
    return Written(form) if form else Written.LINES if of_lines else Written.CSV


def _known(code: str, model: "Model") -> None:
    from engine.names import suggestion

    if code not in model.benefits:
        near = suggestion(code, model.benefits) or "voir check-eligibility prestations"
        refuse(f"la prestation «\u00a0{code}\u00a0» n’existe pas\u00a0; {near}")


def _suggested(
    files: "Files",
    dialect: "Dialect",
    mapping: "Correspondence",
    benefits: tuple[str, ...],
    model: "Model",
) -> str:
    import tempfile

    from engine.batch.columns import fact_columns
    from engine.batch.reading.match_columns import names_of, suggested
    from engine.batch.reading.open_inputs import survey
    from engine.batch.session import Session

    with (
        tempfile.TemporaryDirectory() as folder,
        Session(Path(folder)) as session,
        streams.Progress() as progress,
    ):
        surveyed = survey(
            session, files.files, dialect, names_of(model).keys(), Path(folder), Pace(progress), files.called
        )
    columns = dict.fromkeys(column.name for one in surveyed for column in one.source.columns)
    needed = [fact.name for fact in fact_columns(model, benefits)] if benefits else []
    return suggested(columns, mapping, model, needed)
