"""``check-eligibility prestations``: the catalogue, or one benefit in words from its tables."""

from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, Word, epilog, refuse
from cli.options import output_option, tables_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from engine.model import Benefit, Model

EXAMPLES = (
    "check-eligibility prestations",
    "check-eligibility prestations CODE",
    "check-eligibility prestations CODE --date 2025-04-01 --format md",
)


@click.command(cls=FrenchCommand, options_metavar="[OPTIONS]", epilog=epilog(EXAMPLES))
@click.argument("code", metavar="[CODE]", required=False)
@click.option(
    "--date",
    "day",
    metavar="AAAA-MM-JJ",
    help="Le jour dont on veut les règles (sinon celui du dernier changement connu).",
)
@click.option(
    "--format",
    "form",
    type=Word(["text", "json", "md"]),
    default="text",
    help="La forme de la réponse (text si rien n’est dit).",
)
@click.option("--lang", type=Word(["fr", "en"]), default="fr", help="La langue de la réponse.")
@tables_option
@output_option
def command(
    *, code: str | None, day: str | None, form: str, lang: str, tables: str | None, output: str | None
) -> int:
    """Lister les prestations, ou en expliquer une d’après ses tables.

    Sans CODE\u00a0: code, libellé, fait qui donne la date de référence, source. Avec CODE\u00a0: les conditions
    en vigueur un jour donné, ce qui s’ajoute au droit, et ce qui change à quelle date.
    """
    from cli.tables import loaded

    if code is None and day is not None:
        refuse("--date demande le CODE d’une prestation")
    model = loaded(tables)
    if code is None:
        benefits = sorted(model.benefits.values(), key=lambda benefit: benefit.order)
        text = _catalogue(benefits, model, form)
    else:
        text = _described(_known(code, model), day, form, lang, model, to_file=output is not None)
    streams.write_output(text, output)
    return 0


def _catalogue(benefits: "Sequence[Benefit]", model: "Model", form: str) -> str:
    if form == "json":
        import json

        listed = [
            {
                "code": benefit.code,
                "label": benefit.label,
                "reference_date": {
                    "name": benefit.reference_date,
                    "label": model.terms[benefit.reference_date].label,
                },
                "source": benefit.source,
            }
            for benefit in benefits
        ]
        return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"
    if form == "md":
        return _catalogue_in_markdown(benefits, model)
    widest = max((len(benefit.code) for benefit in benefits), default=0)
    lines: list[str] = []
    for benefit in benefits:
        lines.append(f"{benefit.code:<{widest}}  {benefit.label}\n")
        told = f"date\u00a0: {model.terms[benefit.reference_date].label} ({benefit.reference_date})"
        if benefit.source:
            told += f"\u00a0; source\u00a0: {benefit.source}"
        lines.append(f"{'':<{widest}}  {told}\n")
    return "".join(lines)


def _catalogue_in_markdown(benefits: "Sequence[Benefit]", model: "Model") -> str:
    from explain.to_markdown import escaped

    lines = ["| Code | Prestation | Date de référence | Source |", "| --- | --- | --- | --- |"]
    for benefit in benefits:
        day = f"{escaped(model.terms[benefit.reference_date].label)} (`{benefit.reference_date}`)"
        lines.append(f"| `{benefit.code}` | {escaped(benefit.label)} | {day} | {escaped(benefit.source)} |")
    return "\n".join(lines) + "\n"


def _known(code: str, model: "Model") -> str:
    """Return *code* once sure that the catalogue has it."""
    from engine.names import suggestion

    if code not in model.benefits:
        near = suggestion(code, model.benefits) or "voir check-eligibility prestations"
        refuse(f"la prestation «\u00a0{code}\u00a0» n’existe pas\u00a0; {near}")
    return code


def _described(code: str, day: str | None, form: str, lang: str, model: "Model", *, to_file: bool) -> str:
    import sys

    from engine.cache import folder
    from explain.described import described
    from explain.described_page import described_page
    from explain.wording import Lang, Voice

    of = described(model, code, None if day is None else _day(day, code, model))
    voice = Voice(Lang(lang), model.terms, {})
    if form == "json":
        from explain.described_json import described_json

        return described_json(of, voice)
    page = described_page(of, voice)
    if form == "md":
        from explain.to_markdown import page_to_markdown

        return page_to_markdown(page, lang=voice.lang, cache_dir=folder())
    from explain.to_text import page_to_text

    colour = not to_file and streams.has_colour(sys.stdout)
    return page_to_text(page, width=streams.width(), colour=colour, cache_dir=folder())


def _day(day: str, code: str, model: "Model") -> "date":
    """Return the day that ``--date`` says, once sure that the reference date allows it."""
    from datetime import date

    from engine.cases.read_fact import FactFault, read_fact

    try:
        found = read_fact(model.terms[model.benefits[code].reference_date], day)[0]
    except FactFault as fault:
        refuse(f"--date\u00a0: {fault.message}\u00a0; {fault.help}")
    assert isinstance(found, date)
    return found
