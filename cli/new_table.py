"""From names on the command line to a table to fill: each name found in the glossary, or declared."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from engine.model import Answer, HitPolicy, Model, Nature, Term, is_verdict
from engine.names import fold, suggestion
from engine.reach import reach
from engine.values import Kind, Type

if TYPE_CHECKING:
    from engine.workbooks.write_table import NewBenefit, NewTable

MOST_FACTS = 12
"""Facts behind the calculations of a table, beyond which its examples name none of them."""

_DECLARED = re.compile(r"\s*(?P<name>[A-Za-z]\w*)\s*:\s*(?P<type>[^(]+?)\s*(?:\((?P<choices>.*)\)\s*)?")
_TECHNICAL = re.compile(r"[a-z][a-z0-9_]*")
_DECIMALS = {Kind.AMOUNT: 2, Kind.NUMBER: 2, Kind.PERCENTAGE: 4}


class WrongName(Exception):
    """A name on the command line that means nothing; says why and what to write."""


class Names:
    """The names of the glossary, and those that the command line declares."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.declared: dict[str, Term] = {}
        self._by_fold = {fold(term.label): term for term in model.terms.values()}
        self._by_fold |= {fold(term.name): term for term in model.terms.values()}

    def found(self, written: str, *, output: bool = False) -> Term:
        """Return the term that *written* names, or declares (``nom:type``).

        Raises:
            WrongName: it does neither.
        """
        term = self._by_fold.get(fold(written))
        if term is not None:
            return term
        declared = _DECLARED.fullmatch(written)
        if declared is None:
            near = suggestion(written, [*self.model.terms, *(t.label for t in self.model.terms.values())])
            new = f"pour un nom nouveau, écrire {technical(written)}:TYPE"
            raise WrongName(f"«\u00a0{written}\u00a0» n’est pas dans le glossaire\u00a0; {near or new}")
        name = declared["name"]
        if not _TECHNICAL.fullmatch(name):
            raise WrongName(
                f"«\u00a0{name}\u00a0» n’est pas un nom technique\u00a0; écrire {technical(name)}"
            )
        if fold(name) in self._by_fold:
            raise WrongName(f"«\u00a0{name}\u00a0» est déjà dans le glossaire\u00a0; l’écrire sans type")
        label = name.replace("_", " ").capitalize()
        term = Term(
            name=name,
            label=label,
            nature=Nature.OUTPUT if output else Nature.FACT,
            type=_type(declared["type"], declared["choices"]),
            question="" if output else f"{label}\u00a0?",
        )
        self.declared[name] = term
        self._by_fold[fold(name)] = self._by_fold[fold(label)] = term
        return term

    def all_found(self, written: Iterable[str], *, output: bool = False) -> list[Term]:
        """Return the terms that *written* names or declares, each once.

        Raises:
            WrongName: one does neither.
        """
        return list(
            {term.name: term for term in (self.found(one, output=output) for one in written)}.values()
        )

    def date_fact(self, written: str) -> Term:
        """Return the date that *written* names.

        Raises:
            WrongName: it names no date that a case can give.
        """
        term = self.found(written)
        if term.type.kind is not Kind.DATE or term.nature is not Nature.FACT:
            raise WrongName(f"«\u00a0{written}\u00a0» n’est pas un fait de type date")
        return term

    def verdict(self) -> Term:
        """Return the output that most tables of a right give.

        Raises:
            WrongName: there is none.
        """
        outputs = [name for table in self.model.tables.values() for name in table.outputs]
        verdicts = [name for name in outputs if is_verdict(self.model.terms[name].type)]
        if not verdicts:
            raise WrongName("aucune table du dossier ne donne de verdict\u00a0; donner --alors")
        return self.model.terms[max(verdicts, key=verdicts.count)]


def technical(text: str) -> str:
    """Return *text* as a technical name."""
    return re.sub(r"\W+", "_", fold(text), flags=re.ASCII).strip("_") or "nom"


def planned(
    model: Model,
    name: str,
    *,
    label: str,
    policy: HitPolicy,
    about: Iterable[str],
    demands: Iterable[str],
    gives: Iterable[str],
    benefit: str,
    reference_date: str,
) -> "NewTable":
    """Return the table to write.

    Raises:
        WrongName: a name means nothing, or is taken.
    """
    from engine.workbooks.write_table import NewTable

    if not _TECHNICAL.fullmatch(name):
        raise WrongName(f"«\u00a0{name}\u00a0» n’est pas un nom technique\u00a0; écrire {technical(name)}")
    if name in model.tables or name in model.terms:
        raise WrongName(f"«\u00a0{name}\u00a0» est déjà pris par une table ou un nom du glossaire")
    names = Names(model)
    wanted = tuple(gives)
    if not wanted and not benefit:
        raise WrongName("donner au moins un résultat, avec --alors")
    asked, demanded = names.all_found(about), names.all_found(demands)
    given = names.all_found(wanted, output=True) or [names.verdict()]
    day = names.date_fact(reference_date) if reference_date else None
    new_benefit = _benefit(model, benefit, label, given, day)
    if day is None and benefit in model.benefits:
        day = model.terms[model.benefits[benefit].reference_date]
    if wrong := [term for term in given if term.nature is not Nature.OUTPUT]:
        raise WrongName(f"«\u00a0{wrong[0].name}\u00a0» est un {wrong[0].nature.value}, pas un résultat")
    return NewTable(
        name=name,
        label=label or name.replace("_", " ").capitalize(),
        policy=policy,
        reference_date=day.name if day is not None and not benefit else "",
        about=asked,
        demands=demanded,
        gives=given,
        default={term.name: _cautious(term) for term in given},
        reason="Table à remplir\u00a0: aucune de ses règles n’est satisfaite, ou aucune n’est encore écrite.",
        new_terms=tuple(names.declared.values()),
        benefit=new_benefit,
        examples_of=benefit,
        example_facts=tuple(_facts(model, [*asked, *demanded], day)),
        remaining=tuple(remaining(names, name, given, benefit, new=new_benefit is not None)),
    )


