"""``check-eligibility CAS.json...``: the verdicts on one or several cases, and why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, Word, epilog, refuse
from cli.options import output_option, tables_option

if TYPE_CHECKING:
    from engine.cases.case import Case
    from engine.model import Answer, Model
    from engine.values import Value
    from explain.explanation import Explanation

STATUS = {"ouvert": 0, "refuse": 10, "a_etudier": 11, "indetermine": 12}

EXAMPLES = (
    "check-eligibility cas.json",
    "check-eligibility cas.json --detail resume",
    "check-eligibility cas.json --format html --output reponse.html",
    "check-eligibility cas.json --prestation CODE --date 2026-03-10",
    "cat cas.json | check-eligibility - --format json",
)


@click.command(cls=FrenchCommand, options_metavar="[OPTIONS]", epilog=epilog(EXAMPLES))
@click.argument("cases", metavar="CAS.json...", nargs=-1, required=True)
@click.option(
    "--prestation",
    "benefits",
    metavar="CODE",
    multiple=True,
    help="La prestation à décider (répétable)\u00a0; sinon celles du cas, sinon toutes celles dont le cas"
    " donne la date de référence.",
)
@click.option(
    "--date", "day", metavar="AAAA-MM-JJ", help="La date de référence, à la place de celle que donne le cas."
)
@click.option(
    "--format",
    "form",
    type=Word(["text", "json", "md", "html"]),
    default="text",
    help="La forme de la réponse (text si rien n’est dit).",
)
@click.option(
    "--detail",
    type=Word(["resume", "motifs", "trace"]),
    default="motifs",
    help="Une phrase, les motifs (si rien n’est dit), ou chaque ligne et chaque cellule.",
)
@click.option("--lang", type=Word(["fr", "en"]), default="fr", help="La langue de la réponse.")
@tables_option
@output_option
@click.option(
    "--exit-code",
    is_flag=True,
    help="Dire le verdict par le code de retour\u00a0: 0 ouvert, 10 refusé, 11 à étudier, 12 indéterminé"
    " (le plus grand de tous).",
)
def command(
    *,
    cases: tuple[str, ...],
    benefits: tuple[str, ...],
    day: str | None,
    form: str,
    detail: str,
    lang: str,
    tables: str | None,
    output: str | None,
    exit_code: bool,
) -> int:
    """Décider les cas, et expliquer chaque réponse.

    Si un cas a une erreur, toutes sont dites et aucun cas n’est décidé.
    """
    from cli.answer import asking_for, dated, explained
    from cli.tables import loaded
    from engine.diagnostics import FaultsFound
    from engine.rules import best_matcher

    if form == "html" and len(cases) > 1:
        refuse("--format html écrit une page par cas\u00a0: donnez un seul cas à la fois")
    contents = _contents(cases)
    model = loaded(tables)
    known = _known(benefits, model)
    read = _read(contents, model)
    matcher = best_matcher(model)
    explanations: list[Explanation] = []
    faults: list[FaultsFound] = []
    for case in read:
        try:
            asked = asking_for(case, known)
            if day is not None:
                asked = dated(asked, model, _day(day, asked, model))
            explanations.append(explained(asked, model, matcher))
        except FaultsFound as found:
            faults.append(found)
    if faults:
        raise FaultsFound(fault for found in faults for fault in found.diagnostics)
    streams.write_output(_written(explanations, form, detail, lang, to_file=output is not None), output)
    answers = [benefit.answer for explanation in explanations for benefit in explanation.benefits]
    return _status(answers) if exit_code else 0


def _known(benefits: Sequence[str], model: "Model") -> tuple[str, ...]:
    """Return *benefits* once sure that the catalogue has them."""
    from engine.names import suggestion

    for code in benefits:
        if code not in model.benefits:
            near = suggestion(code, model.benefits) or "voir check-eligibility prestations"
            refuse(f"la prestation «\u00a0{code}\u00a0» n’existe pas\u00a0; {near}")
    return tuple(benefits)


def _contents(files: Sequence[str]) -> list[tuple[str, bytes]]:
    """Return each file with what it holds; raise the faults of all that cannot be read."""
    from engine.cases.read_case import LARGEST_FILE
    from engine.diagnostics import Diagnostic, FaultsFound

    root = click.get_current_context().find_root().command
    verbs = root.list_commands(click.get_current_context()) if isinstance(root, click.Group) else []
    contents: list[tuple[str, bytes]] = []
    faults: list[Diagnostic] = []
    for file in files:
        try:
            contents.append((file, streams.read_input(file, LARGEST_FILE, verbs)))
        except FaultsFound as unread:
            faults += unread.diagnostics
    if faults:
        raise FaultsFound(faults)
    return contents


def _read(contents: Sequence[tuple[str, bytes]], model: "Model") -> "list[Case]":
    """Return the cases, warnings told; raise the faults of all of them."""
    import sys

    from cli import show
    from engine.cases.read_case import read_case
    from engine.diagnostics import Diagnostic, FaultsFound

    cases: list[Case] = []
    faults: list[Diagnostic] = []
    for file, data in contents:
        case, found = read_case(data, file, model)
        faults += found
        if case is not None:
            cases.append(case)
    if any(fault.is_error for fault in faults):
        raise FaultsFound(faults)
    sys.stderr.write(show.shown(faults, colour=streams.has_colour(sys.stderr)))
    return cases


def _day(day: str, case: "Case", model: "Model") -> "Value":
    """Return the day that ``--date`` says, once sure that the reference dates of *case* allow it."""
    from cli.answer import benefits_of
    from engine.cases.read_fact import FactFault, read_fact

    found: list[Value] = []
    for code in benefits_of(case, model):
        try:
            found.append(read_fact(model.terms[model.benefits[code].reference_date], day)[0])
        except FactFault as fault:
            refuse(f"--date\u00a0: {fault.message}\u00a0; {fault.help}")
    return found[0]


def _written(
    explanations: "Sequence[Explanation]", form: str, detail: str, lang: str, *, to_file: bool
) -> str:
    """Return *explanations* in the form asked for; JSON of several cases is a list."""
    import sys

    from engine.cache import folder
    from explain.phrases import Lang
    from explain.select import Detail

    depth, language = Detail(detail), Lang(lang)
    if form == "json":
        from explain.to_json import to_json

        parts = [to_json(one, detail=depth, lang=language).rstrip("\n") for one in explanations]
        return parts[0] + "\n" if len(parts) == 1 else "[\n" + ",\n".join(parts) + "\n]\n"
    if form == "md":
        from explain.to_markdown import to_markdown

        return "\n---\n\n".join(
            to_markdown(one, detail=depth, lang=language, cache_dir=folder()) for one in explanations
        )
    if form == "html":
        from explain.to_html import to_html

        return to_html(explanations[0], detail=depth, lang=language, cache_dir=folder()).rstrip("\n") + "\n"
    from explain.to_text import to_text

    colour = not to_file and streams.has_colour(sys.stdout)
    columns = streams.width()
    return "\n".join(
        to_text(one, detail=depth, lang=language, width=columns, colour=colour, cache_dir=folder())
        for one in explanations
    )


def _status(answers: "Sequence[Answer]") -> int:
    return max(STATUS[answer.code] for answer in answers)
