"""Every fault of the sheets is named, with the cell to edit."""

import pytest

from tests.builders import CATALOGUE, GLOSSARY, codes, model, resolved

RIGHT = "Table de décision | droit_aide\nN° | Si | Alors\n | metier | droit\nR1 | artisan | ouvert\nsinon | | refusé"
BENEFITS = CATALOGUE.format(amounts="", durations="", steps="")
SOUND = (GLOSSARY, RIGHT, BENEFITS)


def test_a_sound_workbook_has_no_fault() -> None:
    found, faults = resolved(*SOUND)
    assert found is not None
    assert faults == ()


def test_names_are_matched_by_label_whatever_their_case_and_accents() -> None:
    by_label = RIGHT.replace("metier", "MÉTIER").replace("| droit\n", "| DROIT\n")
    assert model(GLOSSARY, by_label, BENEFITS) == model(*SOUND)


@pytest.mark.parametrize(
    ("sheet", "code", "cell"),
    [
        # sheets
        ("Glosaire\nNom", "genre-de-feuille-inconnu", "A1"),
        (" | rien en A1", "feuille-sans-genre", "A1"),
        ("Paramètres\nValeur | Nom", "en-tete-introuvable", ""),
        ("Paramètres\nNom | Valleur", "en-tete-inconnu", "B2"),
        ("Paramètres\nNom | Valeur | Valeur", "en-tete-en-double", "C2"),
        ("Paramètres\nNom | Valeur\nx | 1 | perdu", "colonne-sans-en-tete", "C3"),
        # glossary
        ("Glossaire\nNom | Libellé | Type\nâge2 | Âge | entier", "nom-mal-forme", "A3"),
        ("Glossaire\nNom | Libellé | Type\nSinon | Âge | entier", "nom-reserve", "A3"),
        ("Glossaire\nNom | Libellé | Type\ndate_reference | Jour | date", "nom-reserve", "A3"),
        ("Glossaire\nNom | Libellé | Type\nage2 | Ag | entié", "type-inconnu", "C3"),
        ("Glossaire\nNom | Libellé | Type\nage | Autre | entier", "nom-en-double", "A3"),
        ("Glossaire\nNom | Libellé | Type\nage2 | ÂGE | entier", "nom-en-double", "A3"),
        ("Glossaire\nNom | Libellé | Type\ntaille | Taille | nombre", "decimales-manquantes", "ligne 3"),
        ("Glossaire\nNom | Libellé | Type | Décimales\nn | N | entier | 2", "decimales-hors-bornes", "D3"),
        ("Glossaire\nNom | Libellé | Type | Minimum\nt | T | texte | 2", "borne-inutile", "D3"),
        (
            "Glossaire\nNom | Libellé | Type | Minimum | Maximum\nn | N | entier | 5 | 2",
            "bornes-inversees",
            "E3",
        ),
        (
            "Glossaire\nNom | Libellé | Type | Valeurs permises\nt | T | texte | a ; À",
            "valeur-en-double",
            "D3",
        ),
        ("Glossaire\nNom | Libellé | Type | Valeurs permises\nt | T | entier | 1 ; 2", "liste-inutile", "D3"),
        # figures and calculations
        ("Paramètres\nNom | Valeur\nseuill | 1", "nom-inconnu", "A3"),
        ("Paramètres\nNom | Valeur\n | 1", "ligne-sans-nom", "A3"),
        ("Calculs\nNom | Formule\nd | revenu / 3", "arrondi-manquant", "B3"),
        ("Calculs\nNom | Formule\nd | revenu + age", "", "B3"),
        ("Calculs\nNom | Formule\nd | metier", "type-different", "B3"),
        ("Calculs\nNom | Formule\nd | mois_entre(jour; date_reference)", "unite-differente", "B3"),
        ("Calculs\nNom | Formule | Arrondi\nd | 1 | vers le haut", "arrondi-inconnu", "C3"),
        ("Calculs\nNom | Formule | Décimales\nd | 1 | 3", "decimales-hors-bornes", "C3"),
        ("Calculs\nNom | Formule\nd | d + 1", "cycle", "B3"),
        ("Paramètres\nNom | Valeur | Confiance\nd | 1 | sûre", "confiance-inconnue", "C3"),
        ("Paramètres\nNom | Valeur\nd", "valeur-manquante", "B3"),
        ("Paramètres\nNom | Valeur | Du | Au\nd | 1 | 2025-02-01 | 2025-01-01", "periode-inversee", "D3"),
        (
            "Paramètres\nNom | Valeur | Du | Au\nd | 1 | 2024-01-01 | 2025-01-01\nd | 2 | 2025-01-01",
            "periodes-qui-se-chevauchent",
            "B4",
        ),
        ("Paramètres\nNom | Valeur\nd | 1\nd | 2", "periodes-qui-se-chevauchent", "B4"),
        # tables
        ("Table de décision | t\nN° | Si | Allors\n | age | d\n1 | 1 | 1", "en-tete-inconnu", "C2"),
        ("Table de décision\nN° | Si | Alors\n | age | d\n1 | 1 | 1", "table-sans-nom", "B1"),
        ("Table de décision | droit_aide\nN° | Si | Alors\n | age | d\n1 | 1 | 1", "table-en-double", ""),
        (
            "Table de décision | t\nPolitik | U\nN° | Si | Alors\n | age | d\n1 | 1 | 1",
            "reglage-inconnu",
            "A2",
        ),
        (
            "Table de décision | t\nPolitique | Z\nN° | Si | Alors\n | age | d\n1 | 1 | 1",
            "politique-inconnue",
            "B2",
        ),
        (
            "Table de décision | t\nDate de référence | age\nN° | Si | Alors\n | age | d\n1 | 1 | 1",
            "date-de-reference",
            "B2",
        ),
        ("Table de décision | t\nN° | Si | Alors\n | aje | d\n1 | 1 | 1", "nom-inconnu", "B3"),
        ("Table de décision | t\nN° | Si | Alors\n | | d\n1 | 1 | 1", "colonne-sans-nom", "B3"),
        (
            "Table de décision | t\nN° | Si | Si | Alors\n | age | age | d\n1 | 1 | 1 | 1",
            "colonne-en-double",
            "C3",
        ),
        ("Table de décision | t\nN° | Si | Alors\n | age | d\n | 1 | 1", "ligne-sans-numero", "A4"),
        (
            "Table de décision | t\nN° | Si | Alors\n | age | d\na | 1 | 1\nA | 2 | 2",
            "numero-en-double",
            "A5",
        ),
        ("Table de décision | t\nN° | Si | Alors\n | age | d", "table-vide", ""),
        ("Table de décision | t\nN° | Si\n | age\n1 | 1", "table-sans-resultat", ""),
        ("Table de décision | t\nN° | Si | Alors\n | age | d\nsinon | 1 | 1", "sinon-avec-condition", "B4"),
        (
            "Table de décision | t\nN° | Si | Alors | Du\n | age | d\nsinon | | 1 | 2025-01-01",
            "sinon-avec-periode",
            "ligne 4",
        ),
        ("Table de décision | t\nPolitique | C#\nN° | Alors\n | d\nsinon | 1", "sinon-interdit", "ligne 5"),
        (
            "Table de décision | t\nPolitique | P\nN° | Si | Alors\n | age | d\n1 | 1 | 1",
            "priorite-sans-liste",
            "C4",
        ),
        (
            "Table de décision | t\nPolitique | C+\nN° | Si | Alors\n | age | metier\n1 | 1 | artisan",
            "resultat-non-numerique",
            "C4",
        ),
        (
            "Table de décision | t\nN° | Si | Alors\n | age | d\n1 | >= revenu / 3 | 1",
            "",
            "B4",
        ),
        (
            "Table de décision | t\nN° | Si | Alors\n | age | d\n1 | 1 | = revenu / 3",
            "arrondi-manquant",
            "C4",
        ),
        # catalogue and examples
        (
            "Prestations\nCode | Libellé | Table du droit | Date de référence\na | A | droit_ede | jour",
            "table-inconnue",
            "C3",
        ),
        (
            "Prestations\nCode | Libellé | Table du droit | Date de référence\na | A | droit_aide | age",
            "date-de-reference",
            "D3",
        ),
        (
            "Prestations\nCode | Libellé | Table du droit | Date de référence\naide | A | droit_aide | jour",
            "code-en-double",
            "A3",
        ),
        (
            "Prestations\nCode | Libellé | Table du droit | Date de référence | Montants\na | A | droit_aide | jour | dd",
            "nom-inconnu",
            "E3",
        ),
        (
            "Cas de test | aid\nN° | Fait | Attendu\n | age | droit\n1 | 3 | ouvert",
            "prestation-inconnue",
            "B1",
        ),
        ("Cas de test | aide\nN° | Fait | Attendu\n | droit | age\n1 | ouvert | 3", "fait-impossible", "B3"),
        ("Cas de test | aide\nN° | Fait | Attendu\n | age | droit\n1 | trois | ouvert", "", "B4"),
    ],
)
def test_a_fault_is_named_with_its_cell(sheet: str, code: str, cell: str) -> None:
    glossary = GLOSSARY + "d | D | | montant\n"
    found, faults = resolved(glossary, RIGHT, BENEFITS, sheet)
    assert found is None
    expected = f"essai.xlsx > F4 > {cell}" if cell else "essai.xlsx > F4"
    named = {str(fault.where) for fault in faults if not code or fault.code == code}
    assert expected in named, [f"{fault.code} {fault.where}" for fault in faults]


