"""What a batch says of itself before it begins: what the inputs are taken for, what is missing."""

from collections.abc import Iterator, Mapping, Sequence

from engine.batch.columns import FactColumn
from engine.batch.reading.match_columns import ID, Matched
from engine.batch.reading.source import Source
from engine.model import Model
from engine.typography import counted

MOST_SAID = 5
"""Inputs that are described one by one."""


def introduction(
    sources: Sequence[Source],
    matched: Matched,
    model: Model,
    benefits: Sequence[str],
    wanted: Sequence[FactColumn],
    refused: Mapping[str, str],
) -> Iterator[str]:
    """Yield the lines that say what *sources* are taken for and what *benefits* will lack, in French.

    *refused*: the benefits that the backend leaves to the reference meaning, and why.
    """
    for source in sources[:MOST_SAID]:
        lines = f", dont {counted(source.unreadable, 'illisible', 'illisibles')}" if source.unreadable else ""
        rows = counted(source.rows + source.unreadable, "ligne", "lignes")
        yield f"{source.file}\u00a0: {read_as(source)}, {rows}{lines}"
    if others := sources[MOST_SAID:]:
        rows = counted(sum(source.rows + source.unreadable for source in others), "ligne", "lignes")
        yield f"et {counted(len(others), 'autre fichier', 'autres fichiers')}, {rows}"
    given = set(matched.facts.values())
    used = [fact.name for fact in wanted if fact.name in given]
    absent = [fact.name for fact in wanted if fact.name not in given]
    undated = [code for code in benefits if model.benefits[code].reference_date in absent]
    yield f"prestations\u00a0: {_listed(benefits)}"
    yield f"faits lus\u00a0: {len(used)} sur les {len(wanted)} dont elles dépendent"
    for words, names in (
        ("faits sans colonne, tenus pour absents", absent),
        ("sans date de référence, donc sans réponse", undated),
        ("faits donnés, mais dont elles ne dépendent pas", sorted(given - set(used) - {ID})),
        ("colonnes gardées", tuple(matched.kept.values())),
        ("colonnes laissées de côté", [c for c in matched.ignored if matched.keeps(c) is None]),
    ):
        if names:
            yield f"{words}\u00a0: {_listed(names)}"
    for benefit, reason in refused.items():
        yield f"{benefit}\u00a0: décidée cas par cas, plus lentement ({reason})"


def _listed(names: Sequence[str], most: int = 8) -> str:
    """Return *names* in one line, the first ones when they are many."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return f"{', '.join(names[:most])} et {len(names) - most} autres"


def read_as(source: Source) -> str:
    """Return what *source* is taken for."""
    words = source.dialect.words
    return ", ".join((source.form.value, *words))
