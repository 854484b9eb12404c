"""Columns of the inputs -> facts: by exact name or label, or as a mapping file says; never by likeness.

A mapping file is a CSV of two columns, ``colonne`` and ``fait`` (more are comments): a fact by its name
or its label, ``id``, or nothing for a column to leave aside.
"""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from engine.diagnostics import Diagnostic, FaultsFound
from engine.location import CaseRef
from engine.model import Model
from engine.names import fold, nearest, suggestion

ID = "id"
COMMENT = "# "
NEAR = 0.8
"""Likeness from which a column that bears no fact's name is taken for a slip of the hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What each column gives: ``facts`` by folded column, ``ignored`` columns as written.

    ``kept``: by folded column, the name in the output of those that are to be found there untouched.
    """

    facts: Mapping[str, str]
    ignored: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict[str, str])

    def fact(self, column: str) -> str | None:
        """Return the fact that *column* gives, ``id`` for the name of the case, None for none."""
        return self.facts.get(fold(column))

    def keeps(self, column: str) -> str | None:
        """Return the name of *column* in the output, None when it is not to be found there."""
        return self.kept.get(fold(column))


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A mapping file, read: fact by folded column (empty: left aside)."""

    file: str
    facts: Mapping[str, str] = field(default_factory=dict[str, str])


NO_MAPPING = Correspondence("")


def names_of(model: Model) -> dict[str, str]:
    """Return the fact that each folded name or label means; ``id`` is the name of a case."""
    given = [term for term in model.terms.values() if term.can_be_given]
    names = {fold(term.label): term.name for term in given}
    names |= {fold(term.name): term.name for term in given}
    return names | {ID: ID}


def read_mapping(data: bytes, file: str, model: Model) -> Correspondence:
    """Return what the mapping file *data* says.

    Raises:
        FaultsFound: it is not one, or names what does not exist.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    header, _, _ = text.partition("\n")
    separator = max(";,\t", key=header.count)
    records = [record for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if record]
    if not records or [fold(cell) for cell in records[0][:2]] != ["colonne", "fait"]:
        message = "la première ligne n’est pas «\u00a0colonne;fait\u00a0»"
        help_ = "check-eligibility batch ... --suggest-columns en écrit une"
        raise FaultsFound([_fault("correspondance-illisible", CaseRef(file), message, help_)])
    names = names_of(model)
    facts: dict[str, str] = {}
    faults: list[Diagnostic] = []
    for number, (column, *rest) in enumerate(records[1:], 2):
        if column.startswith(COMMENT):
            continue
        where = CaseRef(file, f"ligne {number}")
        said = rest[0].strip() if rest else ""
        if fold(column) in facts:
            faults.append(
                _fault("colonne-en-double", where, f"{_q(column)} est dite deux fois", "gardez-en une")
            )
        if said and fold(said) not in names:
            message = f"aucun fait ne s’appelle {_q(said)}"
            faults.append(_fault("fait-inconnu", where, message, _meant(said, model)))
        facts[fold(column)] = names.get(fold(said), "")
    if faults:
        raise FaultsFound(faults)
    return Correspondence(file, facts)


def match_columns(
    sources: Sequence[tuple[str, Sequence[str]]],
    mapping: Correspondence,
    model: Model,
    keep: Sequence[str] = (),
) -> Matched:
    """Return what the columns of each source (its file, its columns) give; those of *keep* are kept.

    Raises:
        FaultsFound: a column is nearly a fact, is calculated by the tables, or says what another
            one says; a column of the mapping is in no source; one to keep is not in all of them.
    """
    names = names_of(model)
    facts: dict[str, str] = {}
    ignored: dict[str, None] = {}
    faults: list[Diagnostic] = []
    for file, columns in sources:
        here: dict[str, str] = {}
        for column in columns:
            key = fold(column)
            if key in mapping.facts:
                fact = mapping.facts[key]
            else:
                fact = names.get(key, "")
                if not fact:
                    faults += _suspect(column, file, model)
            if not fact:
                ignored[column] = None
                continue
            if fact in here:
                message = f"{_q(here[fact])} et {_q(column)} donnent le même fait, {fact}"
                help_ = "gardez-en une, ou laissez l’autre de côté avec --columns"
                faults.append(_fault("colonne-en-double", CaseRef(file, column), message, help_))
            here[fact] = column
            facts[key] = fact
    faults += _not_kept(sources, keep)
    if faults:
        raise FaultsFound(dict.fromkeys(faults))
    absent = mapping.facts.keys() - facts.keys() - {fold(column) for column in ignored}
    if absent:
        raise FaultsFound(
            _fault("colonne-absente", CaseRef(mapping.file), f"aucune entrée n’a la colonne {_q(key)}", "")
            for key in sorted(absent)
        )
    asked = {fold(column) for column in keep}
    kept = {key: column for _, columns in sources[:1] for column in columns if (key := fold(column)) in asked}
    return Matched(facts=facts, ignored=tuple(ignored), kept=kept)


