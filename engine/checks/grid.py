"""What a box holds that others do not, asked of the fewest points that tell the boxes apart.

The points of an axis that are in the same boxes make one cell. A cell whose boxes are all those of another
cell, and more, is left aside at first: what covers the other one covers it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from engine.checks.boxes import Box, Budget, meet

MOST_CHANGES = 300_000
"""Points where a box begins or ends, of one axis, that are looked at one by one."""

MOST_WEIGHED = 400
"""Cells of one axis that are compared two by two."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Points of one axis, and the boxes that they are in, one bit a box."""

    points: int
    members: int


Axes = tuple[tuple[Cell, ...], ...]


class Grid:
    """The cells that *boxes* cut in *full*, for questions about some of the boxes."""

    def __init__(self, boxes: Sequence[Box], full: Box) -> None:
        self.boxes = boxes
        self.full = full
        self.axes: Axes = tuple(
            _cells([box[place] for box in boxes], whole) for place, whole in enumerate(full)
        )
        self._held: tuple[dict[int, tuple[int, int]], ...] = tuple({} for _ in full)

    def left_over(self, within: Box, among: int, budget: Budget) -> Iterator[Box]:
        """Yield boxes that make up what *within*, an union of cells, holds and none of the boxes *among* does.

        The first ones are of the cells that fewest boxes hold. Boxes may come twice.

        Raises:
            OutOfBudget: *budget* has run out.
        """
        if not all(within):
            return
        cells = tuple(
            tuple(cell for cell in axis if cell.points & mask)
            for axis, mask in zip(self.axes, within, strict=True)
        )
        fewest = tuple(_fewest(axis, among) for axis in cells)
        found = False
        for box in _Search(fewest, self.boxes, among, budget).left():
            found = True
            yield box
        if found:
            merged = tuple(_merged(axis, among) for axis in cells)
            yield from _Search(merged, self.boxes, among, budget).left()

    def covers(self, within: Box, among: int, budget: Budget) -> bool:
        """Whether the boxes *among* hold all of *within*, an union of cells.

        Raises:
            OutOfBudget: *budget* has run out.
        """
        alive = among
        for axis, mask in zip(self.axes, within, strict=True):
            budget.spend(len(axis) // 8 + 1)
            inside = (cell.members & alive for cell in axis if cell.points & mask)
            alive = min(inside, key=int.bit_count, default=0)
        return bool(alive) and next(self.left_over(within, among, budget), None) is None

    def near(self, box: Box, among: int, budget: Budget) -> int:
        """Return those of the boxes *among* that meet *box*, an union of cells.

        Raises:
            OutOfBudget: *budget* has run out.
        """
        for axis, mask, held in zip(self.axes, box, self._held, strict=True):
            among &= _beside(axis, mask, held, budget)[0]
        return among


def left_over(box: Box, covers: Sequence[Box], budget: Budget) -> Iterator[Box]:
    """Yield boxes that make up what *box* holds and no one of *covers* does.

    Raises:
        OutOfBudget: *budget* has run out.
    """
    if not all(box):
        return
    budget.spend(len(covers))
    near = [cover for cover in covers if meet(cover, box)]
    yield from Grid(near, box).left_over(box, (1 << len(near)) - 1, budget)


def _cells(masks: Sequence[int], whole: int) -> tuple[Cell, ...]:
    """Return the cells of one axis, where *masks* are the points that each box holds."""
    members: dict[int, int] = {}
    for place, mask in enumerate(masks):
        inside = mask & whole
        members[inside] = members.get(inside, 0) | 1 << place
    changes = {mask: mask ^ mask << 1 for mask in members}
    if sum(map(int.bit_count, changes.values())) <= MOST_CHANGES:
        return _by_runs(members, changes, whole)
    return _by_pieces(members, whole)


def _by_runs(members: Mapping[int, int], changes: Mapping[int, int], whole: int) -> tuple[Cell, ...]:
    """Return the cells, from the points where boxes begin and end: *changes* of each mask."""
    turns: dict[int, int] = {}
    for mask, places in members.items():
        for point in bits(changes[mask]):
            turns[point] = turns.get(point, 0) ^ places
    for point in bits(whole ^ whole << 1):
        turns.setdefault(point, 0)
    found: dict[int, int] = {}
    inside, start = 0, 0
    for point in sorted(turns):
        run = ((1 << point) - (1 << start)) & whole
        if run:
            found[inside] = found.get(inside, 0) | run
        inside, start = inside ^ turns[point], point
    return tuple(Cell(points, held) for held, points in found.items())


def _by_pieces(members: Mapping[int, int], whole: int) -> tuple[Cell, ...]:
    """Return the cells, each mask cutting the pieces that those before it left."""
    pieces = [whole]
    for mask in members:
        cut: list[int] = []
        for piece in pieces:
            inside = piece & mask
            if inside and inside != piece:
                cut += (inside, piece & ~mask)
            else:
                cut.append(piece)
        pieces = cut
    found: list[Cell] = []
    for piece in pieces:
        held = 0
        for mask, places in members.items():
            if piece & mask:
                held |= places
        found.append(Cell(piece, held))
    return tuple(found)


def _merged(cells: Sequence[Cell], among: int) -> tuple[Cell, ...]:
    """Return the cells that the boxes *among* tell apart, those that fewest hold first."""
    points: dict[int, int] = {}
    for cell in cells:
        members = cell.members & among
        points[members] = points.get(members, 0) | cell.points
    ordered = sorted(points.items(), key=lambda item: item[0].bit_count())
    return tuple(Cell(mask, members) for members, mask in ordered)


def _fewest(cells: Sequence[Cell], among: int) -> tuple[Cell, ...]:
    """Return these cells without those that hold all the boxes of another one."""
    merged = _merged(cells, among)
    if len(merged) > MOST_WEIGHED:
        return merged
    kept: list[Cell] = []
    for cell in merged:
        if not any(other.members & cell.members == other.members for other in kept):
            kept.append(cell)
    return tuple(kept)


class _Search:
    """The walk through the cells of each axis in turn, with the boxes that may still cover what is chosen."""

    def __init__(self, axes: Axes, boxes: Sequence[Box], among: int, budget: Budget) -> None:
        self.axes = axes
        self.boxes = boxes
        self.among = among
        self.budget = budget
        self.whole = tuple(_and(cell.members for cell in axis) for axis in axes)
        self._covered: set[tuple[int, frozenset[int]]] = set()

    def left(self) -> Iterator[Box]:
        """Yield what no box covers."""
        rest = frozenset(range(len(self.axes)))
        counts = self._counts_apart()
        if counts is not None:
            yield from self._apart(self.among, rest, {}, counts)
        else:
            yield from self._met(self.among, rest, {})

    def _met(self, alive: int, rest: frozenset[int], chosen: dict[int, int]) -> Iterator[Box]:
        """Yield what the boxes *alive* leave of the axes *rest*, whatever they share."""
        if not alive:
            yield self._box(chosen)
            return
        sure = alive
        for place in rest:
            sure &= self.whole[place]
        if sure or (alive, rest) in self._covered:
            return
        left = frozenset(place for place in rest if alive & ~self.whole[place])
        axis = max(left, key=lambda place: ((alive & ~self.whole[place]).bit_count(), -place))
        self.budget.spend(len(self.axes[axis]) + len(rest))
        found = False
        for cell in _merged(self.axes[axis], alive):
            for box in self._met(cell.members, left - {axis}, {**chosen, axis: cell.points}):
                found = True
                yield box
        if not found:
            self._covered.add((alive, rest))

    def _apart(
        self, alive: int, rest: frozenset[int], chosen: dict[int, int], counts: list[dict[int, int]]
    ) -> Iterator[Box]:
        """Yield what the boxes *alive*, of which no two meet, leave of the axes *rest*: their sizes tell."""
        if not alive:
            yield self._box(chosen)
            return
        size = prod(len(self.axes[place]) for place in rest)
        rows = list(bits(alive))
        self.budget.spend(len(rows) * len(rest) + 1)
        if sum(prod(counts[place][row] for place in rest) for row in rows) == size:
            return
        axis = max(rest, key=lambda place: ((alive & ~self.whole[place]).bit_count(), -place))
        for cell in self.axes[axis]:
            yield from self._apart(alive & cell.members, rest - {axis}, {**chosen, axis: cell.points}, counts)

    def _counts_apart(self) -> list[dict[int, int]] | None:
        """Return how many cells of each axis each box holds; None where two boxes meet."""
        held: list[dict[int, tuple[int, int]]] = [{} for _ in self.axes]
        points = [sum(cell.points for cell in axis) for axis in self.axes]
        counts: list[dict[int, int]] = [{} for _ in self.axes]
        for row in bits(self.among):
            met = self.among
            for place, axis in enumerate(self.axes):
                mask = self.boxes[row][place] & points[place]
                beside, counts[place][row] = _beside(axis, mask, held[place], self.budget)
                met &= beside
            if met & ~(1 << row):
                return None
        return counts

    def _box(self, chosen: dict[int, int]) -> Box:
        return tuple(
            chosen[place] if place in chosen else sum(cell.points for cell in axis)
            for place, axis in enumerate(self.axes)
        )


def _beside(
    axis: Sequence[Cell], mask: int, held: dict[int, tuple[int, int]], budget: Budget
) -> tuple[int, int]:
    """Return the boxes that share a cell of *axis* with *mask*, and how many cells it holds; kept in *held*."""
    if mask not in held:
        budget.spend(len(axis) // 4 + 1)
        beside = count = 0
        for cell in axis:
            if cell.points & mask:
                beside, count = beside | cell.members, count + 1
        held[mask] = beside, count
    return held[mask]


def _and(members: Iterator[int]) -> int:
    found = next(members, 0)
    for other in members:
        found &= other
    return found


def bits(mask: int) -> Iterator[int]:
    """Yield the places of the bits of *mask*."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
