"""What changes between two versions, in French words: cells, cases of a region, answers, cases that show them."""

from collections.abc import Iterable, Mapping, Sequence

from engine.changes.analyse import Shown, TableAnalysed
from engine.changes.answers import Answers, Conflict, NotAdmitted, Outcome, Several
from engine.changes.drafts import Column, Symbol, unmarked
from engine.changes.extent import Against, Extent, Interval, extents
from engine.changes.joint import Joint
from engine.changes.witness import Witness
from engine.checks.boxes import Box
from engine.model import Answer, Model, Term, is_verdict
from engine.trace import Verdict
from engine.values import Kind, Missing, Type, Value
from explain.formats import bare, printable, shown
from explain.phrases import Lang
from explain.wording import label
from explain.written import with_labels

FR = Lang.FR
NBSP = "\u00a0"
ARROW = "→"
_UNDETERMINED = "indéterminé"
_CONFLICT = "erreur (deux lignes s’appliquent)"
_SIGNS: Mapping[frozenset[int | None], str] = {
    frozenset({-1}): "inférieur à {}",
    frozenset({0}): "égal à {}",
    frozenset({1}): "supérieur à {}",
    frozenset({-1, 0}): "inférieur ou égal à {}",
    frozenset({0, 1}): "supérieur ou égal à {}",
    frozenset({-1, 1}): "différent de {}",
}


def quoted(text: str) -> str:
    """Return *text* between French quotation marks; what is empty is said."""
    return f"«{NBSP}{printable(text)}{NBSP}»" if text else "(vide)"


def either(parts: Iterable[str]) -> str:
    """Return ``a, b ou c``."""
    *before, last = list(parts) or [""]
    return f"{', '.join(before)} ou {last}" if before else last


def both(parts: Iterable[str]) -> str:
    """Return ``a, b et c``."""
    *before, last = list(parts) or [""]
    return f"{', '.join(before)} et {last}" if before else last


def pair(name: str, value: str) -> str:
    """Return ``name : value``."""
    return f"{name}{NBSP}: {value}"


# --- the cases of a region ---------------------------------------------------------------


def case_words(joint: Joint, box: Box) -> tuple[str, ...]:
    """Return what the cases of *box* have in common, a part a column."""
    twins = {column.name for column in joint.columns if column.after}
    return tuple(
        pair(_column(joint, found.column, twins), _extent(joint, found)) for found in extents(joint, box)
    ) or ("tous les cas",)


