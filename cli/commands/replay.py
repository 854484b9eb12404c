"""``check-eligibility replay``: an answer kept as JSON, given again and compared."""

import click

from cli import streams
from cli.french import FrenchCommand, epilog
from cli.options import output_option, tables_option

LARGEST_FILE = 64 * 2**20

EXAMPLES = (
    "check-eligibility cas.json --format json --output reponse.json",
    "check-eligibility replay reponse.json",
    "check-eligibility replay reponse.json --before anciens_classeurs",
    "check-eligibility replay reponse_resume.json --cas cas.json",
)


@click.command("replay", cls=FrenchCommand, options_metavar="[OPTIONS]", epilog=epilog(EXAMPLES))
@click.argument("answer", metavar="REPONSE.json")
@click.option(
    "--cas",
    "case_file",
    metavar="CAS.json",
    help="Le dossier tel qu’il est aujourd’hui\u00a0; sinon celui que la réponse contient.",
)
@click.option(
    "--before",
    metavar="DOSSIER",
    help="Les classeurs d’alors\u00a0: chaque ligne examinée est comparée, pas seulement celles que la réponse cite.",
)
@tables_option
@output_option
def command(
    *, answer: str, case_file: str | None, before: str | None, tables: str | None, output: str | None
) -> int:
    """Redonner une réponse gardée en JSON, et dire ce qui a changé depuis.

    La réponse (--format json, d’office ou avec --detail trace) contient le dossier et ses sceaux. Sont dits\u00a0:
    si les tables sont les mêmes, et sinon les lignes et les chiffres qui diffèrent\u00a0; si le dossier est bien
    celui de la réponse\u00a0; ce que la réponse devient. Code de retour\u00a0: 0 si les mêmes tables donnent la
    même réponse sur le même dossier, 1 sinon.
    """
    from cli.replay import WrongAnswer, documents, played, restored, same_case, shown
    from cli.tables import loaded
    from engine.diagnostics import Diagnostic, FaultsFound
    from engine.location import CaseRef
    from explain.replayed import replayed

    data = streams.read_input(answer, LARGEST_FILE)
    try:
        kept = documents(data)
        model = loaded(tables)
        former = None if before is None else loaded(before)
        told: list[str] = []
        same = True
        for document in kept:
            case = same_case(document, answer, case_file, model)
            with_before, warning = restored(document, case, former)
            found = replayed(with_before, played(case, model, document["lang"]))
            same = same and all(one.is_same for one in found)
            told += shown(document, case, found, warning)
    except WrongAnswer as wrong:
        fault = Diagnostic(
            code="reponse-illisible", where=CaseRef(answer), message=str(wrong), help=wrong.help
        )
        raise FaultsFound([fault]) from None
    streams.write_output("".join(told), output)
    return int(not same)
