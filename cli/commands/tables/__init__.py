"""``check-eligibility tables``: work on the workbooks."""

import click

from cli.french import LazyGroup


@click.group(
    cls=LazyGroup,
    package=__name__,
    verbs={
        "check": "Dire tout ce qui ne va pas dans les classeurs, exemples compris.",
        "show": "Écrire les feuilles d’un classeur, en texte, Markdown ou HTML.",
        "diff": "Dire ce qui change de sens entre deux versions, et pour quels cas.",
        "new": "Faire un classeur prêt à remplir.",
        "add-year": "Recopier pour une année les chiffres qui prennent fin, à confirmer.",
        "contradictions": "Écrire les notes qui disent où les sources se contredisent.",
    },
)
def command() -> None:
    """Travailler sur les classeurs, sans jamais en modifier un."""
