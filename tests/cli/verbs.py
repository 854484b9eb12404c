"""Every verb of the program, as it is typed."""

import click

from cli.french import LazyGroup
from cli.main import program


def _below(group: click.Command, *before: str) -> list[tuple[str, ...]]:
    if not isinstance(group, LazyGroup):
        return [before]
    return [found for name in group.verbs for found in _below(group.verb(name), *before, name)]


VERBS = tuple(" ".join(words) for words in _below(program))
