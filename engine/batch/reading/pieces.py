"""Which rows of which files are decided together: large files cut, small ones put side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.batch.reading.match_columns import Matched
from engine.batch.reading.open_inputs import used
from engine.batch.reading.source import Column, Form, Part, Source
from engine.batch.reading.to_sql import name, text

MOST_PIECES = 1000


class Piece(NamedTuple):
    """Rows ``first`` to ``last`` (from 0, included) of a part; ``before``: rows of the inputs before it."""

    source: int
    part: Part
    first: int
    last: int
    before: int

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.last - self.first + 1

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole part."""
        return self.rows == self.part.rows


class Chunk(NamedTuple):
    """Pieces with the same columns, written the same way: ``columns`` by fact, ``kept`` by name in the output."""

    pieces: tuple[Piece, ...]
    source: Source
    columns: Mapping[str, Column]
    kept: Mapping[str, Column]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return sum(piece.rows for piece in self.pieces)


def chunks(sources: Sequence[Source], matched: Matched, needed: Sequence[str], most: int) -> Iterator[Chunk]:
    """Yield the rows of *sources* in order, about *most* at a time."""
    held: list[Piece] = []
    before = 0
    for index, source in enumerate(sources):
        for part in source.parts:
            first = 0
            while first < part.rows:
                last = min(part.rows, first + most) - 1
                piece = Piece(index, part, first, last, before)
                if held and not _together(held, piece, sources, matched, needed, most):
                    yield _chunk(held, sources, matched, needed)
                    held = []
                held.append(piece)
                before += piece.rows
                first = last + 1
    if held:
        yield _chunk(held, sources, matched, needed)


def scan(chunk: Chunk, columns: Sequence[str]) -> str:
    """Return the query of the rows of *chunk*: ``position`` in the whole input, then expressions *columns*."""
    listed = ", ".join(columns)
    joined = ", union_by_name=true" if chunk.source.form is Form.LINES else ""
    if len(chunk.pieces) == 1:
        (piece,) = chunk.pieces
        start = piece.before - piece.first + 1
        where = "" if piece.is_whole else f" WHERE file_row_number BETWEEN {piece.first} AND {piece.last}"
        return (
            f"SELECT file_row_number + {start} AS {name('position')}, {listed}"
            f" FROM read_parquet({text(piece.part.path)}, file_row_number=true){where}"
        )
    files = ", ".join(text(piece.part.path) for piece in chunk.pieces)
    starts = ", ".join(str(piece.before + 1) for piece in chunk.pieces)
    return (
        f"SELECT file_row_number + list_extract([{starts}], file_index::BIGINT + 1) AS {name('position')}, {listed}"
        f" FROM read_parquet([{files}], file_row_number=true{joined})"
    )


def _together(
    held: Sequence[Piece],
    piece: Piece,
    sources: Sequence[Source],
    matched: Matched,
    needed: Sequence[str],
    most: int,
) -> bool:
    """Whether *piece* can join *held*: whole parts only, of the same columns and dialect."""
    last = held[-1]
    ours, theirs = sources[last.source], sources[piece.source]
    return (
        sum(one.rows for one in held) + piece.rows <= most
        and len(held) < MOST_PIECES
        and last.is_whole
        and piece.is_whole
        and ours.form is theirs.form
        and ours.dialect == theirs.dialect
        and (
            ours.form is Form.LINES
            or (
                used(last.part.columns, matched, needed) == used(piece.part.columns, matched, needed)
                and _kept(last.part, matched) == _kept(piece.part, matched)
            )
        )
    )


def _chunk(
    pieces: Sequence[Piece], sources: Sequence[Source], matched: Matched, needed: Sequence[str]
) -> Chunk:
    columns = {
        fact: column for piece in pieces for fact, column in used(piece.part.columns, matched, needed).items()
    }
    kept = {name: column for piece in pieces for name, column in _kept(piece.part, matched).items()}
    return Chunk(tuple(pieces), sources[pieces[0].source], columns, kept)


def _kept(part: Part, matched: Matched) -> Mapping[str, Column]:
    found = {matched.keeps(column.name): column for column in part.columns}
    return {kept: column for kept, column in found.items() if kept is not None}