@pytest.mark.parametrize(
    "sheets",
    [
        (GLOSSARY, RIGHT.replace("décision", "décisoin"), BENEFITS),
        (GLOSSARY, RIGHT.replace("Alors", "Allors"), BENEFITS),
        (GLOSSARY, RIGHT.replace("Si", "Ci", 1), BENEFITS),
        (GLOSSARY.replace("booléen", "boléen"), RIGHT, BENEFITS),
        (GLOSSARY, RIGHT, BENEFITS.replace("droit_aide", "droit_ede")),
        (
            GLOSSARY + "d | D | | montant\n",
            RIGHT,
            BENEFITS,
            "Calculs\nNom | Formule | Arrondi\nd | revenu / 3 | proche",
        ),
        (
            GLOSSARY + "d | D | | montant\n",
            RIGHT,
            BENEFITS,
            "Paramètres\nNom | Valeur | Du\nd | 1 | 2024-01-01\nd | 2 | 31/12/25",
        ),
    ],
)
def test_a_spelling_mistake_is_told_alone(sheets: tuple[str, ...]) -> None:
    examples = "Cas de test | aide\nN° | Fait | Attendu\n | age | droit\n1 | 3 | ouvert"
    found, faults = resolved(*sheets, examples)
    assert found is None
    assert len(faults) == 1, [f"{fault.code} {fault.where}" for fault in faults]


