"""What changes between two versions, laid out as sections of sentences: the same for text, Markdown and HTML."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.changes.analyse import Analysis, Shown, TableAnalysed
from engine.changes.changes import FieldChange, LineChange, RowChange, Sheet, Status, TableChange
from engine.changes.differing_days import Differing
from engine.changes.layout import Layout
from engine.changes.replay import Flip
from engine.changes.witness import Witness
from engine.checks.axes import FIRST_DAY, LAST_DAY
from engine.model import Benefit, DatedValue, Example, Formula, Model, Period, Row, Table, Term
from engine.typography import counted
from explain.blocks import Block, Bullets, Item, Page, Paragraph, Section
from explain.changes.words import (
    ARROW,
    FR,
    NBSP,
    benefit_label,
    both,
    case_words,
    changed_words,
    common_words,
    effect_words,
    is_incomplete,
    joined_words,
    left_words,
    origin_words,
    pair,
    quoted,
    rows_words,
    verdict_word,
)
from explain.formats import printable
from explain.wording import Voice, label

MOST_FORMS = 4
MOST_REGIONS = 8
"""Groups of cases told of one table, complete ones and the others apart; JSON has them all."""

MOST_FLIPS = 60
_KEYWORDS: Mapping[Sheet, str] = {
    Sheet.GLOSSARY: "Glossaire",
    Sheet.FIGURES: "Paramètres",
    Sheet.CALCULATIONS: "Calculs",
    Sheet.CATALOGUE: "Prestations",
    Sheet.EXAMPLES: "Cas de test",
}


class Style(NamedTuple):
    """Cells that only look different, by workbook and sheet; ``files`` differ without anything else being found."""

    cells: Mapping[str, Mapping[str, int]]
    files: tuple[str, ...] = ()


def changes_page(analysis: Analysis, layout: Layout, style: Style, names: tuple[str, str]) -> Page:
    """Return what to write of *analysis*; *names* are those of the two versions."""
    sections = [Section("En bref", tuple(summary(analysis, layout, style)))]
    lines = tuple(_lines(analysis))
    if lines:
        sections.append(Section("Lignes modifiées", lines))
    sections += _regions(analysis)
    flips = tuple(_flips(analysis))
    if flips:
        sections.append(Section("Cas existants dont la réponse change", flips))
    looking = tuple(looks(layout, style))
    if looking:
        sections.append(Section("Mise en forme, sans effet sur le sens", looking))
    title = f"Ce qui change{NBSP}: {printable(names[0])} {ARROW} {printable(names[1])}"
    return Page(FR.value, title, (), tuple(sections))


# --- in short ----------------------------------------------------------------------------


def summary(analysis: Analysis, layout: Layout, style: Style) -> Iterator[Block]:
    """Yield what a reader wants first."""
    if analysis.is_same:
        yield Paragraph(f"Les deux versions disent la même chose{NBSP}: même sceau.")
        if any(looks(layout, style)):
            yield Paragraph("Seule la mise en forme diffère.")
        return
    yield Bullets("", tuple(Item(sentence) for sentence in headlines(analysis)))


def headlines(analysis: Analysis) -> Iterator[str]:
    """Yield the sentences of the summary."""
    yield _counted_lines(analysis)
    yield from _effects(analysis)
    flips = [flip for flip in analysis.replayed.flips if flip.verdict_differs]
    others = len(analysis.replayed.flips) - len(flips)
    played = counted(analysis.replayed.compared, "verdict rejoué", "verdicts rejoués")
    told = counted(len(flips), "change", "changent") if flips else "aucun ne change"
    yield f"{played} sur les cas existants{NBSP}: {told}" + (
        f", et {counted(others, 'montant, durée ou démarche change', 'montants, durées ou démarches changent')}"
        if others
        else ""
    )
    unfinished = [table for table in analysis.tables if not table.is_whole]
    if unfinished:
        yield f"analyse incomplète de {both(_table_name(analysis, table.name) for table in unfinished)}"


def _effects(analysis: Analysis) -> Iterator[str]:
    """Yield what the analysis of the tables found."""
    known = [one for table in analysis.tables for one in table.shown]
    moving = [one for one in known if not is_incomplete(one) and one.reaches_verdict]
    moved = {case.benefit for one in known for case in one.cases if case.verdict_differs}
    named = both(benefit_label(analysis.after, code) for code in sorted(moved))
    if moving:
        groups = counted(len(moving), "groupe de cas complets change", "groupes de cas complets changent")
        yield f"{groups} de verdict{NBSP}: {named}"
    elif moved:
        whom = "seuls des cas" if all(table.is_whole for table in analysis.tables) else "des cas"
        yield f"{whom} auxquels il manque un fait changent de verdict{NBSP}: {named}"
    elif known or analysis.listed or not all(table.is_whole for table in analysis.tables):
        yield "aucun cas trouvé ne change de verdict"
    else:
        amounts = "" if analysis.calculations else ", ni aucun montant"
        yield f"aucun verdict ne change{amounts}" + _proved(analysis)
    unseen = sum(not is_incomplete(one) and not one.cases for one in known)
    if unseen:
        groups = counted(unseen, "groupe de cas complets reste", "groupes de cas complets restent")
        yield f"{groups} sans cas témoin{NBSP}: peut-être impossibles, à relire"
    for one in analysis.calculations:
        label_ = label(analysis.after.terms[one.name])
        benefits = both(benefit_label(analysis.after, code) for code in one.benefits)
        yield f"un calcul joint au droit change{NBSP}: {label_} ({benefits}){_when(one.differing)}"
    for code in analysis.listed:
        yield f"la ligne du catalogue change pour {benefit_label(analysis.after, code)}{NBSP}: effet connu par les seuls cas existants"


def _when(differing: Differing) -> str:
    """Return the reference dates concerned; empty when all are."""
    told = [
        period_words(Period(None if first == FIRST_DAY else first, None if last == LAST_DAY else last))
        for first, last in differing.days
    ]
    return f", {both(told)}" if any(told) else ""


def _proved(analysis: Analysis) -> str:
    return f" (tables analysées en entier{NBSP}: {len(analysis.tables)})" if analysis.tables else ""


def _counted_lines(analysis: Analysis) -> str:
    rows = [row for table in analysis.changes.tables for row in table.rows]
    parts = [
        counted(number, f"ligne de table {status.value}", f"lignes de table {status.value}s")
        for status in Status
        if (number := sum(row.status is status for row in rows))
    ]
    headings = sum(
        1 for table in analysis.changes.tables if table.fields or table.status is not Status.CHANGED
    )
    if headings:
        parts.append(
            counted(
                headings,
                "table dont l’en-tête ou l’existence change",
                "tables dont l’en-tête ou l’existence change",
            )
        )
    for sheet in Sheet:
        number = len(analysis.changes.of(sheet))
        if number:
            parts.append(
                counted(
                    number, f"ligne de «{NBSP}{sheet.value}{NBSP}»", f"lignes de «{NBSP}{sheet.value}{NBSP}»"
                )
            )
    if analysis.changes.examples:
        number = len(analysis.changes.examples)
        parts.append(counted(number, "exemple", "exemples"))
    return f"modifié{NBSP}: {', '.join(parts)}" if parts else "aucune ligne modifiée"


def _table_name(analysis: Analysis, name: str) -> str:
    table = analysis.after.tables.get(name) or analysis.before.tables[name]
    return f"{printable(table.label)} ({name})"


# --- lines -------------------------------------------------------------------------------


def _lines(analysis: Analysis) -> Iterator[Block]:
    for change in analysis.changes.tables:
        yield Bullets(table_title(change), tuple(_table_items(analysis, change)))
    for sheet in Sheet:
        lines = analysis.changes.examples if sheet is Sheet.EXAMPLES else analysis.changes.of(sheet)
        if lines:
            yield Bullets(_KEYWORDS[sheet], tuple(_line_item(analysis, line) for line in lines))


def table_title(change: TableChange) -> str:
    """Return the label of a table, and what happened to it when it is new or gone."""
    table = change.table
    told = "" if change.status is Status.CHANGED else f" {change.status.value}"
    return f"Table {printable(table.label)} ({table.name}){told}"


def _table_items(analysis: Analysis, change: TableChange) -> Iterator[Item]:
    if change.before is None or change.after is None:
        yield Item(counted(len(change.table.all_rows), "ligne", "lignes"))
    for field in change.fields:
        yield Item(field_words(analysis.after.terms, field))
    for row in change.rows:
        yield Item(row_head(row), tuple(_row_items(analysis, change.table, row)))


def row_head(change: RowChange) -> str:
    """Return which row changed, how, and where it stands."""
    row = change.row
    how = change.status.value
    if change.status is Status.CHANGED and change.moved:
        how += " et déplacée"
    return f"ligne {printable(row.id)} {how} ({row.where})"


def _row_items(analysis: Analysis, table: Table, change: RowChange) -> Iterator[Item]:
    if change.before is None or change.after is None:
        model = analysis.after if change.before is None else analysis.before
        yield Item(row_words(model, table, change.row))
        if not change.row.source:
            yield Item("sans source")
        return
    for field in change.fields:
        yield Item(field_words({**analysis.before.terms, **analysis.after.terms}, field))


def row_words(model: Model, table: Table, row: Row) -> str:
    """Return the cells of a whole row in one line."""
    cells = [pair(label(model.terms[cell.term]), quoted(cell.text)) for cell in row.conditions]
    said = [
        pair(label(model.terms[outcome.term]), quoted(outcome.text))
        for outcome in row.outcomes
        if outcome.value is not None
    ]
    dates = period_words(row.period)
    texts = [*(cells or ["tous les cas"]), f"alors {', '.join(said) or 'rien'}", *([dates] if dates else [])]
    return f"{NBSP}; ".join(texts)


def period_words(period: Period) -> str:
    """Return the days of a line; empty when it has always been in force."""
    return Voice(FR, {}, {}).period(period)


def field_words(terms: Mapping[str, Term], field: FieldChange) -> str:
    """Return ``colonne : « avant » → « après »``."""
    name = label(terms[field.name]) if field.is_term and field.name in terms else field.name
    if field.role is not None:
        name = f"{field.role.value} {name}"
    return pair(name, f"{quoted(field.before)} {ARROW} {quoted(field.after)}")


def _line_item(analysis: Analysis, change: LineChange) -> Item:
    terms = {**analysis.before.terms, **analysis.after.terms}
    named = label(terms[change.name]) if change.name in terms else change.name
    dates = period_words(change.line.period) if isinstance(change.line, DatedValue | Formula) else ""
    head = f"{printable(named)} ({change.name}){', ' + dates if dates else ''}{NBSP}: {change.status.value}"
    if change.fields:
        return Item(head, tuple(Item(field_words(terms, field)) for field in change.fields))
    return Item(head, (Item(line_words(terms, change)),))


def line_words(terms: Mapping[str, Term], change: LineChange) -> str:
    """Return what a line says, for one that is new or gone."""
    match change.line:
        case DatedValue() as line:
            source = f", source {quoted(line.source)}"
            return Voice(FR, terms, {}).outcome(line.value, terms[change.name]) + source
        case Formula() as line:
            return quoted(line.text)
        case Term() as line:
            return f"{line.type.kind.value}, {line.nature.value}"
        case Benefit() as line:
            return f"table du droit {line.table}, date {line.reference_date}"
        case Example() as line:
            return printable(line.description)


# --- regions -----------------------------------------------------------------------------


def _regions(analysis: Analysis) -> Iterator[Section]:
    for table in analysis.tables:
        blocks = tuple(table_blocks(analysis, table))
        yield Section(f"Effet de la table {_table_name(analysis, table.name)}", blocks)


def table_blocks(analysis: Analysis, table: TableAnalysed) -> Iterator[Block]:
    """Yield the cases whose answer changes, complete ones first."""
    read = both(benefit_label(analysis.after, code) for code in table.verdicts)
    if not table.verdicts:
        joined = both(benefit_label(analysis.after, code) for code in table.joined)
        yield Paragraph(
            "Aucun verdict ne dépend de cette table"
            + (f"{NBSP}; ce qui s’ajoute à un droit ouvert peut changer{NBSP}: {joined}." if joined else ".")
        )
    elif table.joint is not None:
        yield Paragraph(f"Verdicts qui en dépendent{NBSP}: {read}.", quiet=True)
    if words := left_words(table):
        yield Paragraph(words[:1].upper() + words[1:] + ".")
    if table.joint is not None and not table.shown:
        yield Paragraph(
            "Aucun cas ne change"
            + (f"{NBSP}: la table répond partout comme avant." if table.is_whole else " parmi ceux regardés.")
        )
    whole = [one for one in table.shown if not is_incomplete(one)]
    partial = [one for one in table.shown if is_incomplete(one)]
    whole.sort(key=lambda shown: (not shown.reaches_verdict, not shown.cases))
    for one in whole[:MOST_REGIONS]:
        yield region_block(analysis, table, one)
    if more := more_regions(len(whole)):
        yield Paragraph(more)
    if partial:
        partial.sort(key=lambda shown: not shown.reaches_verdict)
        items = [_partial(analysis, table, one) for one in partial[:MOST_REGIONS]]
        items += [Item(more) for more in (more_regions(len(partial)),) if more]
        yield Bullets("Cas auxquels il manque un fait, ou qui cessent d’en manquer", tuple(items))


def more_regions(number: int) -> str:
    """Return how many groups of cases are not told; empty when all are."""
    left = number - MOST_REGIONS
    if left <= 0:
        return ""
    told = counted(left, "autre groupe de cas change", "autres groupes de cas changent")
    return f"{told} de réponse{NBSP}; tables diff --format json les donne tous."


def region_block(analysis: Analysis, table: TableAnalysed, one: Shown) -> Block:
    """Return a group of cases: what changes, whom it is about, cases that show it."""
    joint = table.joint
    assert joint is not None
    rows = rows_words(one.region.before, one.region.after)
    title = changed_words(joint, one.region.before, one.region.after) + (f" ({rows})" if rows else "")
    return Bullets(title, (*_forms(analysis, table, one), *_cases(analysis, table, one)))


def _forms(analysis: Analysis, table: TableAnalysed, one: Shown) -> Iterator[Item]:
    """Yield what the cases of a region have in common, then the forms that they take."""
    assert table.joint is not None
    common, forms = common_words(table.joint, one.region.boxes, changed_terms(analysis, table.name))
    alternatives = [Item(f"{NBSP}; ".join(form)) for form in forms[:MOST_FORMS]]
    if len(forms) > MOST_FORMS:
        alternatives.append(Item(counted(len(forms) - MOST_FORMS, "autre forme", "autres formes")))
    if not common:
        yield Item(f"l’une de ces formes{NBSP}:", tuple(alternatives))
    elif len(alternatives) > 1:
        yield Item(f"{NBSP}; ".join(common) + f"{NBSP}; et l’une de ces formes{NBSP}:", tuple(alternatives))
    else:
        yield Item(f"{NBSP}; ".join(common))


def changed_terms(analysis: Analysis, table: str) -> frozenset[str]:
    """Return the columns of *table* whose cells change: they are told first."""
    changes = (change for change in analysis.changes.tables if change.table.name == table)
    return frozenset(
        field.name for change in changes for row in change.rows for field in row.fields if field.is_term
    )


def _cases(analysis: Analysis, table: TableAnalysed, one: Shown) -> Iterator[Item]:
    for case in one.cases:
        yield _case(analysis, case)
    if not one.cases:
        yield Item(not_shown(one, table))


def not_shown(one: Shown, table: TableAnalysed) -> str:
    """Return why no case shows a region."""
    if not one.searched:
        return "cas témoin non cherché jusqu’au bout (trop de groupes de cas)"
    if not table.verdicts and not table.joined:
        return "aucune prestation ne lit cette table"
    return "aucun cas témoin trouvé" + f"{NBSP}: ces valeurs ne se rencontrent peut-être jamais ensemble"


def _case(analysis: Analysis, case: Witness) -> Item:
    terms = {**analysis.before.terms, **analysis.after.terms}
    head = f"{benefit_label(analysis.after, case.benefit)}{NBSP}: {effect_words(case)}"
    under = [Item(f"cas témoin{NBSP}: {origin_words(terms, case)}")]
    under += (
        [Item(text) for text in joined_words(terms, case.before, case.after)]
        if not case.verdict_differs
        else []
    )
    return Item(head, tuple(under))


def _partial(analysis: Analysis, table: TableAnalysed, one: Shown) -> Item:
    assert table.joint is not None
    title = changed_words(table.joint, one.region.before, one.region.after)
    forms = counted(len(one.region.boxes), "forme", "formes")
    first = f"{NBSP}; ".join(case_words(table.joint, one.region.boxes[0]))
    cases = [_case(analysis, case) for case in one.cases]
    under = cases or [Item(f"par exemple{NBSP}: {first}"), Item(not_shown(one, table))]
    return Item(f"{title} ({forms})", tuple(under))


# --- cases that exist --------------------------------------------------------------------


def _flips(analysis: Analysis) -> Iterator[Block]:
    verdicts = [flip for flip in analysis.replayed.flips if flip.verdict_differs]
    others = [flip for flip in analysis.replayed.flips if not flip.verdict_differs]
    if verdicts:
        yield Bullets(
            "Verdict", (*(_flip(analysis, flip) for flip in verdicts[:MOST_FLIPS]), *_more(verdicts))
        )
    if others:
        yield Bullets(
            "Montant, durée ou démarche",
            (*(_flip(analysis, flip) for flip in others[:MOST_FLIPS]), *_more(others)),
        )


def _more(flips: list[Flip]) -> Iterable[Item]:
    left = len(flips) - MOST_FLIPS
    return [Item(f"et {counted(left, 'autre', 'autres')}")] if left > 0 else []


def _flip(analysis: Analysis, flip: Flip) -> Item:
    told = f"{verdict_word(flip.before)} {ARROW} {verdict_word(flip.after)}"
    named = f"{printable(flip.case)}, {benefit_label(analysis.after, flip.benefit)}"
    if flip.verdict_differs:
        return Item(pair(named, told))
    terms = {**analysis.before.terms, **analysis.after.terms}
    return Item(
        pair(named, f"{NBSP}; ".join(joined_words(terms, flip.before, flip.after)) or "autres valeurs")
    )


# --- what only looks different -----------------------------------------------------------


def looks(layout: Layout, style: Style) -> Iterator[Block]:
    """Yield what differs without any change of meaning."""
    items: list[Item] = []
    if layout.cells:
        items.append(
            Item(
                counted(
                    layout.cells,
                    "cellule écrite autrement, de même sens",
                    "cellules écrites autrement, de même sens",
                )
            )
        )
    if layout.rows_moved:
        items.append(
            Item(
                f"lignes déplacées dans {counted(layout.rows_moved, 'table', 'tables')} où l’ordre ne dit rien"
            )
        )
    if layout.columns_moved:
        items.append(Item(f"colonnes déplacées dans {counted(layout.columns_moved, 'table', 'tables')}"))
    for workbook, sheets in style.cells.items():
        told = ", ".join(f"{printable(sheet)} ({number})" for sheet, number in sheets.items())
        items.append(Item(f"{printable(workbook)}{NBSP}: cellules dont le style diffère{NBSP}: {told}"))
    items += [Item(f"{printable(file)}{NBSP}: les octets diffèrent, pas le sens") for file in style.files]
    if items:
        yield Bullets("", tuple(items))
