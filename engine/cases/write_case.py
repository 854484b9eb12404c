"""A witness as what a person keeps: lines of ``Cas de test``, or a file of reference cases."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import TypeAlias

from engine.cases.outcomes import written
from engine.cases.to_document import in_json as value_in_json
from engine.model import is_verdict
from engine.names import fold
from engine.resolving.layout import EXPECTED, FACT, ID
from engine.witness import Held, WitnessCase, typed

Document: TypeAlias = dict[str, "DocumentValue"]
DocumentValue: TypeAlias = str | bool | int | float | list["DocumentValue"] | Document | None


def as_lines(
    witness: WitnessCase, number: str = "T-1", description: str = "Cas témoin"
) -> tuple[tuple[str, ...], ...]:
    """Return *witness* as lines of a sheet ``Cas de test``: the roles, the names, the example *number*."""
    held = (*witness.facts, *witness.expected)
    roles = (FACT,) * len(witness.facts) + (EXPECTED,) * len(witness.expected)
    return (
        (ID, "Description", *roles, "Source"),
        ("", "", *(one.name for one in held), ""),
        (number, description, *(_cell(one) for one in held), ""),
    )


def as_cells(witness: WitnessCase, number: str = "T-1", description: str = "Cas témoin") -> str:
    """Return these lines with tabs between cells: pasted as they are, or column by column."""
    target = StringIO()
    csv.writer(target, "excel-tab", lineterminator="\n").writerows(as_lines(witness, number, description))
    return target.getvalue()


def as_document(
    witness: WitnessCase, name: str, description: str = "Cas témoin", source: str = ""
) -> Document:
    """Return *witness* as a reference case, ready for ``json.dumps``."""
    document: Document = {"id": name, "description": description}
    if source:
        document["source"] = source
    if witness.benefit:
        document["prestations"] = [witness.benefit]
    document["faits"] = {one.name: in_json(one) for one in witness.facts}
    if witness.benefit and (expected := _expected(witness.expected)):
        document["attendu"] = {witness.benefit: expected}
    return document


def in_json(held: Held) -> str | bool | int | float | None:
    """Return the value of *held* as a case file holds it."""
    return None if held.value is None else value_in_json(held.value)


def _expected(held: Sequence[Held]) -> Document:
    """Return what is expected, in the form of ``attendu``: the verdict apart from the other values."""
    expected: Document = {}
    values: Document = {}
    for one in held:
        if one.value is None:
            values[one.name] = "inconnu"
        elif is_verdict(one.type) and "verdict" not in expected:
            expected["verdict"] = fold(written(one.value)).replace(" ", "_")
        else:
            values[one.name] = written(one.value)
    return {**expected, **({"valeurs": values} if values else {})}


def _cell(held: Held) -> str:
    return "" if held.value is None else typed(held.value, held.type)
