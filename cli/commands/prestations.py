"""``check-eligibility prestations``: the catalogue."""

import click

from cli import streams
from cli.french import FrenchCommand, epilog
from cli.options import tables_option


@click.command(cls=FrenchCommand, epilog=epilog(["check-eligibility prestations"]))
@tables_option
def command(*, tables: str | None) -> int:
    """Lister les prestations\u00a0: code, libellé, et le fait qui donne la date de référence."""
    from cli.tables import loaded

    model = loaded(tables)
    benefits = sorted(model.benefits.values(), key=lambda benefit: benefit.order)
    widest = max((len(benefit.code) for benefit in benefits), default=0)
    lines = [f"{b.code:<{widest}}  {b.label} (date\u00a0: {b.reference_date})\n" for b in benefits]
    streams.write_output("".join(lines), None)
    return 0
