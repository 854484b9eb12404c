"""A small workbook: a right that depends on a status, months and an income, with its amount."""

from pathlib import Path

from openpyxl import Workbook

GLOSSARY = """
Nom|Libellé|Question|Type|Unité|Valeurs permises|Décimales|Minimum|Maximum|Description|Source
statut|Statut|Quel est le statut ?|texte||artisan ; commerçant|||||
mois|Durée d’affiliation|Depuis combien de mois ?|durée en mois|mois|||0|||
revenu|Revenu|Quel est le revenu ?|montant|EUR|||0|||
date_arret|Date de l’arrêt|Quand ?|date|||||||
date_naissance|Date de naissance|Quand ?|date|||||||
seuil|Seuil||montant|EUR||||||
droit|Droit||texte||ouvert ; refusé|||||
droit_naissance|Droit de naissance||texte||ouvert ; refusé ; à étudier|||||
par_jour|Montant par jour||montant|EUR||||||
"""
FIGURES = """
Nom|Valeur|Du|Au|Source|Confiance|Note
seuil|1000|2024-01-01||Loi A|haute|
"""
CALCULATIONS = """
Nom|Formule|Décimales|Arrondi|Du|Au|Source|Note
par_jour|revenu / 730|2|au plus proche|||Loi B|
"""
ARRET = """
Table de décision|t_arret
Libellé|Droit à l’arrêt
Politique|Unique
Date de référence|date_arret

N°|Si|Exige|Exige|Alors|Motif|Source|Du|Au|Note
|statut|mois|revenu|droit|||||
A-01|artisan|>= 12|>= seuil|ouvert|Un an d’affiliation.|Loi A|||
A-02|commerçant|>= 6|-|ouvert|Six mois d’affiliation.|Loi A|||
sinon||||refusé|Aucune condition n’est remplie.|Loi A|||
"""
NAISSANCE = """
Table de décision|t_naissance
Libellé|Droit à la naissance
Politique|Unique
Date de référence|date_naissance

N°|Exige|Alors|Motif|Source|Du|Au|Note
|mois|droit_naissance|||||
N-01|>= 6|ouvert|Six mois d’affiliation.|Loi C|||
N-02|< 6|à étudier|Moins de six mois.|Loi C|||
"""
BENEFITS = """
Code|Libellé|Table du droit|Date de référence|Montants|Durées|Démarches|Ordre|Source
arret|Aide à l’arrêt|t_arret|date_arret|par_jour|||1|Loi A
naissance|Aide à la naissance|t_naissance|date_naissance||||2|Loi C
"""
EXAMPLES = """
Cas de test|arret

N°|Description|Fait|Fait|Fait|Fait|Attendu|Attendu|Source
||date_arret|statut|mois|revenu|droit|par_jour|
E-01|Un artisan d’un an|2026-03-10|artisan|12|7300|ouvert|10|
E-02|Un commerçant de six mois|2026-03-10|commerçant|6|7300|ouvert|10|
E-03|Un artisan trop récent|2026-03-10|artisan|11|7300|refusé||
E-04|Un artisan sans revenu|2026-03-10|artisan|12|0|refusé||
E-05|Un commerçant trop récent|2026-03-10|commerçant|5|7300|refusé||
"""
EXAMPLES_OF_BIRTH = """
Cas de test|naissance

N°|Description|Fait|Fait|Attendu|Source
||date_naissance|mois|droit_naissance|
E-11|Six mois|2026-03-10|6|ouvert|
E-12|Cinq mois|2026-03-10|5|à étudier|
"""
EXAMPLES_AROUND = """
Cas de test|arret

N°|Description|Fait|Fait|Fait|Fait|Attendu|Attendu|Source
||date_arret|statut|mois|revenu|droit|par_jour|
E-21|Un artisan de treize mois|2026-03-10|artisan|13|7300|ouvert|10|
E-22|Un artisan au seuil|2026-03-10|artisan|12|1000|ouvert|1,37|
E-23|Un artisan sous le seuil|2026-03-10|artisan|12|999,99|refusé||
E-24|Un artisan au-dessus du seuil|2026-03-10|artisan|12|1000,01|ouvert|1,37|
E-25|Un commerçant de sept mois|2026-03-10|commerçant|7|7300|ouvert|10|
"""
BIRTH_AROUND = """
Cas de test|naissance

N°|Description|Fait|Fait|Attendu|Source
||date_naissance|mois|droit_naissance|
E-31|Sept mois|2026-03-10|7|ouvert|
"""
AROUND = {"Abords": EXAMPLES_AROUND, "Abords de naissance": BIRTH_AROUND}
"""Sheets that try each threshold just under it, at it and just over it."""
SHEETS = {
    "Glossaire": "Glossaire\n" + GLOSSARY,
    "Chiffres": "Paramètres\n" + FIGURES,
    "Calculs": "Calculs\n" + CALCULATIONS,
    "Arret": ARRET,
    "Naissance": NAISSANCE,
    "Catalogue": "Prestations\n" + BENEFITS,
    "Exemples": EXAMPLES,
    "Naissances": EXAMPLES_OF_BIRTH,
}


def write_tables(folder: Path, **changes: str) -> Path:
    """Write the workbook in *folder*, some sheets replaced, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, text in {**SHEETS, **changes}.items():
        sheet = book.create_sheet(name)
        for row, line in enumerate(text.strip("\n").split("\n"), start=1):
            for column, cell in enumerate(line.split("|"), start=1):
                if cell:
                    target = sheet.cell(row, column, int(cell) if cell.isdecimal() else cell)
                    target.number_format = "General" if cell.isdecimal() else "@"
    book.save(folder / "petit.xlsx")
    return folder