def _not_kept(sources: Iterable[tuple[str, Sequence[str]]], keep: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield the columns of *keep* that a source has not, or has twice."""
    for file, columns in sources:
        for asked in keep:
            found = [column for column in columns if fold(column) == fold(asked)]
            if not found:
                help_ = suggestion(asked, columns) or f"ses colonnes\u00a0: {_listed(columns)}"
                yield _fault(
                    "colonne-absente", CaseRef(file), f"aucune colonne ne s’appelle {_q(asked)}", help_
                )
            elif len(found) > 1:
                message = f"{' et '.join(map(_q, found))} ne diffèrent que par la casse ou les accents"
                yield _fault("colonne-en-double", CaseRef(file, found[0]), message, "renommez l’une des deux")


def suggested(
    columns: Collection[str], mapping: Correspondence, model: Model, needed: Collection[str]
) -> str:
    """Return a mapping file for *columns*, to be read again by a person: it decides nothing that is not exact."""
    names = names_of(model)
    written = io.StringIO(newline="")
    rows = csv.writer(written, delimiter=";", lineterminator="\n")
    rows.writerow(("colonne", "fait", "remarque"))
    taken: set[str] = set()
    for column in columns:
        fact = mapping.facts.get(fold(column)) or names.get(fold(column), "")
        taken.add(fact)
        near = (
            "" if fact else suggestion(column, names) or "aucun fait ne lui ressemble\u00a0: laissée de côté"
        )
        if not fact and (said := _calculated(column, model)):
            near = said
        rows.writerow((column, fact, near))
    text = written.getvalue()
    missing = [name for name in needed if name not in taken]
    if missing:
        text += "".join(
            f"{COMMENT}sans colonne\u00a0: {name} ({model.terms[name].label})\n" for name in missing
        )
    return text


def _suspect(column: str, file: str, model: Model) -> list[Diagnostic]:
    """Return why *column*, which no fact is called, may not be passed over."""
    where = CaseRef(file, column)
    if said := _calculated(column, model):
        help_ = "renommez-la, ou laissez-la de côté avec --columns"
        return [
            _fault(
                "fait-calcule", where, f"la colonne {_q(column)} ne peut pas être lue\u00a0: {said}", help_
            )
        ]
    names = names_of(model)
    near = [
        name
        for name in nearest(column, names, 1)
        if SequenceMatcher(None, fold(column), fold(name)).ratio() >= NEAR
    ]
    if not near:
        return []
    message = f"la colonne {_q(column)} n’est pas un fait, mais ressemble à {_q(names[fold(near[0])])}"
    help_ = "renommez-la, ou dites ce qu’elle donne avec --columns (--suggest-columns en écrit le modèle)"
    return [_fault("colonne-douteuse", where, message, help_)]


def _calculated(column: str, model: Model) -> str:
    key = fold(column)
    for term in model.terms.values():
        if not term.can_be_given and key in (fold(term.name), fold(term.label)):
            return f"{_q(term.name)} est un {term.nature.value}, donné par les tables"
    return ""


def _meant(said: str, model: Model) -> str:
    return suggestion(said, names_of(model)) or "check-eligibility schema donne la liste des faits"


def _listed(columns: Sequence[str], most: int = 20) -> str:
    more = f" et {len(columns) - most} autres" if len(columns) > most else ""
    return ", ".join(columns[:most]) + more


def _q(written: str) -> str:
    shown = "".join(character if character.isprintable() else "\ufffd" for character in written)
    return f"«\u00a0{shown[:60]}\u00a0»"


def _fault(code: str, where: CaseRef, message: str, help_: str) -> Diagnostic:
    return Diagnostic(code=code, where=where, message=message, help=help_)
