"""``check-eligibility tables new``: a workbook ready to be filled."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, epilog, refuse
from cli.options import tables_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.diagnostics import Diagnostic

EXAMPLES = (
    "check-eligibility tables new droit_aide --libelle 'Aide : le droit' \\",
    "  --si nom_du_glossaire --exige 'Libellé du glossaire' --exige enfants:entier \\",
    "  --prestation aide --date-reference une_date --output aide.xlsx",
    "check-eligibility tables new montant_aide --si 'zone:texte(A;B)' \\",
    "  --alors montant_aide_versee:montant --output montant.xlsx",
)


@click.command("new", cls=FrenchCommand, options_metavar="[OPTIONS]", epilog=epilog(EXAMPLES))
@click.argument("name", metavar="NOM")
@click.option(
    "--output",
    "-o",
    "output",
    metavar="FICHIER.xlsx",
    default="",
    help="Le classeur à faire, qui ne doit pas exister.",
)
@click.option("--libelle", "label", metavar="TEXTE", default="", help="Le titre de la table.")
@click.option(
    "--politique", "policy", metavar="POLITIQUE", default="Première", help="Première si rien n’est dit."
)
@click.option("--si", "about", metavar="NOM", multiple=True, help="À qui les lignes s’adressent (répétable).")
@click.option(
    "--exige", "demands", metavar="NOM", multiple=True, help="Ce que les lignes demandent (répétable)."
)
@click.option(
    "--alors",
    "gives",
    metavar="NOM",
    multiple=True,
    help="Ce que les lignes donnent (répétable)\u00a0; le verdict si rien n’est dit et que --prestation l’est.",
)
@click.option(
    "--prestation",
    "benefit",
    metavar="CODE",
    default="",
    help="La prestation des cas de test\u00a0; si elle est nouvelle, sa ligne au catalogue.",
)
@click.option(
    "--date-reference",
    "reference_date",
    metavar="NOM",
    default="",
    help="Le fait qui donne la date de référence.",
)
@tables_option
def command(
    *,
    name: str,
    output: str,
    label: str,
    policy: str,
    about: tuple[str, ...],
    demands: tuple[str, ...],
    gives: tuple[str, ...],
    benefit: str,
    reference_date: str,
    tables: str | None,
) -> int:
    """Faire un classeur prêt à remplir\u00a0: une table de décision, ses cas de test, ses notes.

    NOM est le nom technique de la table. Un nom de colonne est celui du glossaire, ou son libellé\u00a0;
    NOM:TYPE en déclare un nouveau (texte, booléen, entier, montant, date… et texte(a;b) pour une liste),
    que le classeur ajoute au glossaire. Tant qu’elle est vide, la table répond «\u00a0à étudier\u00a0».
    """
    from cli import show
    from cli.new_table import WrongName, planned
    from cli.tables import folder, loaded
    from engine.diagnostics import Diagnostic, FaultsFound
    from engine.location import CaseRef
    from engine.model import HitPolicy
    from engine.names import fold
    from engine.workbooks.write_table import write_table

    policies = {fold(p.value): p for p in HitPolicy} | {fold(p.code): p for p in HitPolicy}
    if fold(policy) not in policies:
        refuse(f"--politique\u00a0: au choix {', '.join(p.value for p in HitPolicy)}")
    path = Path(output)
    if path.suffix != ".xlsx":
        refuse("donner --output\u00a0: le nom d’un fichier .xlsx à faire")
    if path.exists():
        fault = Diagnostic(
            code="fichier-existant",
            where=CaseRef(output),
            message="ce fichier existe déjà, et aucun classeur n’est remplacé",
            help="donner un autre nom",
        )
        raise FaultsFound([fault])
    model = loaded(tables)
    try:
        new = planned(
            model,
            name,
            label=label,
            policy=policies[fold(policy)],
            about=about,
            demands=demands,
            gives=gives,
            benefit=benefit,
            reference_date=reference_date,
        )
    except WrongName as wrong:
        refuse(str(wrong))
    data = write_table(new)
    faults = _faults(data, path.name, folder(tables))
    streams.write_file(data, output)
    told = [f"{output}\u00a0: la table {name}, ses cas de test, ses notes\n", "reste à faire\u00a0:\n"]
    told += [f"  {word}\u00a0: {said}\n" for word, said in new.remaining]
    if faults:
        told += ["à régler quand le classeur sera dans le dossier\u00a0:\n"]
        told += [show.shown(faults, colour=streams.has_colour(sys.stdout))]
    streams.write_output("".join(told), None)
    return 0


def _faults(data: bytes, file: str, folder: Path) -> "Sequence[Diagnostic]":
    """Return what the tables say of the new workbook once it is among those of *folder*."""
    from engine.location import CellRef
    from engine.pipeline import compile_tables, workbooks_in

    contents = {path.name: path.read_bytes() for path in workbooks_in(folder)}
    with streams.Progress() as progress:
        _, faults = compile_tables({**contents, file: data}, progress=progress)
    return [f for f in faults if isinstance(f.where, CellRef) and f.where.workbook == file]
