"""A review note for a change of the workbooks: what its reader must see before signing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.cases.check_examples import check_examples
from engine.changes.analyse import Analysis, Shown, TableAnalysed
from engine.changes.changes import LineChange, RowChange, Sheet, TableChange
from engine.changes.layout import Layout
from engine.changes.witness import Seed, Witness
from engine.model import DatedValue, Model, Row, Table, Term
from engine.mutants.score import MutationScore
from engine.names import fold
from engine.reach import reach
from engine.typography import counted
from engine.values import Value
from explain.changes.note import (
    CaseSeen,
    Cell,
    CoverageSeen,
    EffectSeen,
    Group,
    LineSeen,
    RegionSeen,
    Review,
    TableSeen,
)
from explain.changes.page import (
    MOST_FORMS,
    MOST_REGIONS,
    Style,
    changed_terms,
    field_words,
    headlines,
    line_words,
    looks,
    more_regions,
    not_shown,
    period_words,
    row_head,
    table_title,
)
from explain.changes.told import Aligned, aligned, told
from explain.changes.words import (
    ARROW,
    NBSP,
    benefit_label,
    changed_words,
    common_words,
    effect_words,
    fact_words,
    is_incomplete,
    joined_words,
    left_words,
    origin_words,
    pair,
    rows_words,
    verdict_word,
)
from explain.contradictions import with_keyword
from explain.coverage import Coverage
from explain.described_page import unfilled
from explain.formats import printable
from explain.phrases import Lang
from explain.served import NEEDS_NO_WORD
from explain.wording import Voice, label

MOST_EXPLAINED = 12
_UNMARKED = str.maketrans("", "", "\\`")
"""Takes away what a heading of Markdown has and a page has not."""


def review(
    analysis: Analysis,
    seeds: Sequence[Seed],
    coverage: Coverage,
    scores: Mapping[str, MutationScore],
    layout: Layout,
    style: Style,
    names: tuple[str, str],
    keyword: str,
) -> Review:
    """Return the note on *analysis*; *scores* are those of the changed tables, by name (none: not made).

    *keyword* begins the sentences of the notes that say where sources contradict each other.
    """
    models = (analysis.before, analysis.after)
    return Review(
        title=f"Note de relecture{NBSP}: {printable(names[0])} {ARROW} {printable(names[1])}",
        versions=tuple(
            (word, printable(name), model.seal)
            for word, name, model in zip(("avant", "après"), names, models, strict=True)
        ),
        summary=tuple(headlines(analysis)),
        again=tuple(group for group in _again(analysis, seeds, keyword) if group.items),
        tables=(*map(_Tables(analysis).table, analysis.changes.tables), *_sheets(analysis)),
        effects=tuple(_effect(analysis, table) for table in analysis.tables),
        flips=tuple(_flips(analysis, seeds)),
        compared=analysis.replayed.compared,
        coverage=tuple(_coverage(analysis, coverage, scores)),
        looks=tuple(looks(layout, style)),
    )


# --- lines side by side ------------------------------------------------------------------


class _Tables:
    """Rows as cells, in the order of the columns."""

    def __init__(self, analysis: Analysis) -> None:
        self.models = (analysis.before, analysis.after)
        self.terms = {**analysis.before.terms, **analysis.after.terms}

    def table(self, change: TableChange) -> TableSeen:
        """Return the rows of a table that change, all those of one that is new or gone."""
        lines: list[LineSeen] = []
        if change.fields:
            cells = tuple(Cell(field.name, field.before, field.after, True) for field in change.fields)
            lines.append(LineSeen("en-tête", cells))
        rows = change.rows
        if change.before is None or change.after is None:
            new = change.before is None
            rows = tuple(
                RowChange(before=None if new else row, after=row if new else None)
                for row in change.table.all_rows
            )
        lines += [LineSeen(row_head(row), tuple(self.cells(change, row))) for row in rows]
        return TableSeen(table_title(change), tuple(lines))

    def cells(self, change: TableChange, row: RowChange) -> Iterator[Cell]:
        """Yield the cells of a row that hold something in either version."""
        if row.before is not None and row.after is not None and not row.fields:
            places = [f"{one.where.sheet}, ligne {one.where.row}" for one in (row.before, row.after)]
            yield Cell("Place", places[0], places[1], True)
            yield Cell("Motif", row.before.reason, row.after.reason, False)
            return
        texts = [
            {} if one is None or table is None else self._texts(table, one)
            for table, one in ((change.before, row.before), (change.after, row.after))
        ]
        changed = {field.name if not field.is_term else label(self.terms[field.name]) for field in row.fields}
        whole = row.before is None or row.after is None
        for name in dict.fromkeys((*texts[1], *texts[0])):
            old, new = (found.get(name, "") for found in texts)
            if old or new:
                yield Cell(name, old, new, whole or name.partition(" ")[2] in changed or name in changed)

    def _texts(self, table: Table, row: Row) -> dict[str, str]:
        found = {"N°": row.id}
        for name, role in table.inputs:
            asked = [cell.text for cell in row.conditions if cell.term == name and cell.role is role]
            found[f"{role.value} {label(self.terms[name])}"] = " et ".join(asked)
        for outcome in row.outcomes:
            said = outcome.text if outcome.value is not None else ""
            found[f"Alors {label(self.terms[outcome.term])}"] = said
        start, end = row.period.start, row.period.end
        found |= {"Du": start.isoformat() if start else "", "Au": end.isoformat() if end else ""}
        return {**found, "Motif": row.reason, "Source": row.source, "Note": row.note}


def _sheets(analysis: Analysis) -> Iterator[TableSeen]:
    terms = {**analysis.before.terms, **analysis.after.terms}
    for sheet in Sheet:
        lines = analysis.changes.examples if sheet is Sheet.EXAMPLES else analysis.changes.of(sheet)
        if lines:
            yield TableSeen(sheet.value, tuple(_line(terms, line) for line in lines))


def _line(known: Mapping[str, Term], change: LineChange) -> LineSeen:
    named = label(known[change.name]) if change.name in known else change.name
    title = f"{named} ({change.name}) {change.status.value} ({change.line.where})"
    cells = [
        Cell(
            label(known[f.name]) if f.is_term and f.name in known else f.name,
            printable(f.before),
            printable(f.after),
            True,
        )
        for f in change.fields
    ]
    if not cells:
        said = line_words(known, change)
        period = period_words(change.line.period) if isinstance(change.line, DatedValue) else ""
        said = f"{said}, {period}" if period else said
        cells = [
            Cell("Ligne", "" if change.before is None else said, "" if change.after is None else said, True)
        ]
    if change.line.source and not any(cell.name == "Source" for cell in cells):
        cells.append(Cell("Source", change.line.source, change.line.source, False))
    return LineSeen(title, tuple(cells))


# --- effects -----------------------------------------------------------------------------


def _effect(analysis: Analysis, table: TableAnalysed) -> EffectSeen:
    whole = analysis.after.tables.get(table.name) or analysis.before.tables[table.name]
    notes: list[str] = []
    if not table.verdicts:
        notes.append("Aucun verdict ne dépend de cette table\u00a0; ce qui s’ajoute au droit, si.")
    if words := left_words(table):
        notes.append(words[:1].upper() + words[1:] + ".")
    if table.is_whole and not table.shown:
        notes.append("Aucun cas ne change\u00a0: la table répond partout comme avant.")
    shown: list[Shown] = []
    for incomplete in (False, True):
        found = [one for one in table.shown if is_incomplete(one) is incomplete]
        shown += sorted(found, key=lambda one: (not one.reaches_verdict, not one.cases))[:MOST_REGIONS]
        if more := more_regions(len(found)):
            notes.append(more[:1].upper() + more[1:])
    regions = tuple(_region(analysis, table, one) for one in shown)
    return EffectSeen(f"{printable(whole.label)} ({table.name})", tuple(notes), regions)


def _region(analysis: Analysis, table: TableAnalysed, one: Shown) -> RegionSeen:
    joint = table.joint
    assert joint is not None
    common, forms = common_words(joint, one.region.boxes, changed_terms(analysis, table.name))
    told_forms = [f"{NBSP}; ".join(form) for form in forms[:MOST_FORMS]] if len(forms) > 1 else []
    if len(forms) > MOST_FORMS:
        told_forms.append(counted(len(forms) - MOST_FORMS, "autre forme", "autres formes"))
    rows = rows_words(one.region.before, one.region.after)
    title = changed_words(joint, one.region.before, one.region.after)
    return RegionSeen(
        title=f"{title} ({rows})" if rows else title,
        common=common or (forms[0] if len(forms) == 1 else ()),
        forms=tuple(told_forms),
        cases=tuple(_witness(analysis, case, explained=not is_incomplete(one)) for case in one.cases),
        not_shown="" if one.cases else not_shown(one, table),
        incomplete=is_incomplete(one),
    )


def _witness(analysis: Analysis, case: Witness, *, explained: bool) -> CaseSeen:
    terms = {**analysis.before.terms, **analysis.after.terms}
    facts = tuple(fact_words(terms, name, value) for name, value in case.facts.items())
    return CaseSeen(
        title=f"{benefit_label(analysis.after, case.benefit)}{NBSP}: {effect_words(case)}",
        origin=origin_words(terms, case),
        facts=facts,
        differences=joined_words(terms, case.before, case.after) if not case.verdict_differs else (),
        before=verdict_word(case.before),
        after=verdict_word(case.after),
        lines=_explained(analysis, case.facts, case.benefit) if explained else (),
    )


def _explained(analysis: Analysis, facts: Mapping[str, Value], benefit: str) -> tuple[Aligned, ...]:
    texts = [told(model, facts, benefit) for model in (analysis.before, analysis.after)]
    return aligned(texts[0], texts[1])


def _flips(analysis: Analysis, seeds: Sequence[Seed]) -> Iterator[CaseSeen]:
    by_name = {(seed.name, seed.benefit): seed for seed in seeds}
    terms = {**analysis.before.terms, **analysis.after.terms}
    flips = sorted(analysis.replayed.flips, key=lambda flip: not flip.verdict_differs)
    for place, flip in enumerate(flips):
        seed = by_name[flip.case, flip.benefit]
        yield CaseSeen(
            title=printable(flip.case),
            origin=benefit_label(analysis.after, flip.benefit),
            facts=(),
            differences=() if flip.verdict_differs else joined_words(terms, flip.before, flip.after),
            before=verdict_word(flip.before),
            after=verdict_word(flip.after),
            lines=_explained(analysis, seed.facts, flip.benefit) if place < MOST_EXPLAINED else (),
        )


# --- who must look again -----------------------------------------------------------------


def _again(analysis: Analysis, seeds: Sequence[Seed], keyword: str) -> Iterator[Group]:
    yield Group("Prestations touchées, et leurs sources", tuple(_benefits(analysis)))
    yield Group("Sources modifiées", tuple(_sources(analysis)))
    yield Group("Lignes ajoutées ou modifiées qui n’ont pas de source", tuple(_without_source(analysis)))
    yield Group(
        "Cellules qui décident et dont la source, elle, n’a pas changé", tuple(_same_source(analysis))
    )
    yield Group(
        "Chiffres dont la confiance n’est pas haute, modifiés ou lus par une table modifiée",
        tuple(_doubtful(analysis)),
    )
    yield Group("Notes qui disent une contradiction entre sources", tuple(_contradictions(analysis, keyword)))
    yield Group("Cas de test que la nouvelle version dément", tuple(_denied(analysis)))


def _benefits(analysis: Analysis) -> Iterator[str]:
    for code in analysis.benefits:
        benefit = analysis.after.benefits[code]
        source = f"{NBSP}; source{NBSP}: {printable(benefit.source)}" if benefit.source else " (sans source)"
        yield f"{printable(benefit.label)} ({code}){source}"


def _changed(analysis: Analysis) -> Iterator[tuple[str, RowChange | LineChange, str]]:
    """Yield rows and lines that are there after, how to name them, and their source."""
    for table in analysis.changes.tables:
        for row in table.rows:
            if row.after is not None:
                yield f"{printable(table.table.label)}, {row_head(row)}", row, row.after.source
    for line in analysis.changes.lines:
        if line.after is not None:
            yield f"{line.sheet.value}, {line.name} ({line.line.where})", line, line.after.source


def _sources(analysis: Analysis) -> Iterator[str]:
    for name, change, _ in _changed(analysis):
        for field in change.fields:
            if field.name == "Source" and not field.is_term:
                yield pair(name, field_words({}, field))


def _without_source(analysis: Analysis) -> Iterator[str]:
    for name, change, source in _changed(analysis):
        if not source and not (isinstance(change, LineChange) and change.sheet is Sheet.GLOSSARY):
            yield name


def _same_source(analysis: Analysis) -> Iterator[str]:
    for name, change, source in _changed(analysis):
        decisive = any(field.decides for field in change.fields)
        if decisive and source and not any(field.name == "Source" for field in change.fields):
            yield f"{name}{NBSP}; source{NBSP}: {printable(source)}"


def _doubtful(analysis: Analysis) -> Iterator[str]:
    changed = {line.name for line in analysis.changes.of(Sheet.FIGURES)}
    tables = [change.table.name for change in analysis.changes.tables if change.after is not None]
    read = reach(analysis.after, tables).parameters
    voice = Voice(Lang.FR, analysis.after.terms, {})
    for name in dict.fromkeys((*sorted(changed), *read)):
        for line in analysis.after.parameters.get(name, ()):
            if line.confidence and fold(line.confidence) != NEEDS_NO_WORD:
                value = voice.outcome(line.value, analysis.after.terms[name])
                dates = voice.period(line.period)
                told_ = f"{label(analysis.after.terms[name])}{NBSP}: {value}"
                yield f"{told_}{', ' + dates if dates else ''} (confiance {printable(line.confidence)})"


def _contradictions(analysis: Analysis, keyword: str) -> Iterator[str]:
    model = _only_changed(analysis)
    voice = Voice(Lang.FR, analysis.after.terms, {})
    for noted in with_keyword(model, keyword):
        yield f"{noted.heading}, {noted.about}{NBSP}: {unfilled(noted.note, voice)}".translate(_UNMARKED)


def _only_changed(analysis: Analysis) -> Model:
    """Return the rows and lines of the second version that changed, and nothing else."""
    tables: dict[str, Table] = {}
    for change in analysis.changes.tables:
        rows = tuple(row.after for row in change.rows if row.after is not None)
        if change.after is not None and rows:
            tables[change.after.name] = replace(change.after, rows=rows, default=None)
    lines = {line.name for line in analysis.changes.lines}
    after = analysis.after
    return replace(
        after,
        tables=tables,
        parameters={name: found for name, found in after.parameters.items() if name in lines},
        calculations={name: found for name, found in after.calculations.items() if name in lines},
    )


def _denied(analysis: Analysis) -> Iterator[str]:
    flipped = {(flip.benefit, flip.case) for flip in analysis.replayed.flips}
    examples = [one for one in analysis.after.examples if (one.benefit, f"{one.benefit} {one.id}") in flipped]
    for fault in check_examples(replace(analysis.after, examples=examples)):
        yield f"{fault.where}{NBSP}: {fault.message}"


# --- how well the cases cover it ---------------------------------------------------------


def _coverage(
    analysis: Analysis, coverage: Coverage, scores: Mapping[str, MutationScore]
) -> Iterator[CoverageSeen]:
    for change in analysis.changes.tables:
        if change.after is None:
            continue
        rows = [one for one in coverage.rows if one.table.name == change.after.name]
        missed = [one.row.id for one in rows if not one.cases]
        changed = {row.after.id for row in change.rows if row.after is not None}
        yield CoverageSeen(
            table=f"{printable(change.after.label)} ({change.after.name})",
            rows=f"{len(rows) - len(missed)} lignes atteintes sur {len(rows)}",
            missed=tuple(map(printable, missed)),
            changed_missed=tuple(printable(id_) for id_ in missed if id_ in changed),
            mutations=_score(scores.get(change.after.name)),
        )


def _score(score: MutationScore | None) -> str:
    if score is None:
        return ""
    whole = score.whole
    share = f" ({100 * whole.noticed // whole.total}{NBSP}%)" if whole.total else ""
    return f"{whole.noticed} petites modifications vues sur {whole.total}{share}"
