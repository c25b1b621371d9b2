import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.reports.figures import moment, percent, ratio
from protocols.reports.visible import place_of, visible, visible_block


@given(st.text())
def test_visible_text_is_one_printable_line(text: str) -> None:
    assert not {unicodedata.category(c) for c in visible(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(max_size=500))
def test_a_shown_body_keeps_every_character_that_can_be_seen(text: str) -> None:
    shown = visible_block(text)
    unseen = {c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert unseen <= {"\n", "\t"}
    assert len(shown) >= len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\u001b[2J"),
        ("\U000e0041", "\\udb40\\udc41"),
        ("\ud800", "\\ud800"),
        ("é", "é"),
    ],
    ids=ascii,
)
def test_what_cannot_be_seen_is_spelled_as_json_spells_it(text: str, shown: str) -> None:
    assert visible_block(text) == shown


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        ("plan.yaml:12:9", ("plan.yaml", 12, 9)),
        ("C:/plans/a:b.yaml:1:2", ("C:/plans/a:b.yaml", 1, 2)),
        ("plan.yaml", None),
        ("plan.yaml:12", None),
        (":1:2", None),
        ("", None),
    ],
)
def test_a_place_is_file_line_and_column(place: str, parts: tuple[str, int, int] | None) -> None:
    assert place_of(place) == parts


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, "n/a"), (0.0, "0 %"), (1.0, "100 %"), (0.0001, "<0.1 %"), (0.9999, ">99.9 %"),
        (0.062, "6.2 %"), (0.5, "50 %"),
    ],
)  # fmt: skip
def test_a_share_never_reads_as_all_or_nothing_when_it_is_not(
    share: float | None, shown: str
) -> None:
    assert percent(share) == shown


def test_a_small_ratio_never_reads_as_zero() -> None:
    assert (ratio(0.0001), ratio(0.0), ratio(None), ratio(2)) == ("<0.01", "0.00", "n/a", "2.00")


@pytest.mark.parametrize(
    ("timestamp", "shown"),
    [
        ("2026-11-22T02:19:44.123Z", "2026-11-22 02:19 UTC"),
        ("2026-11-22T02:19:00+02:00", "2026-11-22 00:19 UTC"),
        ("2026-11-22", "2026-11-22"),
        ("soon", "soon"),
    ],
)
def test_times_are_told_in_utc(timestamp: str, shown: str) -> None:
    assert moment(timestamp) == shown