def common_words(
    joint: Joint, boxes: Sequence[Box], first: frozenset[str]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return what every one of *boxes* asks, the columns of *first* before the others, then what is left of each."""
    columns = list(joint.columns)
    shared = [place for place in range(len(columns)) if len({box[place] for box in boxes}) == 1]
    shared.sort(key=lambda place: (columns[place].name not in first, place))
    full = joint.full

    def only(box: Box, places: Sequence[int]) -> tuple[str, ...]:
        kept = tuple(mask if place in places else full[place] for place, mask in enumerate(box))
        return case_words(joint, kept) if kept != full else ()

    words = tuple(word for place in shared for word in only(boxes[0], [place]))
    others = [place for place in range(len(columns)) if place not in shared]
    forms = tuple(only(box, others) for box in boxes) if others else ()
    return words or (() if others else ("tous les cas",)), tuple(
        form or ("tout autre cas",) for form in forms
    )


def _column(joint: Joint, column: Column, twins: set[str]) -> str:
    term = joint.term(column)
    name = "date de référence" if term is None else label(term)
    if column.name not in twins:
        return name
    return f"{name} ({'après' if column.after else 'avant'})"


def _extent(joint: Joint, found: Extent) -> str:
    term = joint.term(found.column)
    type_ = Type(kind=Kind.DATE) if term is None else term.type
    parts: list[str] = []
    if found.whole and not found.against:
        parts.append("toute valeur connue")
    elif not found.whole:
        parts += [interval_words(one, type_) for one in found.intervals]
        parts += [_listed(found, type_)] if found.values or found.others else []
    against = both(_against(joint, one) for one in found.against) if found.against else ""
    text = either(parts) if parts else ""
    text = ", ".join(part for part in (text, against) if part)
    if found.absent:
        text = f"{text}, ou non renseigné" if text else "non renseigné"
    return text


def _listed(found: Extent, type_: Type) -> str:
    left = [choice for choice in type_.choices if choice not in found.values]
    if type_.choices and 0 < len(left) < len(found.values) and len(left) <= 3:
        return f"tout sauf {both(map(printable, left))}"
    words = [printable(shown(value, type_, FR)) for value in found.values]
    return either([*words, *(["un autre texte"] if found.others else [])])


def interval_words(one: Interval, type_: Type) -> str:
    """Return ``de 6 à 11 mois``, ``au moins 12 mois``, ``à partir du 1er mai 2025``."""
    low, high = one
    is_day = type_.kind is Kind.DATE

    def said(value: Value) -> str:
        return printable(shown(value, type_, FR))

    if low is not None and high is not None:
        if low == high:
            return said(low)
        if is_day:
            return f"du {said(low)} au {said(high)}"
        counted_unit = type_.kind in (Kind.MONTHS, Kind.WEEKS, Kind.DAYS, Kind.INTEGER)
        return f"de {bare(low, FR) if counted_unit else said(low)} à {said(high)}"
    if low is not None:
        return f"à partir du {said(low)}" if is_day else f"au moins {said(low)}"
    if high is not None:
        return f"jusqu’au {said(high)}" if is_day else f"au plus {said(high)}"
    return "toute valeur"


def _against(joint: Joint, one: Against) -> str:
    expression, after = unmarked(one.end)
    models = joint.models
    terms = {**models[0].terms, **models[1].terms}
    end = with_labels(expression, terms, FR) + (" (après)" if after else "")
    known = frozenset(sign for sign in one.signs if sign is not None)
    text = _SIGNS[known].format(end) if known in _SIGNS else f"comparable à {end}" if known else ""
    if None in one.signs:
        text = f"{text} ou inconnu" if text else f"{end} inconnu"
    return text


# --- answers -----------------------------------------------------------------------------


def changed_words(joint: Joint, before: Answers, after: Answers) -> str:
    """Return ``refusé → ouvert``, only the outputs that differ."""
    parts: list[str] = []
    for output, old, new in zip(joint.outputs, before.outcomes, after.outcomes, strict=True):
        if old != new:
            told = f"{outcome_words(joint, output, old)} {ARROW} {outcome_words(joint, output, new)}"
            parts.append(told if _is_verdict(joint, output) else pair(_output(joint, output), told))
    return f"{NBSP}; ".join(parts)


def _output(joint: Joint, name: str) -> str:
    term = joint.term(Column(name))
    return name if term is None else label(term)


def _is_verdict(joint: Joint, name: str) -> bool:
    term = joint.term(Column(name))
    return term is not None and is_verdict(term.type)


def outcome_words(joint: Joint, output: str, outcome: Outcome) -> str:
    """Return what is given to one output."""
    term = joint.term(Column(output))
    type_ = Type(kind=Kind.TEXT) if term is None else term.type
    match outcome:
        case Conflict():
            return _CONFLICT
        case NotAdmitted():
            return "cas non admis par le glossaire"
        case Missing():
            return _UNDETERMINED
        case None:
            return "rien"
        case Several(parts):
            return " + ".join(outcome_words(joint, output, part) for part in parts) or "rien"
        case Symbol(expression):
            written, after = unmarked(expression)
            terms = {**joint.models[0].terms, **joint.models[1].terms}
            return with_labels(written, terms, FR) + (" (valeurs d’après)" if after else "")
        case _:
            return printable(shown(outcome, type_, FR))


def rows_words(before: Answers, after: Answers) -> str:
    """Return the rows that answered, before and after; empty when there are too many to be of use."""
    old, new = before.rows, after.rows
    if len(old) > 4 or len(new) > 4 or old == new:
        return ""
    return f"{_rows(old)} {ARROW} {_rows(new)}"


def _rows(rows: tuple[str, ...]) -> str:
    if not rows:
        return "aucune ligne"
    return f"{'lignes' if len(rows) > 1 else 'ligne'} {both(map(printable, rows))}"


def verdict_word(verdict: Verdict | None) -> str:
    """Return the word of a verdict."""
    if verdict is None:
        return _CONFLICT
    return {
        Answer.OPEN: "ouvert",
        Answer.REFUSED: "refusé",
        Answer.TO_STUDY: "à étudier",
        Answer.UNDETERMINED: _UNDETERMINED,
    }[verdict.answer]


# --- cases that show it ------------------------------------------------------------------


def benefit_label(model: Model, code: str) -> str:
    """Return the label of a benefit."""
    benefit = model.benefits.get(code)
    return code if benefit is None else printable(benefit.label)


def fact_words(terms: Mapping[str, Term], name: str, value: Value | None) -> str:
    """Return ``label : value``."""
    term = terms.get(name)
    if term is None:
        return pair(name, "non renseigné" if value is None else bare(value, FR))
    said = "non renseigné" if value is None else printable(shown(value, term.type, FR))
    return pair(label(term), said)


def origin_words(terms: Mapping[str, Term], case: Witness) -> str:
    """Return which existing case a witness comes from, and what was moved."""
    moved = f"{NBSP}; ".join(fact_words(terms, name, case.facts.get(name)) for name in case.moved)
    if not case.seed:
        return moved
    return f"{case.seed}, avec {moved}" if moved else f"{case.seed}, tel quel"


def effect_words(case: Witness) -> str:
    """Return both verdicts, or that what is joined to the right is another one."""
    if case.verdict_differs:
        return f"{verdict_word(case.before)} {ARROW} {verdict_word(case.after)}"
    return f"{verdict_word(case.after)}, ce qui s’ajoute au droit change"


def joined_words(terms: Mapping[str, Term], before: Verdict | None, after: Verdict | None) -> tuple[str, ...]:
    """Return what is joined to the right and is not the same in both versions."""
    values: list[dict[str, object]] = []
    for verdict in (before, after):
        found: dict[str, object] = {}
        for joined in () if verdict is None else verdict.joined:
            found.update(joined.outcomes)
        values.append(found)
    told: list[str] = []
    for name in dict.fromkeys((*values[0], *values[1])):
        old, new = (found.get(name) for found in values)
        if old != new and name in terms:
            type_ = terms[name].type
            texts = [printable(shown(value, type_, FR)) for value in (old, new)]  # type: ignore[arg-type]
            told.append(pair(label(terms[name]), f"{texts[0]} {ARROW} {texts[1]}"))
    return tuple(told)


def is_incomplete(one: Shown) -> bool:
    """Whether a region is about cases that lack a fact, in one version or the other."""
    return one.region.is_incomplete


def left_words(table: TableAnalysed) -> str:
    """Return what was not looked at, empty when all was."""
    if table.joint is None:
        return f"non analysée{NBSP}: {table.why}"
    if not table.left:
        return ""
    envelope = [0] * len(table.left[0])
    for box in table.left:
        envelope = [one | other for one, other in zip(envelope, box, strict=True)]
    where = f"{NBSP}; ".join(case_words(table.joint, tuple(envelope)))
    return f"analyse interrompue, la table est trop grande{NBSP}: non regardé, parmi ces cas{NBSP}: {where}"
