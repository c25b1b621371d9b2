import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.paths import format_path, overlap, parse_path


@given(
    st.lists(
        st.one_of(st.text(min_size=1), st.integers(0, 999), st.none()), min_size=1, max_size=5
    )
)
def test_a_path_that_is_written_reads_as_itself(steps):
    assert parse_path(format_path(steps)) == tuple(steps)


@pytest.mark.parametrize(
    "text",
    ["", ".", "a.", ".a", "a..b", "a[", "a]", "a[x]", "a[0]b", "a.[0]", "a[1234567]", "a\\"],
)
def test_what_is_no_path_is_refused(text):
    with pytest.raises(ValueError, match="not a path"):
        parse_path(text)


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("a.b", "a.b", True),
        ("a.b", "a.b.c", True),
        ("a.b", "a.c", False),
        ("a[].b", "a[0].b", True),
        ("a[1].b", "a[0].b", False),
        ("a[0]", "a.b", False),
    ],
)
def test_paths_overlap_where_they_may_name_the_same_value(one, other, answer):
    assert overlap(parse_path(one), parse_path(other)) is answer
    assert overlap(parse_path(other), parse_path(one)) is answer
