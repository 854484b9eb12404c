"""The HTML page: well formed, accessible, self-contained."""

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

import explain
from explain.explanation import Explanation
from explain.phrases import Lang
from explain.select import Detail
from explain.to_html import to_html
from tests.builders import aid
from tests.explain.builders import explanation, plain, stay

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """What a page is made of; fails on a tag that is not closed where it should."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def two() -> Explanation:
    return stay()._replace(benefits=(*stay().benefits, *stay(a_jour=False).benefits))


def page(detail: Detail = Detail.TRACE, lang: Lang = Lang.FR) -> Page:
    return Page(to_html(two(), detail=detail, lang=lang))


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("lang", Lang)
def test_the_page_is_well_formed_and_says_its_language(detail: Detail, lang: Lang) -> None:
    source = to_html(two(), detail=detail, lang=lang)
    assert source.startswith("<!DOCTYPE html>\n")
    assert Page(source).all("html") == [{"lang": lang.value}]


def test_headings_go_down_one_level_at_a_time() -> None:
    levels = [int(tag[1]) for tag, _ in page().tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_every_header_cell_says_what_it_heads_and_every_table_has_a_caption() -> None:
    made = page()
    assert {attrs.get("scope") for attrs in made.all("th")} == {"row", "col", "rowgroup"}
    assert len(made.all("caption")) == len(made.all("table"))


def test_identifiers_are_unique_and_links_lead_to_them() -> None:
    made = page()
    identifiers = [attrs["id"] for _, attrs in made.tags if "id" in attrs]
    assert len(identifiers) == len(set(identifiers))
    assert {f"#{name}" for name in identifiers} >= {attrs["href"] for attrs in made.all("a")}


def test_the_trace_is_folded() -> None:
    assert len(page().all("details")) == len(page().all("summary")) == 2
    assert page(Detail.MOTIFS).all("details") == []


def test_nothing_comes_from_elsewhere_and_nothing_runs() -> None:
    source = to_html(two(), detail=Detail.TRACE, lang=Lang.FR)
    made = Page(source)
    assert not {"script", "link", "img", "iframe", "form"} & {tag for tag, _ in made.tags}
    assert not [a for _, attrs in made.tags for a in attrs if a.startswith("on") or a in ("src", "style")]
    assert "http://" not in source and "https://" not in source and "url(" not in source


def test_the_page_says_the_same_sentences_as_the_text() -> None:
    words = plain(" ".join(page().words.split()))
    assert "Indemnité d'arrêt, au 1er mars 2026 : droit refusé." in words
    assert "Dossier complet : non ; il faut oui" in words
    assert "= (32 000,00 € + 28 000,00 € + 25 000,00 €) / 3" in words


def test_a_hostile_text_is_only_text() -> None:
    model = aid(
        "N° | Si | Alors | Motif | Source | Note\n | nom | droit\n"
        "R<b>1 | | ouvert | <script>alert(1)</script>{{ nom }} | <i>S | <u>{{ ''.__class__ }}",
        glossary="\nnom | Nom | Quel nom ? | texte",
    )
    told = explanation(
        model,
        {"jour": date(2025, 6, 1), "nom": '"><img src=x onerror=alert(1)>', "age": Decimal(3)},
        "aide",
    )
    made = Page(to_html(told, detail=Detail.TRACE, lang=Lang.FR))
    assert not {"script", "img", "b", "i", "u"} & {tag for tag, _ in made.tags}
    assert "<u>(inconnu)" in made.words
    assert '<script>alert(1)</script>"><img src=x onerror=alert(1)>' in made.words


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_has_enough_contrast_in_light_dark_and_print() -> None:
    style = (Path(explain.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
    schemes = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    assert len(schemes) == 3
    for colours in schemes:
        pairs = [(ink, ground) for ink in ("ink", "quiet", "link") for ground in ("page", "band")]
        pairs += [(f"{name}-ink", name) for name in ("ouvert", "refuse", "a_etudier", "indetermine")]
        for ink, ground in pairs:
            low, high = sorted((luminance(colours[ink]), luminance(colours[ground])))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)
