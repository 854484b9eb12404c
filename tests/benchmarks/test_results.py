from importlib import import_module
from pathlib import Path

from benchmarks.__main__ import SECTIONS, keep
from benchmarks.report import Target, targets


def test_a_section_takes_the_place_of_its_last_figures_and_the_others_stay(tmp_path: Path) -> None:
    results = tmp_path / "RESULTS.md"
    titles = [section.title for section in SECTIONS.values()]
    for title in reversed(titles):
        keep(results, title, f"first figures\n\n| of |\n| {title} |\n")
    keep(results, titles[1], "second figures\n")
    written = results.read_text("utf-8")
    assert [line[3:] for line in written.splitlines() if line.startswith("## ")] == titles
    assert written.count("first figures") == len(titles) - 1
    assert f"## {titles[1]}\n\nsecond figures\n" in written


def test_a_section_that_is_no_longer_measured_goes(tmp_path: Path) -> None:
    results = tmp_path / "RESULTS.md"
    results.write_text("# Results\n\nold\n\n## Of old\n\nfigures\n", "utf-8")
    keep(results, "Spark beside DuckDB", "new figures\n")
    assert "Of old" not in results.read_text("utf-8")


def test_each_section_can_be_measured() -> None:
    assert all(callable(import_module(section.module).measured) for section in SECTIONS.values())


def test_a_target_is_met_missed_or_not_measured() -> None:
    said = targets(
        [
            Target("fast", 4, 5, " ms"),
            Target("slow", 6, 5, " ms"),
            Target("as fast again", 19, 20, " ×", most=False),
            Target("unknown", None, 2, " ×"),
        ],
        ["the machine"],
    )
    assert [line.rsplit("| ", 1)[1] for line in said.splitlines() if "≤" in line or "≥" in line] == [
        "met |",
        "**missed** |",
        "**missed** |",
        "- |",
    ]
