"""What a file is, told from its bytes, so that nothing but a sound workbook reaches openpyxl."""

import zipfile
from io import BytesIO

from engine.diagnostics import Diagnostic
from engine.faults import Faults
from engine.location import CellRef
from engine.typography import grouped
from engine.workbooks.check_parts import CONTENT_TYPES, Contents, Unfit, check_parts, damaged

MIB = 1024 * 1024
LARGEST_PART = 64 * MIB
LARGEST_TOTAL = 128 * MIB
HIGHEST_RATIO = 200

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"


def lock_file(name: str) -> bool:
    """Whether *name* is that of the file Excel or LibreOffice leaves beside an open workbook."""
    file = name.replace("\\", "/").rpartition("/")[2]
    return file.startswith("~$") or (file.startswith(".~lock.") and file.endswith("#"))


def check_bytes(data: bytes, name: str) -> tuple[Contents | None, tuple[Diagnostic, ...]]:
    """Return what the workbook announces (None if openpyxl must not open it) and what is wrong with it."""
    where = CellRef(name)
    faults = Faults()
    try:
        _check_signature(data, name)
        parts = _parts(data)
        _check_office_type(parts)
        contents = check_parts(parts, where, faults)
    except Unfit as unfit:
        faults.add(unfit.code, where, unfit.message, unfit.help)
        contents = None
    return (None if faults.any_error else contents), faults.sorted()


def _check_signature(data: bytes, name: str) -> None:
    if lock_file(name):
        raise Unfit(
            "fichier-de-verrou",
            "ce fichier n’est que la marque d’un classeur ouvert",
            "fermer le classeur, ou donner le fichier dont le nom ne commence ni par ~$ ni par .~lock",
        )
    if not data:
        raise Unfit(
            "fichier-vide",
            "ce fichier est vide",
            "reprendre le fichier à sa source\u00a0; copie ou téléchargement interrompu\u00a0?",
        )
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Unfit(
                "classeur-protege",
                "ce classeur est protégé par un mot de passe d’ouverture",
                "ôter le mot de passe dans Excel (Fichier > Informations > Protéger le classeur), "
                "puis enregistrer",
            )
        raise Unfit(
            "ancien-format",
            "ce fichier est à l’ancien format .xls",
            "dans Excel ou LibreOffice, Fichier > Enregistrer sous > Classeur Excel (.xlsx)",
        )
    if not data.startswith(_ZIP):
        raise Unfit(
            "pas-un-classeur",
            "ce fichier n’est pas un classeur Excel",
            "l’ouvrir dans Excel ou LibreOffice, puis Enregistrer sous > Classeur Excel (.xlsx)",
        )


def _parts(data: bytes) -> dict[str, bytes]:
    """Return every part of the package, reading no more than the limits: a declared size may lie."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_sizes(entries)
            if len({entry.filename for entry in entries}) < len(entries):
                raise damaged()
            parts: dict[str, bytes] = {}
            left = LARGEST_TOTAL
            for entry in entries:
                with archive.open(entry) as part:
                    content = part.read(min(LARGEST_PART, left) + 1)
                left -= len(content)
                if len(content) > LARGEST_PART or left < 0:
                    raise _too_large(max(LARGEST_TOTAL - left, len(content)))
                parts[entry.filename] = content
    except Unfit:
        raise
    except Exception as error:  # zipfile raises a dozen kinds on bad bytes
        raise damaged() from error
    return parts


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    for entry in entries:
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        if (
            total > LARGEST_TOTAL
            or entry.file_size > LARGEST_PART
            or entry.file_size > max(MIB, HIGHEST_RATIO * entry.compress_size)
        ):
            raise _too_large(total)


def _too_large(size: int) -> Unfit:
    mib = grouped(-(-size // MIB))
    return Unfit(
        "classeur-demesure",
        f"ce classeur se déplierait en {mib}\u00a0Mio, il est refusé",
        "supprimer les lignes et colonnes vides mises en forme et les images, ou reprendre le fichier à sa "
        "source",
    )


def _check_office_type(parts: dict[str, bytes]) -> None:
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise Unfit(
            "classeur-ods",
            "ce fichier est un classeur LibreOffice .ods",
            "dans LibreOffice, Fichier > Enregistrer sous > Classeur Excel 2007-365 (.xlsx)",
        )
    types = parts.get(CONTENT_TYPES)
    if types is None:
        raise Unfit(
            "pas-un-classeur",
            "ce fichier est une archive, non un classeur Excel",
            "donner le classeur .xlsx lui-même, extrait de l’archive s’il s’y trouve",
        )
    if b"sheet.binary" not in types and (
        b"macroEnabled" in types or any(path.endswith("vbaProject.bin") for path in parts)
    ):
        raise Unfit(
            "classeur-avec-macros",
            "ce classeur contient des macros",
            "Fichier > Enregistrer sous > Classeur Excel (.xlsx), sans macros",
        )
    if b"spreadsheetml.sheet.main+xml" not in types:
        raise Unfit(
            "autre-document",
            "ce fichier est un document Office d’un autre type",
            "donner un classeur enregistré par Enregistrer sous > Classeur Excel (.xlsx)",
        )
