"""Two small models and a few people: every figure can be counted by hand."""

import re
import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from engine.batch.impact.aggregate import aggregate, left_out
from engine.batch.impact.both import Cases, decided, given
from engine.batch.impact.differing import differing
from engine.batch.impact.impact import BenefitImpact, Flow, Impact, Reason, Way
from engine.batch.session import Session
from engine.model import Model
from explain.impact_csv import impact_to_csv
from explain.impact_page import impact_to_html
from tests import builders

PAYS = "aide_payee | Aide payée | | montant"
PEOPLE = """id;jour;age;revenu;metier;a_jour
a;2025-01-01;30;100;artisan;oui
b;2025-01-01;30;100;artisan;non
c;2025-01-01;17;100;avocat;oui
d;2025-01-01;65;100;commerçant;oui
e;2025-01-01;30;;commerçant;oui
f;2025-01-01;trente;100;commerçant;oui
"""


def rules(demand: str, rate: str) -> Model:
    return builders.aid(
        f"""
        N° | Si | Exige | Alors
           | age | a_jour | droit
        1 | >= 18 | {demand} | ouvert
        sinon | | | refusé
        """,
        f"Calculs\nNom | Formule | Décimales | Arrondi\naide_payee | si age >= 65 alors revenu sinon revenu * {rate} | 2 | par défaut",
        glossary=PAYS,
        amounts="aide_payee",
    )


OLD, NEW = rules("oui", "2"), rules("-", "3.3330")


@cache
def measured() -> Impact:
    with TemporaryDirectory() as made:
        folder = Path(made)
        people = folder / "people.csv"
        people.write_text(PEOPLE, "utf-8")
        old, new = (
            decided(
                Cases(str(people)), model, ("aide",), folder / side, "200MB", lambda _: None, lambda *_: None
            )
            for side, model in (("old", OLD), ("new", NEW))
        )
        with Session(folder) as session:
            counted = aggregate(session, old, new, "aide", ())
            reasons = left_out(session, old, new)
        summary = old.summary
    return Impact("people.csv", summary.read, 5, summary.rejected, reasons, OLD.seal, NEW.seal, (counted,))


def aid() -> BenefitImpact:
    return measured().benefits[0]


def test_a_verdict_that_opens_and_an_amount_that_grows_both_win() -> None:
    assert aid().ways == {Way.WINS: 2, Way.LOSES: 0, Way.MIXED: 0, Way.SAME: 3}


def test_flows_join_the_verdicts_of_the_same_case() -> None:
    assert set(aid().flows) == {
        Flow("ouvert", "ouvert", 3), Flow("refuse", "ouvert", 1), Flow("refuse", "refuse", 1),
    }  # fmt: skip


def test_amounts_are_exact_sums_over_the_cases_that_have_one() -> None:
    amount = aid().amounts[0]
    assert (amount.cases_before, amount.sum_before) == (2, Decimal("300.00"))
    assert (amount.cases_after, amount.sum_after) == (3, Decimal("766.60"))


def test_a_demand_that_is_dropped_is_told() -> None:
    assert aid().reasons == (Reason("a_jour", "À jour", 1, 0, 0),)


def test_people_are_cut_by_the_columns_that_have_few_values() -> None:
    by_job = {share.value: share for share in aid().breakdowns[0].shares}
    assert aid().breakdowns[0].column == "a_jour"
    assert (by_job["non"].cases, by_job["non"].winners, by_job["oui"].winners) == (1, 1, 1)


def test_witnesses_hold_the_facts_of_the_case() -> None:
    opened = next(moved for moved in aid().moved if moved.before == "refuse")
    assert [witness.id for witness in opened.witnesses] == ["b"]
    assert opened.witnesses[0].before["age"] == Decimal(30)


def test_rejects_are_counted() -> None:
    assert (measured().read, measured().rejected) == (6, 1)


def test_only_benefits_whose_rules_differ_are_compared() -> None:
    assert differing(OLD, NEW) == ("aide",)
    assert differing(OLD, rules("oui", "2")) == ()


def test_the_facts_of_a_file_are_those_of_its_columns(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, "utf-8")
    found = given(Cases(str(people)), OLD, tmp_path, lambda *_: None)
    assert set(found.facts.values()) >= {"jour", "age", "metier"}
    assert found.columns == ("id", "jour", "age", "revenu", "metier", "a_jour")


def test_the_page_needs_no_script_and_nothing_from_elsewhere() -> None:
    page = impact_to_html(measured(), {}, names=("avant", "après"))
    assert "<script" not in page
    assert not re.findall(r"""(?:src|href)=["'](?!#)""", page)
    for drawn in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ET.fromstring(drawn)


def test_the_same_figures_make_the_same_page() -> None:
    pages = {impact_to_html(measured(), {}, names=("avant", "après")) for _ in range(2)}
    assert len(pages) == 1
    assert "pygal.org" not in pages.pop()


def test_the_page_says_what_winning_means_and_how_many_are_left_out() -> None:
    page = impact_to_html(measured(), {}, names=("avant", "après"))
    assert "verdict se rapproche" in page
    assert "5 décidés" in page and "1 laissés de côté" in page


def test_files_hold_the_figures_as_french_spreadsheets_read_them() -> None:
    files = impact_to_csv(measured())
    assert files["flux.csv"].splitlines()[0] == "\ufeffprestation;avant;apres;cas"
    assert "aide;aide_payee;ouverts;2;300,00;3;766,60" in files["montants.csv"].splitlines()


def test_facts_are_kept_once_when_an_odd_spelling_is_learnt_on_the_way(tmp_path: Path) -> None:
    model = builders.aid("N° | Si | Alors\n | metier | droit\n1 | artisan | ouvert\nsinon | | refusé")
    people = pa.table({"jour": [date(2025, 1, 1)] * 3, "metier": ["artisan", "AVOCAT", "Commerçant"]})
    pq.write_table(people, tmp_path / "people.parquet")
    cases = Cases(str(tmp_path / "people.parquet"))
    side = decided(cases, model, ("aide",), tmp_path / "side", "200MB", lambda _: None, lambda *_: None)
    assert side.summary.written == 3
    with Session(tmp_path) as session:
        assert session.run(f"SELECT position FROM {side.facts} ORDER BY position") == [(1,), (2,), (3,)]
