"""``check-eligibility tables contradictions``: where the notes say that sources contradict each other."""

import click

from cli import streams
from cli.french import FrenchCommand, epilog
from cli.options import output_option, tables_option

KEYWORD = "Contradiction"
"""How a sentence begins, in a note of the workbooks, that says where sources contradict each other."""

CONTRADICTIONS = "check-eligibility tables contradictions --output docs/contradictions.md"
"""The command that writes the document kept with the workbooks."""


@click.command(
    "contradictions",
    cls=FrenchCommand,
    epilog=epilog([CONTRADICTIONS]),
)
@tables_option
@output_option
def command(*, tables: str | None, output: str | None) -> int:
    """Écrire en Markdown les notes des classeurs qui disent où les sources se contredisent.

    Une note compte quand une de ses phrases commence par «\u00a0Contradiction\u00a0:\u00a0».
    """
    from cli.tables import loaded
    from explain.contradictions import contradictions as written

    streams.write_output(written(loaded(tables), KEYWORD, CONTRADICTIONS), output)
    return 0
