"""``check-eligibility population``: people who do not exist, drawn from the parts that a workbook gives."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.commands.batch import refuse_without_extra
from cli.french import FrenchCommand, Whole, epilog, refuse
from cli.options import tables_option

if TYPE_CHECKING:
    from engine.batch.population.population import Population
    from engine.model import Model

EXAMPLES = (
    "check-eligibility population --size 100000 --seed 1 --output population.parquet",
    "check-eligibility population --size 1000 --seed 7 --output population.csv",
    "check-eligibility population --sources",
)


@click.command(cls=FrenchCommand, options_metavar="[OPTIONS]", epilog=epilog(EXAMPLES))
@click.option("--size", metavar="N", type=Whole(), help="Le nombre de personnes.")
@click.option(
    "--seed", metavar="S", type=Whole(), default=1, help="La graine du tirage (1 si rien n’est dit)."
)
@click.option("--output", "-o", metavar="FICHIER", help="Le fichier\u00a0: .parquet, .csv ou .jsonl.")
@click.option("--sources", is_flag=True, help="Dire d’où viennent les parts, et ne rien tirer.")
@tables_option
def command(*, size: int | None, seed: int, output: str | None, sources: bool, tables: str | None) -> int:
    """Tirer une population d’essai, une ligne par personne.

    Les parts viennent des feuilles «\u00a0Population\u00a0» des classeurs, avec leurs sources\u00a0; ce qui n’est pas
    public y est dit comme une hypothèse. Le même nombre et la même graine donnent les mêmes personnes.
    """
    refuse_without_extra()
    from cli.tables import folder, loaded

    if not sources and (output is None or size is None):
        refuse("il faut --size N et --output FICHIER (ou --sources)")
    model = loaded(tables)
    population = _population(folder(tables), model)
    if sources:
        click.echo(_sources(population))
        return 0
    assert output is not None and size is not None
    _draw(population, model, size, seed, Path(output))
    click.echo(_sources(population), err=True)
    return 0


def _population(directory: Path, model: "Model") -> "Population":
    """Return the population that the workbooks of *directory* give."""
    from engine.batch.population.read_population import read_population
    from engine.diagnostics import FaultsFound
    from engine.faults import Faults
    from engine.pipeline import contents_of

    faults = Faults()
    contents = contents_of(directory, faults)
    if faults.any_error:
        raise FaultsFound(faults.sorted())
    population, found = read_population(contents, model)
    if population is None:
        raise FaultsFound(found)
    return population


def _draw(population: "Population", model: "Model", size: int, seed: int, output: Path) -> None:
    from engine.batch.backend import duckdb_backend
    from engine.batch.population.draw import MOST, draw
    from engine.batch.writing.results import written_by
    from engine.typography import grouped

    if not 0 < size <= MOST:
        refuse("--size\u00a0: un nombre de 1 à 4\u202f294\u202f967\u202f295")
    form = written_by(str(output))
    if form is None:
        refuse("--output\u00a0: un nom en .parquet, .csv ou .jsonl")
    with (
        tempfile.TemporaryDirectory(dir=output.parent, prefix=".population-") as folder,
        streams.Progress() as progress,
    ):
        made = Path(folder) / output.name
        written = draw(
            population, model, duckdb_backend, size=size, seed=seed, target=made, form=form,
            folder=Path(folder), told=lambda share: progress(f"tirage\u00a0: {round(100 * share)}\u00a0%"),
        )  # fmt: skip
        made.replace(output)
    click.echo(f"{output}\u00a0: {grouped(written)} personnes, graine {seed}", err=True)


def _sources(population: "Population") -> str:
    """Return what the parts rest on: the publications, then the assumptions."""
    from engine.typography import typeset

    published = [
        f"- {', '.join(said.facts)}\u00a0: {said.source}" + (f" ({said.note})" if said.note else "")
        for said in population.said
        if said.source
    ]
    assumed = [f"- {', '.join(said.facts)}\u00a0: {said.note}" for said in population.said if not said.source]
    return typeset(
        "\n".join(["Sources publiées", *published, "", "Hypothèses, sans source publiée", *assumed])
    )
