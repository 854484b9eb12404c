"""``check-eligibility tables diff``: what differs in meaning between two versions of the workbooks."""

import sys
from typing import TYPE_CHECKING

import click

from cli import streams
from cli.french import FrenchCommand, Word, epilog
from cli.options import golden_option, output_option, tables_option

if TYPE_CHECKING:
    from engine.changes.analyse import Analysis
    from engine.changes.layout import Layout
    from explain.changes.page import Style

EXAMPLES = (
    "check-eligibility tables diff avant/ apres/",
    "check-eligibility tables diff avant/classeur.xlsx classeur.xlsx",
    "check-eligibility tables diff avant/ apres/ --format html -o diff.html",
)


@click.command("diff", cls=FrenchCommand, options_metavar="[OPTIONS]", epilog=epilog(EXAMPLES))
@click.argument("before", metavar="AVANT")
@click.argument("after", metavar="APRES")
@click.option(
    "--format",
    "form",
    type=Word(["text", "json", "markdown", "md", "html"]),
    default="text",
    help="La forme (text si rien n’est dit)\u00a0; md et markdown sont la même.",
)
@golden_option
@click.option("--exit-code", is_flag=True, help="Code de retour 1 si le sens diffère.")
@tables_option
@output_option
def command(
    *,
    before: str,
    after: str,
    form: str,
    golden: str | None,
    exit_code: bool,
    tables: str | None,
    output: str | None,
) -> int:
    """Dire ce qui change de sens d’une version des classeurs à l’autre, et pour quels cas.

    AVANT et APRES sont deux dossiers, ou deux versions d’un classeur, lu parmi ceux du programme (ou de
    --tables). Les lignes sont rapprochées par leur N°, puis par leur contenu\u00a0; les groupes de cas dont la
    réponse change sont calculés, chacun avec un cas témoin décidé par les deux versions. La mise en
    forme est comptée à part. Code de retour\u00a0: 0 quand les deux versions ont été lues.
    """
    from cli.versions import existing_cases, style_of, versions
    from engine.changes.analyse import analyse
    from engine.changes.layout import layout

    with streams.Progress() as progress:
        old, new = versions(before, after, tables, progress)
        cases = [] if old.model == new.model else existing_cases(old, new, golden, progress)
        analysis = analyse(old.model, new.model, cases, progress)
        progress("mise en forme")
        style = style_of(old, new)
    names = (before, after)
    text = _written(analysis, layout(old.model, new.model), style, names, form, to_file=output is not None)
    streams.write_output(text, output)
    return int(exit_code and not analysis.is_same)


def _written(
    analysis: "Analysis",
    layout: "Layout",
    style: "Style",
    names: tuple[str, str],
    form: str,
    *,
    to_file: bool,
) -> str:
    from engine.cache import folder
    from explain.changes.page import changes_page
    from explain.phrases import Lang

    if form == "json":
        from explain.changes.to_json import changes_to_json

        return changes_to_json(analysis, layout, style)
    page = changes_page(analysis, layout, style, names)
    if form in ("md", "markdown"):
        from explain.to_markdown import page_to_markdown

        return page_to_markdown(page, lang=Lang.FR, cache_dir=folder())
    if form == "html":
        from explain.to_html import page_to_html

        return page_to_html(page, lang=Lang.FR, cache_dir=folder())
    from explain.to_text import page_to_text

    colour = not to_file and streams.has_colour(sys.stdout)
    return page_to_text(page, width=streams.width(), colour=colour, cache_dir=folder())
