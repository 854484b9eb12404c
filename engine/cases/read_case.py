"""JSON of a case -> Case: every mistake of the file at once, nothing coerced silently.

Numbers stay exact (``Decimal``). A percentage is its fraction: 34 % is written ``0.34``. ``null`` says that
a fact is not known, as leaving it out does.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from engine.cases.case import Case
from engine.cases.parse_json import Json, JsonFault, Member, NotANumber, parse_json
from engine.cases.read_fact import FactFault, example, read_fact
from engine.diagnostics import Diagnostic, Severity, in_order
from engine.location import CaseRef
from engine.model import Model, Nature, Term
from engine.names import fold, suggestion
from engine.seal import digest
from engine.values import Value

LARGEST_FILE = 1024 * 1024
KEYS = ("id", "description", "source", "prestations", "faits", "attendu")

Faults: TypeAlias = list[Diagnostic]


def read_case(data: bytes, file: str, model: Model) -> tuple[Case | None, tuple[Diagnostic, ...]]:
    """Return the case that *data* holds, or None, with all that is wrong or doubtful in it.

    *file* is the name shown in the diagnostics (``-`` for standard input).
    """
    faults: Faults = []
    if len(data) > LARGEST_FILE:
        size = f"{len(data) / LARGEST_FILE:.1f}".replace(".", ",")
        _report(
            faults,
            "cas-trop-gros",
            CaseRef(file),
            f"ce fichier pèse {size}\u00a0Mio, un cas ne dépasse pas 1\u00a0Mio",
            "un fichier contient un seul cas",
        )
        return None, tuple(faults)
    try:
        document = parse_json(data)
    except JsonFault as fault:
        _report(faults, fault.code, CaseRef(file, fault.path), fault.message, fault.help)
        return None, tuple(faults)
    case = _case(document, file, model, faults)
    if any(fault.is_error for fault in faults):
        return None, in_order(faults)
    return case, in_order(faults)


def seal_of(case: Case) -> str:
    """Return the SHA-256 of id, benefits and facts: JSON in UTF-8, keys sorted, no spaces, numbers as text."""
    content = {
        "id": case.id,
        "prestations": list(case.benefits),
        "faits": {name: _canonical(value) for name, value in case.facts.items()},
    }
    return digest(content)


def sealed(case: Case) -> Case:
    """Return *case* with its seal made anew."""
    return replace(case, seal=seal_of(case))


def _canonical(value: Value) -> str | bool:
    match value:
        case bool() | str():
            return value
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()


def _report(faults: Faults, code: str, where: CaseRef, message: str, help_: str = "") -> None:
    faults.append(Diagnostic(code=code, where=where, message=message, help=help_))


def _case(document: Json, file: str, model: Model, faults: Faults) -> Case | None:
    if not isinstance(document, tuple):
        if isinstance(document, list):
            help_ = "écrivez un fichier par cas"
        else:
            help_ = 'écrivez un objet\u00a0: {"id": "...", "faits": {...}}'
        _report(faults, "cas-forme", CaseRef(file), f"un cas est un objet, pas {_shape(document)}", help_)
        return None
    entries = _unique(document, file, "", faults)
    for key in entries.keys() - set(KEYS):
        _unknown_key(key, file, model, faults)
    facts: dict[str, Value] = {}
    if "faits" not in entries:
        _report(
            faults,
            "cas-incomplet",
            CaseRef(file),
            "il manque «\u00a0faits\u00a0», ce que l’on sait de la personne",
            'ajoutez "faits": {...}, même vide',
        )
    elif not isinstance(given := entries["faits"], tuple):
        _report(
            faults,
            "cas-forme",
            CaseRef(file, "faits"),
            f"«\u00a0faits\u00a0» est un objet, pas {_shape(given)}",
            'écrivez "faits": {"nom": valeur, ...}',
        )
    else:
        facts = _facts(given, file, model, faults)
    for key in ("description", "source"):
        _text(entries, key, file, faults)
    return sealed(
        Case(
            id=_text(entries, "id", file, faults),
            benefits=_benefits(entries.get("prestations"), file, model, faults),
            facts=facts,
            file=file,
        )
    )


def _unique(members: tuple[Member, ...], file: str, path: str, faults: Faults) -> dict[str, Json]:
    """Return *members* by key; a key given twice is reported."""
    found: dict[str, Json] = {}
    for key, value in members:
        if key in found:
            _report(
                faults,
                "cle-en-double",
                CaseRef(file, _join(path, key)),
                f"«\u00a0{_plain(key)}\u00a0» est écrit deux fois",
                "gardez une seule valeur",
            )
        found[key] = value
    return found


def _unknown_key(key: str, file: str, model: Model, faults: Faults) -> None:
    if key in model.terms:
        help_ = "placez ce fait dans «\u00a0faits\u00a0»"
    else:
        help_ = suggestion(key, KEYS) or "les clés d’un cas sont " + ", ".join(KEYS)
    message = f"la clé «\u00a0{_plain(key)}\u00a0» n’existe pas dans un cas"
    _report(faults, "cle-inconnue", CaseRef(file, _join("", key)), message, help_)


def _text(entries: Mapping[str, Json], key: str, file: str, faults: Faults) -> str:
    value = entries.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        message = f"«\u00a0{key}\u00a0» est un texte, pas {_shape(value)}"
        _report(faults, "mauvais-type", CaseRef(file, key), message, f'écrivez "{key}": "..."')
        return ""
    if any(not character.isprintable() for character in value) and key == "id":
        message = "«\u00a0id\u00a0» contient un caractère invisible ou un retour à la ligne"
        _report(faults, "mauvais-type", CaseRef(file, key), message, "gardez lettres, chiffres et tirets")
        return ""
    return value


def _benefits(given: Json, file: str, model: Model, faults: Faults) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        message = f"«\u00a0prestations\u00a0» est une liste de codes, pas {_shape(given)}"
        first = next(iter(model.benefits), "code")
        _report(faults, "mauvais-type", CaseRef(file, "prestations"), message, f'écrivez ["{first}"]')
        return ()
    found: list[str] = []
    for index, code in enumerate(given):
        where = CaseRef(file, f"prestations[{index}]")
        if not isinstance(code, str):
            message = f"le code d’une prestation est un texte, pas {_shape(code)}"
            _report(faults, "mauvais-type", where, message)
        elif code not in model.benefits:
            message = f"la prestation «\u00a0{_plain(code)}\u00a0» n’existe pas"
            help_ = suggestion(code, model.benefits) or "prestations\u00a0: " + ", ".join(model.benefits)
            _report(faults, "prestation-inconnue", where, message, help_)
        elif code in found:
            message = f"la prestation «\u00a0{code}\u00a0» est demandée deux fois"
            _report(faults, "cle-en-double", where, message, "gardez-en une")
        else:
            found.append(code)
    return tuple(found)


def _facts(given: tuple[Member, ...], file: str, model: Model, faults: Faults) -> dict[str, Value]:
    facts: dict[str, Value] = {}
    for name, written in _unique(given, file, "faits", faults).items():
        where = CaseRef(file, _join("faits", name))
        term = model.terms.get(name)
        if term is None:
            message = f"aucun fait ne s’appelle «\u00a0{_plain(name)}\u00a0»"
            _report(faults, "fait-inconnu", where, message, _meant(name, model))
        elif not term.can_be_given:
            _report(faults, "fait-calcule", where, *_not_asked(term))
        elif written is not None:
            _fact(term, written, where, facts, faults)
    return facts


def _fact(term: Term, given: Json, where: CaseRef, facts: dict[str, Value], faults: Faults) -> None:
    try:
        value, doubt = read_fact(term, given)
    except FactFault as fault:
        _report(faults, fault.code, where, fault.message, fault.help)
        return
    facts[term.name] = value
    if doubt:
        help_ = f"par exemple {example(term.type)}"
        faults.append(
            Diagnostic(
                code="valeur-douteuse", where=where, message=doubt, help=help_, severity=Severity.WARNING
            )
        )


def _meant(name: str, model: Model) -> str:
    """Return the remedy for a fact *name* that the glossary does not hold."""
    accepted = {term.name: term for term in model.terms.values() if term.can_be_given}
    by_label = {fold(term.label): term.name for term in accepted.values()}
    by_name = {fold(known): known for known in accepted}
    known = by_name.get(fold(name)) or by_label.get(fold(name))
    if known:
        return f"écrivez «\u00a0{known}\u00a0»"
    return suggestion(name, accepted) or "check-eligibility schema donne la liste des faits"


def _not_asked(term: Term) -> tuple[str, str]:
    """Return the message and the remedy for a *term* that a case may not hold."""
    if term.nature is Nature.PARAMETER:
        message = f"«\u00a0{term.name}\u00a0» est un paramètre, lu dans les classeurs"
    else:
        message = f"«\u00a0{term.name}\u00a0» est calculé par les tables"
    return message, "retirez-le du cas"


def _join(path: str, key: str) -> str:
    name = _plain(key)
    return f"{path}.{name}" if path else name


def _plain(text: str, most: int = 60) -> str:
    """Return *text* fit for one line of a message."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in text)
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def _shape(value: Json) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true ou false"
        case Decimal() | NotANumber():
            return "un nombre"
        case str():
            return "un texte"
        case list():
            return "une liste"
        case tuple():
            return "un objet"
