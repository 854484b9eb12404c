"""A case written as a document is read back as it was, seal included."""

import json
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.cases.case import Case
from engine.cases.read_case import read_case, sealed
from engine.cases.to_document import to_document
from engine.values import Value
from tests.models import small_model

MODEL = small_model()


@given(
    st.decimals(0, Decimal("9999999999.99"), places=2),
    st.decimals(0, 1, places=3),
    st.booleans(),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_a_document_is_read_back_with_the_same_seal(
    income: Decimal, rate: Decimal, affiliated: bool, day: date
) -> None:
    facts: dict[str, Value] = {"revenu": income, "taux": rate, "affilie": affiliated, "date_arret": day}
    case = sealed(Case(id="c", benefits=("arret",), facts={**facts, "statut": "artisan"}))
    read, faults = read_case(json.dumps(to_document(case)).encode(), "c.json", MODEL)
    assert faults == ()
    assert read is not None
    assert (read.facts, read.benefits, read.seal) == (case.facts, case.benefits, case.seal)