def test_all_faults_are_given_at_once_in_order_of_place() -> None:
    broken = RIGHT.replace("metier", "metié").replace("ouvert", "ouver")
    found, faults = resolved(GLOSSARY, broken, BENEFITS.replace("jour", "jours"))
    assert found is None
    assert codes(faults)[:2] == ["nom-inconnu", "valeur-hors-liste"]
    assert faults[0].help == "vouliez-vous dire «\u00a0Métier\u00a0»\u00a0?"
    assert str(faults[-1].where).startswith("essai.xlsx > F3")


def test_tables_that_read_each_other_in_a_ring_are_refused() -> None:
    terms = "a | A | | entier\nb | B | | entier\n"
    one = "Table de décision | ta\nN° | Si | Alors\n | b | a\n1 | 1 | 1"
    two = "Table de décision | tb\nN° | Si | Alors\n | a | b\n1 | 1 | 1"
    found, faults = resolved(GLOSSARY + terms, RIGHT, BENEFITS, one, two)
    assert found is None
    assert codes(faults) == ["cycle"]


def test_an_output_of_two_tables_may_be_given_but_not_read() -> None:
    terms = "a | A | | entier\nb | B | | entier\n"
    one = "Table de décision | ta\nN° | Si | Alors\n | age | a\n1 | 1 | 1"
    two = "Table de décision | tb\nN° | Si | Alors\n | age | a\n1 | 1 | 1"
    assert resolved(GLOSSARY + terms, RIGHT, BENEFITS, one, two)[1] == ()
    reader = "Table de décision | tc\nN° | Si | Alors\n | a | b\n1 | 1 | 1"
    assert codes(resolved(GLOSSARY + terms, RIGHT, BENEFITS, one, two, reader)[1]) == [
        "resultat-de-plusieurs-tables"
    ]


def test_a_list_cannot_be_read_by_a_cell() -> None:
    terms = "a | A | | entier\nb | B | | entier\n"
    one = "Table de décision | ta\nPolitique | C\nN° | Si | Alors\n | age | a\n1 | 1 | 1"
    reader = "Table de décision | tc\nN° | Si | Alors\n | a | b\n1 | 1 | 1"
    assert codes(resolved(GLOSSARY + terms, RIGHT, BENEFITS, one, reader)[1]) == ["resultat-liste-lu"]


def test_the_order_puts_what_is_read_first() -> None:
    terms = "a | A | | entier\n"
    one = "Table de décision | parts\nN° | Si | Alors\n | age | a\n1 | 1 | 1"
    right = RIGHT.replace("metier", "a").replace("artisan", "1")
    order = model(GLOSSARY + terms, right, BENEFITS, one).order
    assert order.index("parts") < order.index("droit_aide")


def test_sentences_have_the_spaces_of_french() -> None:
    _, faults = resolved("Glosaire\nNom")
    assert "«\u00a0Glosaire\u00a0»" in faults[0].message
    assert faults[0].help == "vouliez-vous dire «\u00a0Glossaire\u00a0»\u00a0?"
