"""Reading and changing at paths, against the same written plainly: one step after another."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.access import (
    MAX_ELEMENTS,
    TooMany,
    reader,
    updater,
    value_at,
    values_at,
)
from protocols.engine.paths import MISSING, parse_path
from tests.unit.engine.transform.strategies import VALUES

NAMES = st.sampled_from(["a", "b", "c", "list"])
STEPS = st.lists(st.one_of(NAMES, st.integers(0, 2), st.none()), max_size=5).map(tuple)
SINGLE = st.lists(st.one_of(NAMES, st.integers(0, 2)), max_size=5).map(tuple)
DOCUMENT = {"a": {"b": [{"c": 1}, {"c": 2}, 3]}}


def plain_values(node, steps):
    if not steps:
        return [node]
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        found = [node[step]] if isinstance(node, dict) and step in node else []
    elif isinstance(node, list):
        found = node if step is None else node[step : step + 1]
    else:
        found = []
    return [value for child in found for value in plain_values(child, rest)]


def plain_update(node, steps, change):
    if not steps:
        return change(node)
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        if node is not MISSING and not isinstance(node, dict):
            return node
        held = {} if node is MISSING else dict(node)
        new = plain_update(held.get(step, MISSING), rest, change)
        if new is MISSING:
            held.pop(step, None)
            return MISSING if node is MISSING else held
        return {**held, step: new}
    if not isinstance(node, list):
        return node
    return [
        old
        if step not in {None, place} or (new := plain_update(old, rest, change)) is MISSING
        else new
        for place, old in enumerate(node)
    ]


def replaced(document, steps, value):
    return updater(steps, lambda _old, given: given)(document, value)


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
    steps = parse_path(path)
    assert values_at(DOCUMENT, steps, 9) == values
    if "[]" not in path:
        assert value_at(DOCUMENT, steps) == (values[0] if values else MISSING)


@given(VALUES, STEPS)
def test_all_values_are_found(document, steps):
    assert values_at(document, steps, 10_000) == plain_values(document, steps)


@given(VALUES, SINGLE)
def test_one_value_is_read_whichever_way_the_path_takes(document, steps):
    found = [*plain_values(document, steps), MISSING][0]
    assert reader(steps)(document) is found
    assert value_at(document, steps) is found
    assert reader(steps, None)(document) is (None if found is MISSING else found)


@given(VALUES, STEPS, st.sampled_from([1, None, MISSING]))
def test_an_update_makes_what_it_should_and_never_touches_its_argument(document, steps, value):
    before = copy.deepcopy(document)
    done = replaced(document, steps, value)
    assert repr(done) == repr(plain_update(document, steps, lambda _: value))
    assert repr(document) == repr(before)
    assert updater(steps, lambda old, _: old)(document, None) is document


@given(VALUES, STEPS)
def test_every_value_at_a_path_is_replaced(document, steps):
    done = replaced(document, steps, "new")
    assert all(value == "new" for value in values_at(done, steps, 10_000))


def test_a_change_copies_what_lies_along_its_path_and_nothing_else():
    document = {"a": {"b": 1}, "c": {}, "l": [{"x": 1}, {"x": 2}]}
    done = replaced(document, ("l", 1, "x"), 3)
    assert done == {"a": {"b": 1}, "c": {}, "l": [{"x": 1}, {"x": 3}]}
    assert done["a"] is document["a"]
    assert done["l"][0] is document["l"][0]


def test_objects_are_made_on_the_way_and_arrays_are_not():
    assert replaced({}, ("a", "b"), 1) == {"a": {"b": 1}}
    assert replaced({}, ("a", 0), 1) == {}
    assert replaced({"a": [1]}, ("a", 1), 1) == {"a": [1]}


def test_a_key_is_left_out_and_an_element_is_not():
    assert replaced({"a": 1, "b": 2}, ("a",), MISSING) == {"b": 2}
    document = {"a": [1]}
    assert replaced(document, ("a", 0), MISSING) is document


def test_arrays_without_end_are_refused_before_they_are_walked():
    document = {"l": [[1]] * (MAX_ELEMENTS + 1)}
    with pytest.raises(TooMany):
        replaced(document, ("l", None), 1)
    assert replaced(document, ("l", 0), 1)["l"][:2] == [1, [1]]
    with pytest.raises(TooMany):
        values_at(document, ("l", None), MAX_ELEMENTS)
    assert values_at({"l": [[1, 2], [3]]}, ("l", None, None), 3) == [1, 2, 3]
    with pytest.raises(TooMany):
        values_at({"l": [[1, 2], [3]]}, ("l", None, None), 2)
