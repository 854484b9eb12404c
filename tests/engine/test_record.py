"""Values whose classes are cheap to make behave as frozen dataclasses with slots."""

import pickle
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace

import pytest

from engine.record import record


@record()
class Point:
    x: int
    y: int = 0
    seen: str = field(default="", compare=False)


@record(kw_only=True)
class Named:
    name: str
    inside: dict[str, int] = field(default_factory=dict[str, int])


@record(order=True)
class Version:
    major: int
    minor: int = 0


@record()
class Nothing:
    pass


@record()
class Other:
    x: int
    y: int = 0


def test_fields_are_given_by_place_by_name_or_left_to_their_default() -> None:
    assert (Point(1).y, Point(1, y=2).y, Point(x=1, y=2).x) == (0, 2, 1)


def test_a_factory_makes_a_default_for_each() -> None:
    assert Named(name="a").inside == {}
    assert Named(name="a").inside is not Named(name="b").inside


@pytest.mark.parametrize(
    ("given", "named"),
    [((), {}), ((1, 2, "", 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1})],
    ids=["too few", "too many", "twice", "unknown"],
)
def test_wrong_arguments_are_refused(given: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        Point(*given, **named)  # type: ignore[arg-type]


def test_a_class_by_name_takes_nothing_by_place() -> None:
    with pytest.raises(TypeError):
        Named("a")  # type: ignore[call-arg]


def test_values_cannot_change() -> None:
    point = Point(1)
    with pytest.raises(FrozenInstanceError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del point.x
    assert not hasattr(point, "__dict__")


def test_equal_fields_make_equal_values_of_one_class_only() -> None:
    assert Point(1, 2, "here") == Point(1, 2, "there")
    assert hash(Point(1, 2, "here")) == hash(Point(1, 2, "there"))
    assert Point(1, 2) != Point(2, 2)
    assert Point(1, 2) != Other(1, 2)  # type: ignore[comparison-overlap]
    assert Nothing() == Nothing()
    assert {Nothing(): 1}[Nothing()] == 1


def test_values_are_compared_field_by_field() -> None:
    assert sorted([Version(2), Version(1, 3), Version(1, 2)]) == [Version(1, 2), Version(1, 3), Version(2)]
    assert Version(1) <= Version(1) < Version(1, 1)
    with pytest.raises(TypeError):
        assert Version(1) < Point(1)  # type: ignore[operator]


def test_they_are_dataclasses_to_the_standard_library() -> None:
    assert is_dataclass(Point(1))
    assert [one.name for one in fields(Point)] == ["x", "y", "seen"]
    assert replace(Point(1, 2), x=3) == Point(3, 2)
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_a_value_is_written_as_it_is_made() -> None:
    assert repr(Point(1)) == "Point(x=1, y=0, seen='')"


def test_a_value_survives_pickle() -> None:
    assert pickle.loads(pickle.dumps(Point(1, 2, "here"))).seen == "here"
    assert pickle.loads(pickle.dumps(Nothing())) == Nothing()
