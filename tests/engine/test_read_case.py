"""What a case file may hold, and what is said of each mistake."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cases.case import Case
from engine.cases.read_case import LARGEST_FILE, read_case
from engine.diagnostics import Diagnostic, Severity
from engine.values import Value
from tests.models import small_model

MODEL = small_model()


def read(text: str | bytes) -> tuple[Case | None, tuple[Diagnostic, ...]]:
    return read_case(text.encode() if isinstance(text, str) else text, "cas.json", MODEL)


def read_facts(facts: str) -> tuple[Case | None, tuple[Diagnostic, ...]]:
    return read('{"faits": ' + facts + "}")


def accepted(name: str, written: str) -> Value:
    """Return what the fact *name* becomes when the case writes *written*."""
    case, faults = read_facts(f'{{"{name}": {written}}}')
    assert faults == ()
    assert case is not None
    return case.facts[name]


def refused(name: str, written: str) -> tuple[str, str]:
    """Return the message and the remedy for the only fault of *written*."""
    case, (fault,) = read_facts(f'{{"{name}": {written}}}')
    assert case is None
    assert str(fault.where) == f"cas.json > faits.{name}"
    return plain(fault.message), plain(fault.help)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def codes(faults: tuple[Diagnostic, ...]) -> list[str]:
    return [fault.code for fault in faults]


# --- a good case ---


def test_a_case_gives_its_id_benefits_and_facts() -> None:
    case, faults = read(
        '{"id": "c1", "description": "d", "source": "s", "attendu": {"arret": {}},'
        ' "prestations": ["deces", "arret"], "faits": {"affilie": true}}'
    )
    assert faults == ()
    assert case is not None
    assert (case.id, case.benefits, case.facts) == ("c1", ("deces", "arret"), {"affilie": True})
    assert case.file == "cas.json"


def test_an_absent_id_and_absent_benefits_are_empty() -> None:
    case, _ = read_facts("{}")
    assert case is not None
    assert (case.id, case.benefits, case.facts) == ("", (), {})


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("statut", '"artisan"', "artisan"),
        ("statut", '"Commercant"', "commerçant"),
        ("statut", '"A_DEFINIR"', "à définir"),
        ("commune", '"Le Puy-en-Velay"', "Le Puy-en-Velay"),
        ("affilie", "false", False),
        ("trimestres", "12", Decimal(12)),
        ("trimestres", "12.0", Decimal(12)),
        ("coefficient", "-0.125", Decimal("-0.125")),
        ("revenu", "19.99", Decimal("19.99")),
        ("revenu", "1e3", Decimal(1000)),
        ("revenu", "19.9900", Decimal("19.99")),
        ("revenu", "0E+50", Decimal(0)),
        ("taux", "0.071", Decimal("0.071")),
        ("date_arret", '"2026-02-28"', date(2026, 2, 28)),
        ("mois", "7", Decimal(7)),
        ("revenu_moyen", "100", Decimal(100)),
    ],
)
def test_a_value_of_the_right_type_is_kept_exactly(name: str, written: str, value: Value) -> None:
    assert accepted(name, written) == value


def test_a_number_has_the_decimals_of_its_type() -> None:
    assert str(accepted("revenu", "19.9")) == "19.90"
    assert str(accepted("revenu", "-0.0")) == "0.00"


def test_null_is_the_same_as_absent() -> None:
    case, faults = read_facts('{"revenu": null, "affilie": true}')
    assert faults == ()
    assert case is not None
    assert case.facts == {"affilie": True}


def test_a_byte_order_mark_is_skipped() -> None:
    assert read(b'\xef\xbb\xbf{"faits": {}}')[0] is not None


# --- the seal ---


def test_the_seal_ignores_spelling_order_and_comments_but_not_facts() -> None:
    first, _ = read('{"id": "a", "faits": {"revenu": 10, "statut": "artisan"}}')
    same, _ = read('{"description": "x", "faits": {"statut": "Artisan", "revenu": 10.00}, "id": "a"}')
    other, _ = read('{"id": "a", "faits": {"revenu": 10.01, "statut": "artisan"}}')
    assert first is not None
    assert same is not None
    assert other is not None
    assert first.seal == same.seal != other.seal
    assert len(first.seal) == 64


def test_the_seal_of_a_known_case_never_changes() -> None:
    case, _ = read(
        '{"id": "é", "prestations": ["arret"], "faits": {"taux": 0.5, "date_arret": "2026-01-02"}}'
    )
    assert case is not None
    assert case.seal == "21a7e94d7a89a1c514fec0c78c4cfafc2d71a10f8368688f1f432cdb6057ab18"


# --- values that are refused ---


@pytest.mark.parametrize(
    ("name", "written", "message", "remedy"),
    [
        (
            "statut",
            '"artizan"',
            "« artizan » n’est pas une valeur permise",
            "vouliez-vous dire « artisan » ?",
        ),
        ("statut", '"x"', "« x » n’est pas", "valeurs permises : artisan, commerçant, à définir"),
        ("statut", "3", "3 n’est pas un texte", 'un mot parmi "artisan"'),
        ("statut", "true", "true n’est pas un texte", "attendu"),
        ("statut", "[]", "une liste n’est pas un texte", "attendu"),
        ("commune", '"a\\u0007b"', "caractère invisible", "retirez-le"),
        ("affilie", '"oui"', "« oui » est un texte", "écrivez true, sans guillemets"),
        ("affilie", '"Non"', "« Non » est un texte", "écrivez false, sans guillemets"),
        ("affilie", "1", "1 n’est ni oui ni non", "écrivez true ou false"),
        ("trimestres", "2.5", "2.5 n’est pas un nombre entier", "un nombre entier, par exemple 12"),
        ("trimestres", '"12"', "« 12 » est un texte", "écrivez 12, sans guillemets"),
        ("trimestres", "-1", "-1 est trop petit", "attendu : au moins 0, au plus 200"),
        ("trimestres", "201", "201 est trop grand", "attendu : au moins 0, au plus 200"),
        ("trimestres", "true", "true n’est pas un nombre", "attendu"),
        ("coefficient", "0.1234", "0.1234 a 4 décimales, il en faut au plus 3", "par exemple 1234.568"),
        ("revenu", "19.999", "19.999 a 3 décimales", "attendu : un montant"),
        ("revenu", '"19,99"', "« 19,99 » est un texte", "écrivez 19.99, sans guillemets"),
        ("revenu", '"beaucoup"', "« beaucoup » n’est pas un nombre", "(EUR)"),
        ("revenu", "NaN", "NaN n’est pas un nombre", "attendu"),
        ("revenu", "-Infinity", "-Infinity n’est pas un nombre", "attendu"),
        ("revenu", "1e15", "trop de chiffres", "attendu"),
        ("revenu", "1e-999999999", "trop de décimales", "attendu"),
        ("revenu", "{}", "un objet n’est pas un nombre", "attendu"),
        ("taux", "34", "34 est trop grand", "34 % s’écrit 0.34"),
        ("date_arret", '"10/03/2026"', "« 10/03/2026 » n’est pas au format", 'écrivez "2026-03-10"'),
        ("date_arret", '"2026-02-30"', "le jour 2026-02-30 n’existe pas", "vérifiez le mois et le jour"),
        ("date_arret", '"20260310"', "« 20260310 » n’est pas une date", "année-mois-jour"),
        ("date_arret", '"2026-03-10T00:00"', "n’est pas une date", "année-mois-jour"),
        ("date_arret", "20260310", "20260310 n’est pas une date", "année-mois-jour"),
        ("date_arret", '"1999-12-31"', "1999-12-31 est hors des bornes", "du 2000-01-01 au 2199-12-31"),
        ("date_deces", '"0203-02-01"', "0203-02-01 est hors des bornes", "du 1900-01-01"),
        ("seuil", "3", "« seuil » est un paramètre, lu dans les classeurs", "retirez-le du cas"),
        ("demi_revenu", "3", "« demi_revenu » est calculé par les tables", "retirez-le du cas"),
        ("droit", '"ouvert"', "« droit » est calculé par les tables", "retirez-le du cas"),
        ("droit", "null", "« droit » est calculé par les tables", "retirez-le du cas"),
        ("statu", '"artisan"', "aucun fait ne s’appelle « statu »", "vouliez-vous dire « statut »"),
        ("Date arret", '"2026-01-01"', "aucun fait ne s’appelle « Date arret »", "écrivez « date_arret »"),
        ("zzzz", "null", "aucun fait ne s’appelle « zzzz »", "check-eligibility schema"),
    ],
)
def test_a_wrong_value_is_refused_with_its_remedy(name: str, written: str, message: str, remedy: str) -> None:
    found, help_ = refused(name, written)
    assert message in found
    assert remedy in help_


def test_a_percentage_above_one_without_a_bound_is_only_doubted() -> None:
    case, (doubt,) = read_facts('{"taux_libre": 34}')
    assert case is not None
    assert doubt.severity is Severity.WARNING
    assert plain(doubt.message) == "34 se lit 3400 %"


def test_all_mistakes_are_reported_at_once() -> None:
    case, faults = read(
        '{"id": 3, "prestation": [], "prestations": ["arrêt", "deces", "deces", 4],'
        ' "faits": {"revenu": "x", "revenu": 1, "statu": 1, "seuil": 2, "affilie": "oui"}}'
    )
    assert case is None
    assert [str(fault.where).removeprefix("cas.json > ") for fault in faults] == [
        "faits.affilie",
        "faits.revenu",
        "faits.seuil",
        "faits.statu",
        "id",
        "prestation",
        "prestations[0]",
        "prestations[2]",
        "prestations[3]",
    ]


# --- files that are not a case ---


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (b"", "json-vide", "le fichier est vide"),
        (b"  \n", "json-vide", "le fichier est vide"),
        ("{}".encode("utf-16"), "pas-utf-8", "le fichier est en UTF-16"),
        ('{"id": "é"}'.encode("latin-1"), "pas-utf-8", "le fichier n’est pas en UTF-8"),
        (b"[" * 100_000, "json-trop-profond", "plus de 32 niveaux"),
        (b'{"faits": ' + b"[" * 40 + b"]" * 40 + b"}", "json-trop-profond", "plus de 32 niveaux"),
        (b" " * (LARGEST_FILE + 1), "cas-trop-gros", "ce fichier pèse 1,0 Mio"),
        (b'{"a": 1e99999999999999999999}', "nombre-trop-grand", "exposant"),
        (b"[]", "cas-forme", "un cas est un objet, pas une liste"),
        (b"3", "cas-forme", "un cas est un objet, pas un nombre"),
        (b"null", "cas-forme", "un cas est un objet, pas null"),
        (b"{}", "cas-incomplet", "il manque « faits »"),
        (b'{"faits": []}', "cas-forme", "« faits » est un objet, pas une liste"),
        (b'{"faits": {}, "prestations": "arret"}', "mauvais-type", "« prestations » est une liste de codes"),
        (b'{"faits": {}, "statut": 1}', "cle-inconnue", "la clé « statut » n’existe pas dans un cas"),
        (b'{"faits": {}, "faits": {}}', "cle-en-double", "« faits » est écrit deux fois"),
        (b'{"faits": {}, "id": "a\\u001b[31m"}', "mauvais-type", "caractère invisible"),
    ],
)
def test_a_file_that_is_no_case_is_told_why(text: bytes, code: str, message: str) -> None:
    case, (fault,) = read(text)
    assert case is None
    assert fault.code == code
    assert message in plain(fault.message)


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        ('{"a": 1,}', "ligne 1, colonne", "retirez la virgule"),
        ("{'a': 1}", "ligne 1, colonne 2", "guillemets droits"),
        ('{"a": «b»}', "ligne 1, colonne 7", "guillemets typographiques"),
        ('{\n"a": oui}', "ligne 2, colonne 6", "écrivez true"),
        ('{"a": False}', "ligne 1, colonne 7", "écrivez false"),
        ('{"a": 1', "ligne 1, colonne 8", "fermez les accolades"),
        ('{"a": 1,5}', "ligne 1, colonne 9", "un nombre s’écrit avec un point"),
        ('{"a": 1} // note', "ligne 1, colonne 10", "n’a pas de commentaires"),
    ],
)
def test_broken_json_is_located_with_a_remedy(text: str, place: str, remedy: str) -> None:
    case, (fault,) = read(text)
    assert case is None
    assert fault.code == "json-invalide"
    assert place in str(fault.where)
    assert remedy in fault.help


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    case, faults = read(data)
    assert (case is None) == any(fault.is_error for fault in faults)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(sorted(MODEL.terms))


@given(st.dictionaries(NAMES | st.text(max_size=5), JSON, max_size=6))
def test_no_facts_make_the_reader_fail(facts: dict[str, object]) -> None:
    case, faults = read(json.dumps({"faits": facts}))
    assert (case is None) == any(fault.is_error for fault in faults)
    for fault in faults:
        f"{fault.where}{fault.message}{fault.help}".encode()
