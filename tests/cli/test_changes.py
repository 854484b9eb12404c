"""Accepted texts against those of today."""

import json
from pathlib import Path

from cli.changes import Change, accept, accepted, changes, shown, summary, verdicts
from engine.diagnostics import Diagnostic
from engine.location import CaseRef


def test_tables_come_before_cases_and_unchanged_files_are_left_out() -> None:
    before = {"a.txt": "1", "b.txt": "1", "table-t.md": "1"}
    after = {"a.txt": "2", "b.txt": "1", "table-t.md": "2"}
    assert [change.file for change in changes(before, after)] == ["table-t.md", "a.txt"]


def test_a_changed_text_is_shown_before_and_after_with_its_lines() -> None:
    change = Change("a.txt", "un\ndroit ouvert\n", "un\ndroit refusé\n")
    assert shown([change]) == (
        "--- a.txt (avant)\n"
        "+++ a.txt (après)\n"
        "@@ ligne 1 avant, 1 après @@\n"
        " un\n"
        "-droit ouvert\n"
        "+droit refusé\n"
    )


def test_json_is_shown_only_when_the_text_says_nothing_new() -> None:
    text, json = Change("a.txt", "1", "2"), Change("a.json", "1", "2")
    assert "a.json" not in shown([json, text])
    assert "a.json" in shown([json])


def test_new_and_gone_files_are_named_without_their_content() -> None:
    assert shown([Change("a.txt", None, "1\n2\n")]) == "--- a.txt (nouveau, 2\u00a0lignes)\n"
    assert shown([Change("a.txt", "1\n", None)]) == "--- a.txt (disparu, 1\u00a0ligne)\n"


def test_accepting_writes_what_is_new_and_removes_what_is_gone(tmp_path: Path) -> None:
    accept(tmp_path, [Change("a.txt", None, "1\n"), Change("b.json", None, "{}\n")])
    assert accepted(tmp_path) == {"a.txt": "1\n", "b.json": "{}\n"}
    accept(tmp_path, [Change("a.txt", "1\n", None)])
    assert accepted(tmp_path) == {"b.json": "{}\n"}


def test_the_summary_counts_cases_and_tables_and_says_what_to_do() -> None:
    now = {"a.txt": "2", "a.json": "2", "b.txt": "1", "b.json": "1", "table-t.md": "2"}
    found = [Change("table-t.md", "1", "2"), Change("a.json", "1", "2"), Change("a.txt", "1", "2")]
    text = summary(found, now, [], updated=False).replace("\u00a0", " ")
    assert text == (
        "2 cas : 1 change, 1 table change\n"
        "aide : relire, puis check-eligibility golden --update pour accepter\n"
    )
    assert "changements acceptés" in summary(found, now, [], updated=True)


def test_nothing_is_accepted_while_a_case_is_not_met() -> None:
    fault = Diagnostic(code="attendu-dementi", where=CaseRef("a.json", "attendu.x"), message="m")
    text = summary([], {"a.txt": "1"}, [fault], updated=True).replace("\u00a0", " ")
    assert (
        text == "1 cas : aucun ne change, 0 table change\n1 erreur : rien n’est accepté tant qu’il en reste\n"
    )


TRACED = "Aide\n====\ndroit {0}\n\nTrace complète\n--------------\nligne {1}\n\nAutre\n=====\nfin {2}\n"


def test_verdicts_that_change_are_listed() -> None:
    def text(verdict: str) -> str:
        return json.dumps({"benefits": [{"code": "arret", "verdict": verdict}]})

    change = Change("a.json", text("ouvert"), text("refuse"))
    assert verdicts([change]).replace("\u00a0", " ") == (
        "verdicts qui changent :\n  a, arret : ouvert -> refuse\n"
    )
    assert verdicts([Change("a.json", text("ouvert"), "{}"), Change("b.json", None, "")]) != ""
    assert verdicts([Change("b.json", None, text("ouvert"))]) == ""
