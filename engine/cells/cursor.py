"""A place in the tokens of a cell or a formula, and the faults of what stands there."""

from collections.abc import Sequence

from engine.cells.tokens import CellFault, Token
from engine.model import Operator
from engine.names import fold

_FRENCH = {"si": "if", "alors": "then", "sinon": "else", "et": "and", "ou": "or"}
KEYWORDS = _FRENCH | {english: english for english in _FRENCH.values()}
SEPARATORS = frozenset({";", ","})
COMPARISONS = {operator.value: operator for operator in list(Operator)[:6]}


class Cursor:
    """The tokens of *text* and the place of the next one."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.index = 0

    @property
    def next(self) -> Token:
        """The next token, not yet taken."""
        return self.tokens[self.index]

    @property
    def next_word(self) -> str:
        """The next keyword, in English; empty for any other token."""
        token = self.next
        return KEYWORDS.get(fold(token.text), "") if token.kind == "NAME" else ""

    def take(self) -> Token:
        """Return the next token and move past it; END stays."""
        token = self.next
        if token.kind != "END":
            self.index += 1
        return token

    def since(self, start: int) -> str:
        """Return the text from *start* to the last token taken."""
        return self.text[start : self.tokens[self.index - 1].end]

    def follows(self, kind: str) -> bool:
        """Whether a token of *kind* comes after the next one."""
        return self.next.kind != "END" and self.tokens[self.index + 1].kind == kind

    def close(self, start: int) -> None:
        """Take the ``)`` that closes what begins at *start*."""
        if self.next.kind != ")":
            if self.next.kind == "END":
                raise CellFault(
                    "parenthese",
                    f"la parenthèse de « {self.text[start:]} » n’est pas fermée",
                    "fermer la parenthèse",
                )
            raise self.unexpected()
        self.take()

    def unexpected(self) -> CellFault:
        """Return the fault of the next token, which has no place here."""
        token = self.next
        rest = self.text[token.start :]
        if token.kind == "END":
            what = f"« {self.text} » s’arrête trop tôt" if self.text else "la formule est vide"
            return CellFault("texte-incomplet", what, "écrire la suite")
        if token.kind in COMPARISONS:
            return CellFault(
                "operateur-en-trop",
                f"l’opérateur de « {rest} » n’a pas de sens ici",
                "écrire un seul opérateur, entre deux valeurs ou devant une valeur",
            )
        if token.kind == ")":
            return CellFault(
                "parenthese",
                f"« {self.text} » ferme une parenthèse qui n’est pas ouverte",
                "ôter la parenthèse",
            )
        return CellFault("suite-inattendue", f"« {rest} » n’a pas de sens ici", "corriger l’écriture")
