"""The cases for which two versions of a table do not give the same answer: disjoint boxes, put together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.changes.answers import Answers, Meeting, NotAdmitted
from engine.changes.joint import Joint
from engine.checks.boxes import Box, Budget, intersection, is_empty
from engine.values import Missing

MOST_COMPARED = 700_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Disjoint boxes of cases, and what each version answers to all of them."""

    boxes: tuple[Box, ...]
    before: Answers
    after: Answers

    @property
    def is_incomplete(self) -> bool:
        """Whether the cases lack a fact, in one version or the other."""
        return any(
            isinstance(one, Missing) for answers in (self.before, self.after) for one in answers.outcomes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """What was found; ``left`` holds the boxes that were not looked at, for want of time."""

    found: tuple[Region, ...]
    left: tuple[Box, ...] = ()


def regions(joint: Joint, most_compared: int = MOST_COMPARED) -> Regions:
    """Return the cases whose answer differs; exact, save for what is ``left``."""
    budget = Budget(most_compared)
    boxes: dict[tuple[object, object], list[tuple[Box, Answers, Answers]]] = {}
    waiting: list[tuple[Box, tuple[bool, bool], Meeting | None]] = [
        (box, admitted, None) for box, admitted in _starts(joint)
    ]
    left: list[Box] = []
    while waiting:
        box, admitted, within = waiting.pop()
        meeting = Meeting.on(joint, box, within)
        budget.left -= 1 + len(meeting.before) + len(meeting.after)
        if budget.left < 0:
            left = [box, *(other for other, _, _ in waiting)]
            break
        if all(admitted) and meeting.cannot_differ():
            continue
        row = meeting.to_split()
        if row is not None:
            waiting += [(part, admitted, meeting) for part in _split(box, row.holds, row.may_hold)]
            continue
        answers = [
            given if known else Answers(tuple(NotAdmitted() for _ in joint.outputs), ())
            for given, known in zip(meeting.answers(), admitted, strict=True)
        ]
        if answers[0].outcomes != answers[1].outcomes:
            key = (repr(answers[0].outcomes), repr(answers[1].outcomes))
            boxes.setdefault(key, []).append((box, answers[0], answers[1]))
    return Regions(found=tuple(_region(found) for found in boxes.values()), left=tuple(left))


def _starts(joint: Joint) -> Iterator[tuple[Box, tuple[bool, bool]]]:
    """Yield the cases that both versions admit, then those that one refuses."""
    before, after = joint.before.admitted, joint.after.admitted
    both = intersection(before, after)
    yield both, (True, True)
    for box, admitted in ((before, (True, False)), (after, (False, True))):
        rest = list(box)
        for place, mask in enumerate(both):
            outside = rest[place] & ~mask
            if outside:
                yield (*rest[:place], outside, *rest[place + 1 :]), admitted
                rest[place] = mask


def _split(box: Box, holds: Box, may_hold: Box) -> Iterator[Box]:
    """Yield the parts of *box* by what one column of a row says of them."""
    columns = sorted(
        range(len(box)), key=lambda place: (box[place] == may_hold[place], box[place].bit_count())
    )
    for place in columns:
        sure = holds[place] & box[place] if holds else 0
        parts = [mask for mask in (sure, may_hold[place] & ~sure, box[place] & ~may_hold[place]) if mask]
        if len(parts) > 1:
            for mask in parts:
                yield (*box[:place], mask, *box[place + 1 :])
            return
    raise AssertionError("the truth of a row depends on the case, and no column tells")


def _region(found: Sequence[tuple[Box, Answers, Answers]]) -> Region:
    return Region(
        boxes=merged([box for box, _, _ in found]),
        before=_together([before for _, before, _ in found]),
        after=_together([after for _, _, after in found]),
    )


def _together(answers: Sequence[Answers]) -> Answers:
    """Return answers that are the same, with the rows of all."""
    return Answers(answers[0].outcomes, tuple(sorted({row for one in answers for row in one.rows})))


def merged(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Return disjoint boxes that hold the same cases, those that differ on one column put together."""
    found = list(dict.fromkeys(boxes))
    columns = len(found[0]) if found else 0
    changed = True
    while changed:
        changed = False
        for place in range(columns):
            groups: dict[Box, int] = {}
            for box in found:
                rest = (*box[:place], *box[place + 1 :])
                groups[rest] = groups.get(rest, 0) | box[place]
            if len(groups) < len(found):
                changed = True
            found = [(*rest[:place], mask, *rest[place:]) for rest, mask in groups.items()]
    return tuple(sorted(box for box in found if not is_empty(box)))
