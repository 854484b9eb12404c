"""The HTML page of a check: well formed, accessible, self-contained, nothing of a workbook taken for markup."""

from explain.faults.report import report
from explain.faults.to_html import to_html
from tests.explain.faults.reports import ALL, whole
from tests.explain.test_to_html import Page


def page(source: str | None = None) -> Page:
    return Page(to_html(whole(), "1.0") if source is None else source)


def test_every_fault_is_on_the_page_under_its_workbook_and_sheet() -> None:
    found = page()

    assert all(fault.message in found.words for fault in ALL)
    assert [tag for tag, _ in found.tags if tag in ("h1", "h2", "h3", "h4")] == [
        *("h1", "h2", "h3", "h4", "h4"),
        *("h2", "h3", "h4", "h2", "h3", "h4", "h2", "h3", "h4"),
    ]


def test_every_link_leads_to_a_place_of_the_page() -> None:
    found = page()
    ids = {attributes["id"] for _, attributes in found.tags if "id" in attributes}
    links = {attributes["href"] for tag, attributes in found.tags if tag == "a"}

    assert links
    assert {str(link).removeprefix("#") for link in links} <= ids


def test_the_other_half_of_a_conflict_leads_to_its_own_fault() -> None:
    source = to_html(whole(), "1.0")

    assert '<a href="#c1">deux.xlsx &gt; Droit &amp; &lt;b&gt; &gt; ligne 8</a>' in source


def test_nothing_comes_from_elsewhere_nor_runs() -> None:
    source = to_html(whole(), "1.0")

    assert "default-src 'none'" in source
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in page(source).tags}


def test_a_page_without_fault_says_so() -> None:
    assert "rien à signaler" in page(to_html(report("d", (), ()), "1.0")).words.casefold()
