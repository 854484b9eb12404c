"""``check-eligibility tables add-year``: the figures that end, carried on in another file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, Whole, epilog, refuse
from cli.options import tables_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from engine.location import CellRef
    from engine.model import DatedValue, Model, Term
    from engine.renewal import Left, Renewal
    from engine.workbooks.write_figures import NewFigure

EXAMPLES = (
    "check-eligibility tables add-year 2027",
    "check-eligibility tables add-year 2027 --output DOSSIER",
    "check-eligibility tables add-year 2027 parametres.xlsx --output parametres_2027.xlsx",
)


@click.command("add-year", cls=FrenchCommand, options_metavar="[OPTIONS]", epilog=epilog(EXAMPLES))
@click.argument("year", metavar="ANNÉE", type=Whole(1900, 2199))
@click.argument("file", metavar="[CLASSEUR]", required=False)
@tables_option
@click.option(
    "--output",
    "-o",
    "output",
    metavar="FICHIER|DOSSIER",
    help="Où écrire les copies\u00a0: un fichier .xlsx pour un seul classeur, sinon un dossier.",
)
def command(*, year: int, file: str | None, tables: str | None, output: str | None) -> int:
    """Recopier pour une année les chiffres qui prennent fin, «\u00a0à confirmer\u00a0», dans un autre fichier.

    Un chiffre qui vaut la veille de l’année, ou qui finit dans l’année, reçoit une ligne de plus\u00a0: même
    valeur, période suivante, confiance «\u00a0à confirmer\u00a0» (un chiffre «\u00a0faible\u00a0» le reste). Il décide,
    et chaque réponse qui s’en sert le dit. Aucun classeur n’est modifié\u00a0; sans --output, rien n’est écrit,
    la liste seule est donnée. Sans CLASSEUR, tous ceux du dossier.
    """
    from cli.tables import folder, loaded
    from engine.renewal import renewals
    from engine.workbooks.write_figures import with_figures

    source, name = _place(file, folder(tables))
    model = loaded(str(source))
    carried, left = renewals(model, year)
    if name:
        carried = tuple(one for one in carried if one.former.where.workbook == name)
        left = tuple(one for one in left if one.last.where.workbook == name)
    targets = _targets(carried, source, output)
    copies: dict[str, bytes] = {}
    places: dict[str, CellRef] = {}
    lost: list[str] = []
    for workbook in _workbooks(carried):
        mine = [one for one in carried if one.former.where.workbook == workbook]
        data = (source / workbook).read_bytes()
        copies[workbook], added, gone = with_figures(data, [_line(one) for one in mine])
        places |= {one.name: place for one, place in zip(mine, added, strict=True)}
        lost += [f"la copie de {workbook} n’a plus\u00a0: {what}\n" for what in gone]
    if targets:
        _check(source, copies)
    for workbook, target in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        streams.write_file(copies[workbook], str(target))
    told = [*_carried(carried, places, model), *_left(left, year), *lost, _total(carried, targets, year)]
    streams.write_output("".join(told), None)
    return 0


def _place(file: str | None, tables: Path) -> tuple[Path, str]:
    """Return the folder of the workbooks, and the name of the one asked for (empty: all)."""
    from engine.names import suggestion
    from engine.pipeline import workbooks_in

    if file is None:
        return tables, ""
    path = Path(file)
    source = path.parent if path.is_file() else tables
    names = [known.name for known in workbooks_in(source)]
    if path.name not in names or (path.name != file and not path.is_file()):
        near = suggestion(path.name, names) or f"dans {source}\u00a0: {', '.join(sorted(names))}"
        refuse(f"le classeur «\u00a0{file}\u00a0» n’existe pas\u00a0; {near}")
    return source, path.name


def _check(source: Path, copies: "Mapping[str, bytes]") -> None:
    """Make sure that the workbooks still say something once the copies are in their place.

    Raises:
        FaultsFound: they do not.
    """
    from engine.diagnostics import FaultsFound
    from engine.pipeline import compile_tables, workbooks_in

    contents = {path.name: path.read_bytes() for path in workbooks_in(source)}
    with streams.Progress() as progress:
        model, faults = compile_tables({**contents, **copies}, progress=progress)
    if model is None:
        raise FaultsFound(faults)


def _workbooks(carried: "Iterable[Renewal]") -> list[str]:
    return sorted({one.former.where.workbook for one in carried})


def _targets(carried: "Sequence[Renewal]", source: Path, output: str | None) -> "Mapping[str, Path]":
    """Return where to write the copy of each workbook.

    Raises:
        FaultsFound: a copy would take the place of a workbook of the folder.
    """
    from engine.diagnostics import Diagnostic, FaultsFound
    from engine.location import CaseRef

    workbooks = _workbooks(carried)
    if output is None or not workbooks:
        return {}
    if output.endswith(".xlsx"):
        if len(workbooks) > 1:
            refuse(
                f"plusieurs classeurs ont des chiffres à recopier ({', '.join(workbooks)})\u00a0; en nommer un,"
                " ou donner un dossier à --output"
            )
        targets = {workbooks[0]: Path(output)}
    else:
        targets = {name: Path(output) / name for name in workbooks}
    faults = [
        Diagnostic(
            code="classeur-d-origine",
            where=CaseRef(str(target)),
            message="ce fichier est un classeur des tables, et aucun n’est modifié",
            help="donner un autre fichier, ou un autre dossier, à --output",
        )
        for target in targets.values()
        if target.exists() and any(target.samefile(path) for path in source.iterdir())
    ]
    if faults:
        raise FaultsFound(faults)
    return targets


def _line(one: "Renewal") -> "NewFigure":
    """Return the line to add: what it cites is still to be found."""
    from engine.workbooks.write_figures import NewFigure

    former = one.former
    assert former.period.end is not None
    before = f"\u00a0; avant\u00a0: {former.source}" if former.source else ""
    return NewFigure(
        like=former.where,
        value=former.value,
        start=one.period.start,
        end=one.period.end,
        source=f"à compléter{before}",
        confidence=one.confidence,
        note=f"Valeur en vigueur jusqu’au {_day(former.period.end)}, recopiée\u00a0: à confirmer.",
    )


def _carried(
    carried: "Iterable[Renewal]", places: "Mapping[str, CellRef]", model: "Model"
) -> "Iterator[str]":
    for one in carried:
        days = f"du {_day(one.period.start)} au {_day(one.period.end)}"
        value = _value(one.former, model.terms[one.name])
        yield (
            f"{places[one.name]}\u00a0: {one.name} = {value}, {days}, {one.confidence}"
            f" (recopié de la ligne {one.former.where.row})\n"
        )


def _left(left: "Iterable[Left]", year: int) -> "Iterator[str]":
    """Yield what was not carried on: one by one when somebody has to look at it, else their number."""
    from engine.renewal import Why

    quiet = 0
    for one in left:
        if one.why is Why.INTERRUPTED and one.last.period.end and one.last.period.end.year >= year - 1:
            ended = _day(one.last.period.end)
            yield f"{one.last.where}\u00a0: {one.name} n’est plus défini après le {ended}\u00a0: pas recopié\n"
        elif one.why is Why.OFTEN_CHANGED:
            started = _day(one.last.period.start)
            yield f"{one.last.where}\u00a0: {one.name} vaut sans fin depuis le {started}\u00a0: à revoir s’il change\n"
        else:
            quiet += 1
    if quiet:
        yield f"{quiet}\u00a0chiffres sans fin, déjà définis ou éteints\u00a0: rien à faire\n"


def _total(carried: "Sequence[Renewal]", targets: "Mapping[str, Path]", year: int) -> str:
    if not carried:
        return f"aucun chiffre ne prend fin avant ou pendant {year}\u00a0: rien à écrire\n"
    lines = f"{len(carried)}\u00a0ligne{'s' if len(carried) > 1 else ''} pour {year}"
    if not targets:
        return f"{lines}\u00a0; rien n’est écrit sans --output\n"
    files = ", ".join(map(str, targets.values()))
    after = "confirmer chaque valeur et sa source, mettre la copie à la place du classeur, puis tables check"
    return f"{lines}, écrites dans {files}\naide\u00a0: {after}\n"


def _value(line: "DatedValue", term: "Term") -> str:
    from explain.formats import shown
    from explain.phrases import Lang

    return shown(line.value, term.type, Lang.FR)


def _day(day: "date | None") -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"
