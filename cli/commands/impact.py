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
from cli.reading import dialect_of, mapping_of, reading_options

if TYPE_CHECKING:
    from engine.batch.impact.both import Cases, Given, Side
    from engine.batch.impact.cuts import Cut
    from engine.batch.impact.impact import BenefitImpact, Impact, Way
    from engine.model import Model
    from engine.values import Value
    from explain.impact_page import Explained

EXAMPLES = (
    "check-eligibility impact --before v1/ --after v2/ --population population.parquet --report impact.html",
    "check-eligibility impact --after essai/classeur.xlsx --population population.parquet --report impact.html",
    "check-eligibility impact ... --prestation CODE --par region --par age",
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
    help="Une colonne de la population selon laquelle compter (répétable), que les règles la lisent ou non"
    "\u00a0; sinon, les faits lus qui ont peu de valeurs.",
)  # fmt: skip
@click.option(
    "--sans-cas", "bare", is_flag=True, help="Ne montrer aucun cas\u00a0: la page n’a que des comptes."
)
@reading_options
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
    bare: bool,
    columns: str | None,
    separator: str | None,
    encoding: str | None,
    decimal: str | None,
    dates: str | None,
    missing: tuple[str, ...],
    memory: str,
    tables: str | None,
) -> int:
    """Dire qui gagne et qui perd à un changement des classeurs, et pourquoi, dans une page.

    La population est décidée deux fois. La page compte gagnants et perdants, les montants, les passages d’un
    verdict à l’autre, les conditions qui ne sont plus opposées, et explique dix cas de chaque sorte\u00a0:
    protégez-la comme la population, ou dites --sans-cas. La page et ses CSV apparaissent à la fin, ou rien.
    """
    refuse_without_extra()
    if find_spec("pygal") is None:
        refuse("ce verbe demande un complément\u00a0: pip install 'check-eligibility[batch]'")
    if Path(report).suffix.lower() not in (".html", ".htm"):
        refuse("--report\u00a0: un nom en .html")
    from cli.commands.batch import memory_of
    from engine.batch.impact.both import Cases

    size = memory_of(memory)
    old, new = _model(before, tables), _model(after, tables)
    place = Path(report).resolve().parent
    if not place.is_dir():
        refuse(f"--report\u00a0: le dossier {place} n’existe pas")
    cases = Cases(
        population, dialect_of(separator, encoding, decimal, dates, missing), mapping_of(columns, new)
    )
    with tempfile.TemporaryDirectory(dir=place, prefix=".impact-") as folder, streams.Progress() as progress:
        impact = _measured(cases, old, new, benefits, cuts, Path(folder), size, progress)
        explained: Explained = {} if bare else _explained(impact, old, new, progress)
        names = (before or tables or "classeurs du programme", after)
        _write(impact, explained, Path(report), names, Path(folder))
    if impact.rejected:
        click.echo(_left_out(impact), err=True)
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
    cases: "Cases",
    old: "Model",
    new: "Model",
    benefits: Sequence[str],
    asked: Sequence[str],
    folder: Path,
    memory: str,
    progress: streams.Progress,
) -> "Impact":
    from engine.batch.impact.aggregate import aggregate, left_out
    from engine.batch.impact.both import decided, given
    from engine.batch.impact.impact import Impact
    from engine.batch.session import Session

    sides: list[Side] = []
    heard: set[str] = set()

    def said(line: str) -> None:
        known = line in heard or (len(sides) and line.startswith("colonnes"))  # said of the first reading
        if not known:
            progress.erase()
            click.echo(line, err=True)
        heard.add(line)

    found = given(cases, new, folder, Pace(progress))
    codes = _asked(old, new, benefits, frozenset(found.facts.values()))
    cuts = _cuts(asked, found, old, new, codes)
    keep = [cut.name for cut in cuts if cut.type is None]
    for place, (what, model) in enumerate((("avant", old), ("après", new)), 1):
        said(f"— {what}")
        pace = Pace(progress, f"étape {place} sur 3, {what} — ")
        sides.append(decided(cases, model, codes, folder / what, memory, said, pace, [] if sides else keep))
    pace = Pace(progress, "étape 3 sur 3 — ")
    with Session(folder, memory) as session:
        both = session.number(
            f"SELECT count(*) FROM {sides[0].verdicts} JOIN {sides[1].verdicts} USING (position)"  # noqa: S608
        )
        counted = tuple(
            aggregate(
                session,
                sides[0],
                sides[1],
                code,
                cuts,
                lambda share: pace("comptage", round(100 * share), 100),
            )
            for code in codes
        )
        reasons = left_out(session, sides[0], sides[1])
    read = sides[0].summary.read
    return Impact(Path(cases.file).name, read, both, read - both, reasons, old.seal, new.seal, counted)