def remaining(
    names: Names, table: str, given: Sequence[Term], benefit: str, *, new: bool
) -> Iterator[tuple[str, str]]:
    """Yield what only a person can write, as pairs of a word and a sentence."""
    yield (
        "Les règles",
        "Une ligne par situation, avec N°, motif et source\u00a0; revoir la ligne «\u00a0sinon\u00a0».",
    )
    if names.declared:
        yield "Glossaire", "Relire libellé, question, unité et bornes de\u00a0: " + ", ".join(names.declared)
    if new:
        yield "Prestations", "Ordre, source, et les montants, durées et démarches à joindre."
        yield "Cas de test", "Un cas où chaque ligne répond, un par demande non tenue."
    elif benefit:
        joined = f"Écrire {table} sous Montants, Durées ou Démarches de la ligne {benefit}"
        yield "Catalogue", f"{joined}, sauf si une autre table ou un calcul lit ses résultats."
        yield "Cas de test", "Un cas où chaque ligne répond."
    else:
        yield "Cas de test", "Écrire «\u00a0Cas de test\u00a0» en A1 et le code d’une prestation en B1."
    shared = [t.name for t in given if _makers(names.model, t.name) and not is_verdict(t.type)]
    if shared:
        told = ", ".join(f"{name} ({', '.join(_makers(names.model, name)[:3])})" for name in shared)
        yield (
            "Résultats partagés",
            f"D’autres tables les donnent déjà, aucune cellule ne doit les lire\u00a0: {told}",
        )


def _makers(model: Model, output: str) -> list[str]:
    return [table.name for table in model.tables.values() if output in table.outputs]


def _benefit(
    model: Model, code: str, label: str, given: Sequence[Term], day: Term | None
) -> "NewBenefit | None":
    """Return the line of the catalogue to add; None when the benefit is there already, or not asked for."""
    from engine.workbooks.write_table import NewBenefit

    if not code or code in model.benefits:
        return None
    if not _TECHNICAL.fullmatch(code):
        raise WrongName(
            f"«\u00a0{code}\u00a0» n’est pas un code de prestation\u00a0; écrire {technical(code)}"
        )
    if day is None:
        known = sorted({benefit.reference_date for benefit in model.benefits.values()})
        raise WrongName(
            f"la prestation «\u00a0{code}\u00a0» est nouvelle\u00a0; donner --date-reference, comme {', '.join(known)}"
        )
    if sum(is_verdict(term.type) for term in given) != 1:
        raise WrongName("la table d’un droit donne un seul verdict (ouvert, refusé, à étudier)")
    return NewBenefit(code=code, label=label or code.replace("_", " ").capitalize(), reference_date=day.name)


def _cautious(term: Term) -> str:
    """Return what an empty table gives: a verdict that leaves the decision to a person, else nothing."""
    if is_verdict(term.type):
        return next((c for c in term.type.choices if fold(c) == Answer.TO_STUDY.value), "")
    return ""


def _facts(model: Model, inputs: Iterable[Term], day: Term | None) -> Iterator[Term]:
    """Yield what an example is to give: the date, then the facts that the columns are about."""
    found: dict[str, Term] = {} if day is None else {day.name: day}
    for term in inputs:
        if term.can_be_given or term.name not in model.terms:
            found[term.name] = term
            continue
        behind = reach(model, [model.producers.get(term.name, term.name)]).facts
        if len(behind) <= MOST_FACTS:
            found |= {name: model.terms[name] for name in behind}
    yield from found.values()


def _type(word: str, choices: str | None) -> Type:
    kinds = {fold(kind.value): kind for kind in Kind}
    kind = kinds.get(fold(word))
    if kind is None:
        near = suggestion(word, [k.value for k in Kind])
        listed = "au choix\u00a0: " + ", ".join(k.value for k in Kind)
        raise WrongName(f"«\u00a0{word}\u00a0» n’est pas un type\u00a0; {near or listed}")
    values = tuple(part.strip() for part in (choices or "").split(";") if part.strip())
    if values and kind is not Kind.TEXT:
        raise WrongName(f"un {kind.value} n’a pas de valeurs permises\u00a0; écrire texte({choices})")
    return Type(kind=kind, choices=values, decimals=_DECIMALS.get(kind, 0))
