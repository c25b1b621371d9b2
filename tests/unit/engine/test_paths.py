import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.paths import (
    MISSING,
    format_path,
    overlap,
    parse_path,
    update,
    value_at,
    values_at,
)
from tests.unit.engine.transform.strategies import VALUES

STEPS = st.lists(
    st.one_of(st.sampled_from(["a", "b", "c", "list"]), st.integers(0, 2), st.none()), max_size=4
).map(tuple)
DOCUMENT = {"a": {"b": [{"c": 1}, {"c": 2}, 3]}}


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
    ("path", "values"),
    [
        ("a.b[0].c", [1]),
        ("a.b[].c", [1, 2]),
        ("a.b[9].c", []),
        ("a.x.c", []),
        ("a.b.c", []),
        ("a[0]", []),
    ],
)
def test_values_are_found_where_they_stand(path, values):
    assert values_at(DOCUMENT, parse_path(path)) == values
    if "[]" not in path:
        assert value_at(DOCUMENT, parse_path(path)) == (values[0] if values else MISSING)


def test_a_change_copies_what_lies_along_its_path_and_nothing_else():
    document = {"a": {"b": 1}, "c": {}, "l": [{"x": 1}, {"x": 2}]}
    done = update(document, ("l", 1, "x"), lambda _: 3)
    assert done == {"a": {"b": 1}, "c": {}, "l": [{"x": 1}, {"x": 3}]}
    assert done["a"] is document["a"]
    assert done["l"][0] is document["l"][0]


def test_objects_are_made_on_the_way_and_arrays_are_not():
    assert update({}, ("a", "b"), lambda _: 1) == {"a": {"b": 1}}
    assert update({}, ("a", 0), lambda _: 1) == {}
    assert update({"a": [1]}, ("a", 1), lambda _: 1) == {"a": [1]}


def test_a_key_is_left_out_and_an_element_is_not():
    assert update({"a": 1, "b": 2}, ("a",), lambda _: MISSING) == {"b": 2}
    document = {"a": [1]}
    assert update(document, ("a", 0), lambda _: MISSING) is document


@given(VALUES, STEPS, st.sampled_from([1, None, MISSING]))
def test_an_update_never_touches_its_argument(document, steps, value):
    before = copy.deepcopy(document)
    update(document, steps, lambda _: value)
    assert repr(document) == repr(before)
    assert update(document, steps, lambda old: old) is document


@given(VALUES, STEPS)
def test_every_value_at_a_path_is_replaced(document, steps):
    done = update(document, steps, lambda _: "new")
    assert all(value == "new" for value in values_at(done, steps))


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
