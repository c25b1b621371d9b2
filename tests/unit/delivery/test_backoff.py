import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.delivery.backoff import LONGEST, LONGEST_ASKED, delay


@pytest.mark.parametrize(
    ("failures", "ceiling"), [(1, 1), (2, 2), (5, 16), (9, 256), (10, 300), (10_000, 300)]
)
def test_the_ceiling_doubles_up_to_five_minutes(failures: int, ceiling: float) -> None:
    assert delay(failures, asked=None, random=lambda: 1.0) == ceiling


@given(failures=st.integers(1, 10_000), random=st.floats(0, 1), asked=st.floats(0, 1e9))
def test_pauses_are_bounded_and_never_shorter_than_asked_within_reason(
    failures: int, random: float, asked: float
) -> None:
    pause = delay(failures, asked=asked, random=lambda: random)
    assert min(asked, LONGEST_ASKED) <= pause <= max(LONGEST, min(asked, LONGEST_ASKED))


def test_pauses_are_spread_over_the_whole_range() -> None:
    assert delay(4, asked=None, random=lambda: 0.0) == 0
    assert delay(4, asked=None, random=lambda: 0.25) == 2
