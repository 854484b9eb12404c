"""Text in the columns of a terminal."""

from explain.columns import left, right, width_of, wrapped


def test_width_counts_what_is_displayed() -> None:
    assert width_of("abc") == 3
    assert width_of("e\u0301té") == 3
    assert width_of("日本") == 4


def test_lines_break_at_spaces_and_never_at_no_break_ones() -> None:
    assert wrapped("il manque 4\u202f383,20\u00a0€ en tout", 12) == [
        "il manque",
        "4\u202f383,20\u00a0€",
        "en tout",
    ]


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert wrapped("a" * 20, 8) == ["a" * 8, "a" * 8, "a" * 4]


def test_the_line_breaks_of_a_text_are_kept() -> None:
    assert wrapped("un\ndeux trois", 40) == ["un", "deux trois"]


def test_an_empty_text_is_one_empty_line() -> None:
    assert wrapped("", 40) == [""]


def test_columns_are_aligned_by_what_is_displayed() -> None:
    assert left("日", 4) + "|" + right("é", 3) == "日  |  é"
