"""``check-eligibility impact``: who wins and who loses by a change of the workbooks."""

import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.commands.batch import Pace, refuse_without_extra
from cli.french import FrenchCommand, epilog, refuse
from cli.options import tables_option

if TYPE_CHECKING:
    from engine.batch.impact.both import Side
    from engine.batch.impact.impact import BenefitImpact, Impact
    from engine.model import Model
    from engine.values import Value
    from explain.impact_page import Explained

EXAMPLES = (
    "check-eligibility impact --before v1/ --after v2/ --population population.parquet --report impact.html",
    "check-eligibility impact --after essai/classeur.xlsx --population population.parquet --report impact.html",
    "check-eligibility impact ... --prestation CODE --par FAIT",
)


@click.command(cls=FrenchCommand, options_metavar="[OPTIONS]", epilog=epilog(EXAMPLES))
@click.option(
    "--before",
    metavar="CLASSEURS",
    help="Un dossier, ou un classeur .xlsx qui prend la place de celui du même nom (sinon\u00a0: ceux de --tables).",
)
@click.option("--after", metavar="CLASSEURS", required=True, help="De même, après le changement.")
@click.option(
    "--population", metavar="FICHIER", required=True, help="Les cas\u00a0: .parquet, .csv ou .jsonl."
)
@click.option(
    "--report", metavar="PAGE", required=True, help="La page à écrire, .html\u00a0; des CSV vont à côté."
)
@click.option(
    "--prestation", "benefits", metavar="CODE", multiple=True,
    help="La prestation à comparer (répétable)\u00a0; sinon celles dont les règles diffèrent et que la population date.",
)  # fmt: skip
@click.option(
    "--par", "cuts", metavar="COLONNE", multiple=True,
    help="Un fait selon lequel compter (répétable)\u00a0; sinon ceux qui ont peu de valeurs.",
)  # fmt: skip
@click.option("--memory", metavar="TAILLE", default="1G", help="La mémoire du moteur (1G si rien n’est dit).")
@tables_option
def command(
    *,
    before: str | None,
    after: str,
    population: str,
    report: str,
    benefits: tuple[str, ...],
    cuts: tuple[str, ...],
    memory: str,
    tables: str | None,
) -> int:
    """Dire qui gagne et qui perd à un changement des classeurs, et pourquoi, dans une page.

    La population est décidée deux fois. La page compte gagnants et perdants, les montants, les passages d’un
    verdict à l’autre, les conditions qui ne sont plus opposées, et explique dix cas de chaque sorte.
    """
    refuse_without_extra()
    if find_spec("pygal") is None:
        refuse("ce verbe demande un complément\u00a0: pip install 'check-eligibility[batch]'")
    if Path(report).suffix.lower() not in (".html", ".htm"):
        refuse("--report\u00a0: un nom en .html")
    from cli.commands.batch import memory_of

    size = memory_of(memory)
    old, new = _model(before, tables), _model(after, tables)
    place = Path(report).resolve().parent
    if not place.is_dir():
        refuse(f"--report\u00a0: le dossier {place} n’existe pas")
    with tempfile.TemporaryDirectory(dir=place, prefix=".impact-") as folder, streams.Progress() as progress:
        impact, explained = _measured(population, old, new, benefits, cuts, Path(folder), size, progress)
    _write(impact, explained, report, (before or tables or "classeurs du programme", after))
    for one in impact.benefits:
        click.echo(_told(one), err=True)
    return 0


def _model(written: str | None, tables: str | None) -> "Model":
    """Return the model of a folder, or of the usual one with a workbook in place of its namesake."""
    from cli.tables import folder, loaded
    from engine.diagnostics import FaultsFound
    from engine.pipeline import load_tables

    if written is None or Path(written).is_dir():
        return loaded(written or tables)
    if Path(written).suffix.lower() != ".xlsx":
        return loaded(written)
    model, found = load_tables(folder(tables), instead=[Path(written)])
    if model is None:
        raise FaultsFound(found)
    return model


