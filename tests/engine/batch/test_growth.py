"""How far a file is written, told from its size."""

from pathlib import Path

from engine.batch.writing.growth import Growth


def test_the_share_written_is_told_from_the_first_group(tmp_path: Path) -> None:
    part = tmp_path / "part.parquet"
    growth = Growth(part, 4)
    told: list[float] = []
    for size in (None, 4, 5000, 5000, 15_000, 90_000):
        if size is not None:
            part.write_bytes(bytes(size))
        told.append(growth.share(0))
    assert told == [0, 0, 0.25, 0.25, 0.75, 0.99]


def test_nothing_is_told_of_a_file_of_one_group(tmp_path: Path) -> None:
    part = tmp_path / "part.parquet"
    part.write_bytes(bytes(5000))
    assert Growth(part, 1).share(0) == 0
