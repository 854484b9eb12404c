"""The words of a cell or a formula, and the fault that refuses them.

Spaces of any width and typographic signs are read as their plain form; the text between quotation
marks is kept as written.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from engine.names import fold
from engine.typography import typeset


class CellFault(Exception):
    """What is wrong with a cell, then what to write instead; both in French."""

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        self.code = code
        self.message = typeset(message.replace("\n", " "))
        self.help = typeset(remedy.replace("\n", " "))
        super().__init__(self.message)


class Token(NamedTuple):
    """A word: ``kind`` is NUMBER, DATE, TEXT, NAME, CHOICE, WORDS, END, or the sign itself."""

    kind: str
    text: str
    start: int
    end: int


NO_CHOICES: Mapping[str, str] = {}

_PLAIN = str.maketrans(dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u202f", " "))
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"))

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<TEXT> "(?:[^"]|"")*" | [“”„][^“”„"]*[“”"] | «[^»]*» )
    | (?P<DATE> \d{4}(?P<s>[-/.])\d{1,2}(?P=s)\d{1,2}(?!\d) | \d{1,2}(?P<t>[-/.])\d{1,2}(?P=t)(?:\d{4}|\d{2})(?!\d) )
    | (?P<NUMBER> \d+(?:[ .,]\d+)* )
    | (?P<NAME> [^\W\d]\w* )
    | (?P<SIGN> [=<>!≤≥≠]+ | \.\. | … | [-−–+*×/()\[\];,%€] )
    | (?P<BAD> \S )
    )?""",
    re.VERBOSE,
)
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "…": "..", "×": "*", "−": "-"}
_OPERATORS = {"<", "<=", ">", ">=", "=", "!="}
_ALMOST = {"=>": ">=", "=<": "<=", "==": "=", "!": "!=", "><": "!="}

_CHOICE_END = re.compile(r"\s*(?:[;,)\[\]]|\.\.|$)")
_CALL = re.compile(r"[^\W\d]\w*\s*\(")
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_BEFORE_OPERAND = _OPERATORS | {"(", "[", "]", "..", ";", ","}


def clean(text: str) -> str:
    """Return *text* without invisible characters nor outer blanks."""
    return text.translate(_INVISIBLE).strip()


def tokenize(text: str, choices: Mapping[str, str] = NO_CHOICES) -> list[Token]:
    """Return the words of *text*, END last.

    *choices*, the closed list of the column by folded spelling: a run of words up to the next
    separator is one CHOICE when it is in the list (the longest run first), else WORDS.

    Raises:
        CellFault: a character or an operator that means nothing here, a quotation left open.
    """
    plain = text.translate(_PLAIN)
    found: list[Token] = []
    at = 0
    while True:
        listed = choices and (not found or found[-1].kind in _BEFORE_OPERAND)
        token = (_from_list(plain, at, choices) if listed else None) or _next(plain, text, at)
        found.append(token)
        if token.kind == "END":
            return found
        at = token.end


def _next(plain: str, text: str, at: int) -> Token:
    match = _TOKEN.match(plain, at)
    assert match is not None
    kind = match.lastgroup
    if kind is None:
        return Token("END", "", match.end(), match.end())
    start, end = match.span(kind)
    word = plain[start:end]
    if kind == "BAD":
        raise _bad_character(word, text[start:])
    if kind == "TEXT":
        return Token(kind, _unquoted(text[start:end]), start, end)
    if kind == "SIGN":
        kind = word = _sign(word)
    return Token(kind, word, start, end)


def _sign(written: str) -> str:
    sign = _SIGNS.get(written, written)
    if sign in _OPERATORS or not set(sign) & set("=<>!≤≥≠"):
        return sign
    remedy = _ALMOST.get(sign)
    raise CellFault(
        "operateur-inconnu",
        f"« {written} » n’est pas un opérateur",
        f"écrire {remedy}" if remedy else "opérateurs possibles : < <= > >= = !=",
    )


def _bad_character(character: str, rest: str) -> CellFault:
    if character in '"“”„«':
        return CellFault(
            "guillemet-ouvert", f"le guillemet de « {rest} » n’est pas fermé", "fermer le guillemet"
        )
    remedy = 'pour un texte, écrire des guillemets doubles : "…"' if character in "'’‘" else ""
    return CellFault("caractere-inattendu", f"le signe « {character} » n’a pas de sens ici", remedy)


def _unquoted(quoted: str) -> str:
    inside = quoted[1:-1]
    if quoted[0] == "«":
        return inside.strip()
    return inside.replace('""', '"') if quoted[0] == '"' else inside


def _from_list(plain: str, at: int, choices: Mapping[str, str]) -> Token | None:
    """Return the CHOICE, NAME or WORDS that begins at *at*, None when something else does."""
    start = at + len(plain[at:]) - len(plain[at:].lstrip())
    ends = [end.start() for end in _CHOICE_END.finditer(plain, start)]
    for end in reversed(ends):
        choice = choices.get(fold(plain[start:end]))
        if choice is not None:
            return Token("CHOICE", choice, start, end)
    if not plain[start : start + 1].isalnum() or _CALL.match(plain, start):
        return None
    words = plain[start : ends[0]]
    return Token("NAME" if _IDENTIFIER.fullmatch(words) else "WORDS", words, start, ends[0])


_WORD = re.compile(r"[^\W\d]+|€|%")
_SYNONYMS = {"€": "eur", "euro": "eur", "annee": "an", "j": "jour", "sem": "semaine", "h": "heure"}


def same_unit(unit: str) -> str:
    """Return what the spellings of one unit have in common (``€/jour``, ``EUR par jours``)."""
    unit = fold(unit).replace(" par ", "/")
    words = (word if word == "mois" else word.removesuffix("s") for word in _WORD.findall(unit))
    joined = "/" if "/" in unit else " "
    return joined.join(_SYNONYMS.get(word, word) for word in words)