def _measured(
    population: str,
    old: "Model",
    new: "Model",
    benefits: Sequence[str],
    cuts: Sequence[str],
    folder: Path,
    memory: str,
    progress: streams.Progress,
) -> "tuple[Impact, Explained]":
    from engine.batch.impact.aggregate import aggregate
    from engine.batch.impact.both import decided, given
    from engine.batch.impact.impact import Impact
    from engine.batch.session import Session

    def said(line: str) -> None:
        progress.erase()
        click.echo(line, err=True)

    facts = given(population, new, folder, Pace(progress))
    asked = _asked(old, new, benefits, facts)
    for cut in cuts:
        if cut not in facts:
            refuse(f"--par\u00a0: la population n’a pas de colonne «\u00a0{cut}\u00a0»")
    sides: list[Side] = []
    for what, model in (("avant", old), ("après", new)):
        said(f"— {what}")
        sides.append(decided(population, model, asked, folder / what, memory, said, Pace(progress)))
    with Session(folder, memory) as session:
        both = session.number(
            f"SELECT count(*) FROM {sides[0].verdicts} JOIN {sides[1].verdicts} USING (position)"  # noqa: S608
        )
        counted = tuple(aggregate(session, sides[0], sides[1], code, cuts) for code in asked)
    read = sides[0].summary.read
    impact = Impact(Path(population).name, read, both, read - both, old.seal, new.seal, counted)
    progress("explication des cas témoins")
    return impact, _explained(impact, old, new)


def _asked(old: "Model", new: "Model", benefits: Sequence[str], facts: frozenset[str]) -> tuple[str, ...]:
    """Return the benefits to compare."""
    from engine.batch.impact.differing import differing

    for code in benefits:
        if code not in old.benefits or code not in new.benefits:
            refuse(f"la prestation «\u00a0{code}\u00a0» n’est pas dans les deux jeux de classeurs")
    if benefits:
        return tuple(dict.fromkeys(benefits))
    changed = differing(old, new)
    if not changed:
        refuse("aucune prestation n’a de règle qui diffère\u00a0: il n’y a rien à mesurer")
    found = tuple(
        code
        for code in changed
        if {old.benefits[code].reference_date, new.benefits[code].reference_date} <= facts
    )
    if not found:
        refuse(
            f"la population ne donne la date de référence d’aucune prestation qui change\u00a0: {', '.join(changed)}"
        )
    return found


def _explained(impact: "Impact", old: "Model", new: "Model") -> "Explained":
    """Return the witnesses with both explanations."""
    from explain.impact_page import Shown

    return {
        (one.code, moved.before, moved.after, moved.way): tuple(
            Shown(
                case.id, case.position,
                _text(old, one.code, case.id, case.before), _text(new, one.code, case.id, case.after),
            )
            for case in moved.witnesses
        )
        for one in impact.benefits
        for moved in one.moved
    }  # fmt: skip


def _text(model: "Model", code: str, id_: str, facts: "Mapping[str, Value]") -> str:
    from cli.answer import explained
    from engine.cache import folder
    from engine.cases.case import Case
    from engine.cases.read_case import sealed
    from engine.evaluate import REFERENCE
    from explain.phrases import Lang
    from explain.select import Detail
    from explain.to_text import to_text

    case = sealed(Case(id=id_, benefits=(code,), facts=facts))
    told = explained(case, model, REFERENCE)
    return to_text(told, detail=Detail.MOTIFS, lang=Lang.FR, width=76, cache_dir=folder())


def _write(impact: "Impact", explained: "Explained", report: str, names: tuple[str, str]) -> None:
    from engine.cache import folder
    from explain.impact_csv import impact_to_csv
    from explain.impact_page import impact_to_html

    for suffix, text in impact_to_csv(impact).items():
        streams.write_output(text, str(Path(report).with_suffix(f".{suffix}")))
    page = impact_to_html(impact, explained, names=names, cache_dir=folder())
    streams.write_output(page, report)


def _told(one: "BenefitImpact") -> str:
    from engine.batch.impact.impact import Way
    from explain.impact_page import whole

    return (
        f"{one.code}\u00a0: {whole(one.ways[Way.WINS])} gagnent, {whole(one.ways[Way.LOSES])} perdent,"
        f" {whole(one.ways[Way.MIXED])} mixtes, {whole(one.ways[Way.SAME])} sans changement"
    )
