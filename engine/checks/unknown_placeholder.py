"""A ``{{ name }}`` in a text that is no name of the glossary, or is badly written."""

from collections.abc import Iterator

from engine.diagnostics import Diagnostic
from engine.model import Model, Row
from engine.names import suggestion


def unknown_placeholder(model: Model) -> Iterator[Diagnostic]:
    """Report each placeholder of a Motif or a Note that cannot be filled."""
    for table in model.tables.values():
        for row in table.all_rows:
            for text in (row.reason, row.note):
                if "{" in text:
                    yield from _of_text(text, row, model)


def _of_text(text: str, row: Row, model: Model) -> Iterator[Diagnostic]:
    from jinja2 import TemplateSyntaxError, meta
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment()
    try:
        names = meta.find_undeclared_variables(environment.parse(text))
    except TemplateSyntaxError as error:
        yield Diagnostic(
            code="texte-a-trous-mal-ecrit",
            where=row.where,
            message=f"ce texte à trous ne peut pas être lu : {error.message}",
            help="écrire {{ nom }}, avec un nom technique du glossaire",
        )
        return
    for name in sorted(names - set(model.terms)):
        yield Diagnostic(
            code="texte-a-trous-inconnu",
            where=row.where,
            message=f"« {{{{ {name} }}}} » n’est pas un nom du glossaire",
            help=suggestion(name, model.terms) or "écrire {{ nom }}, avec un nom technique du glossaire",
        )