def _cuts(
    asked: Sequence[str], given: "Given", old: "Model", new: "Model", benefits: Sequence[str]
) -> "list[Cut]":
    """Return the columns by which to count: facts that the benefits read, or columns that nothing reads."""
    from engine.batch.columns import fact_columns
    from engine.batch.impact.cuts import Cut, fact_cut
    from engine.batch.reading.match_columns import ID, names_of
    from engine.names import fold, suggestion

    read = {fact.name for model in (old, new) for fact in fact_columns(model, benefits)}
    terms, names = {**old.terms, **new.terms}, names_of(new)
    by_fact = {fact: column for column, fact in given.facts.items()}
    by_fold = {fold(column): column for column in given.columns}
    found: dict[str, Cut] = {}
    wrong: list[str] = []
    for one in asked:
        fact = given.facts.get(fold(one), names.get(fold(one)))
        if fact == ID:
            refuse(f"--par\u00a0: «\u00a0{one}\u00a0» nomme un cas, il n’en groupe aucun")
        if fact in by_fact:
            cut = fact_cut(terms[fact], read=fact in read)
            if cut.type is None:
                cut = cut._replace(name=by_fold[by_fact[fact]])
        elif fold(one) in by_fold:
            cut = Cut(by_fold[fold(one)], by_fold[fold(one)])
        else:
            near = suggestion(one, (*given.columns, *by_fact))
            wrong.append(f"«\u00a0{one}\u00a0»" + (f" ({near})" if near else ""))
            continue
        found[cut.name] = cut
    if wrong:
        listed = ", ".join(given.columns)
        refuse(
            f"--par\u00a0: la population n’a pas de colonne {', '.join(wrong)}\u00a0; elle a\u00a0: {listed}"
        )
    return list(found.values())


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


def _explained(impact: "Impact", old: "Model", new: "Model", progress: streams.Progress) -> "Explained":
    """Return the witnesses with both explanations."""
    from explain.impact_page import Shown

    moved = [(one.code, moved) for one in impact.benefits for moved in one.moved]
    count, done = sum(len(one.witnesses) for _, one in moved), 0
    found: dict[tuple[str, str, str, Way], tuple[Shown, ...]] = {}
    for code, one in moved:
        shown: list[Shown] = []
        for case in one.witnesses:
            progress(f"explication des cas témoins\u00a0: {done} sur {count}")
            before, after = _text(old, code, case.id, case.before), _text(new, code, case.id, case.after)
            shown.append(Shown(case.id, case.position, before, after))
            done += 1
        found[code, one.before, one.after, one.way] = tuple(shown)
    return found


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
    told = explained(case, model, REFERENCE, opening=False)
    return to_text(told, detail=Detail.MOTIFS, lang=Lang.FR, width=66, cache_dir=folder())


def _write(
    impact: "Impact", explained: "Explained", report: Path, names: tuple[str, str], folder: Path
) -> None:
    """Put the page and its files in place, all or none."""
    from engine.batch.writing.outputs import put_in_place
    from engine.cache import folder as cache
    from explain.impact_csv import impact_to_csv
    from explain.impact_page import impact_to_html

    made = {report.with_suffix(f".{suffix}"): text for suffix, text in impact_to_csv(impact).items()}
    made[report] = impact_to_html(impact, explained, names=names, cache_dir=cache())
    moves: list[tuple[Path, Path]] = []
    for target, text in made.items():
        if target.is_dir():
            refuse(f"--report\u00a0: {target} est un dossier")
        aside = folder / target.name
        aside.write_bytes(text.encode())
        moves.append((aside, target))
    put_in_place(moves)


def _left_out(impact: "Impact") -> str:
    from explain.impact_page import cause, share, whole

    causes = [cause(one) for one in impact.left_out[:3]]
    listed = "\u00a0; ".join(causes) + ("…" if len(impact.left_out) > len(causes) else "")
    return f"laissés de côté\u00a0: {whole(impact.rejected)} cas sur {whole(impact.read)} ({share(impact.rejected, impact.read)})\u00a0: {listed}"


def _told(one: "BenefitImpact") -> str:
    from engine.batch.impact.impact import Way
    from explain.impact_page import whole

    return (
        f"{one.code}\u00a0: {whole(one.ways[Way.WINS])} gagnent, {whole(one.ways[Way.LOSES])} perdent,"
        f" {whole(one.ways[Way.MIXED])} mixtes, {whole(one.ways[Way.SAME])} sans changement"
    )
