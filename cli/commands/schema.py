"""``check-eligibility schema``: the JSON Schema of a case."""

import click

from cli import streams
from cli.french import FrenchCommand, epilog
from cli.options import output_option, tables_option


@click.command(
    cls=FrenchCommand,
    epilog=epilog(["check-eligibility schema", "check-eligibility schema --output cas.schema.json"]),
)
@tables_option
@output_option
def command(*, tables: str | None, output: str | None) -> int:
    """Écrire le schéma JSON d’un cas, tiré du glossaire (norme 2020-12)."""
    import json

    from cli.tables import loaded
    from engine.cases.to_json_schema import to_json_schema

    schema = json.dumps(to_json_schema(loaded(tables)), ensure_ascii=False, indent=2)
    streams.write_output(schema + "\n", output)
    return 0
