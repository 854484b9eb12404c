"""Text laid out in columns of a terminal: width counts what is displayed, not characters."""

import unicodedata
from collections.abc import Iterator
from functools import cache


def width_of(text: str) -> int:
    """Return how many columns *text* takes: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


@cache
def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, width: int) -> list[str]:
    """Return *text* in lines of at most *width* columns, broken at spaces (never at a no-break one),
    or inside a word that is longer than a line."""
    return [line for paragraph in text.splitlines() or [""] for line in _lines(paragraph, max(width, 8))]


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.replace("\t", " ").split(" "):
        if not word:
            continue
        if line and width_of(line) + 1 + width_of(word) <= width:
            line += " " + word
            continue
        if line:
            yield line
        *pieces, line = _pieces(word, width)
        yield from pieces
    yield line


def _pieces(word: str, width: int) -> list[str]:
    pieces: list[str] = []
    piece, taken = "", 0
    for character in word:
        size = _width(character)
        if piece and taken + size > width:
            pieces.append(piece)
            piece, taken = "", 0
        piece, taken = piece + character, taken + size
    return [*pieces, piece]


def cut(text: str, width: int) -> str:
    """Return *text*, or its beginning and an ellipsis, on one line of at most *width* columns."""
    line = " ".join(text.split("\n"))
    if width_of(line) <= width:
        return line
    kept = _pieces(line, width - 1)[0]
    return kept.rstrip(" \u00a0\u202f") + "…"


def left(text: str, width: int) -> str:
    """Return *text* followed by blanks up to *width* columns."""
    return text + " " * (width - width_of(text))


def right(text: str, width: int) -> str:
    """Return *text* preceded by blanks up to *width* columns."""
    return " " * (width - width_of(text)) + text
