"""The index of a document: lines, and parts found by their way from the root."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.findings import Position
from protocols.plan.file import parse
from protocols.plan.file.document import Document
from protocols.plan.file.places import Written, whole_places
from protocols.plan.file.spots import Lines

TEXTS = st.text("ab\r\n\x85\u2028é🎵", min_size=1, max_size=30)


@given(TEXTS, st.data())
def test_an_index_is_a_line_and_a_column(text: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(text)))
    ends = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]
    line = sum(1 for end in ends if end <= index)
    column = index - ends[line - 1] + 1
    assert Lines(text, "f").position(index, index) == Position("f", line, column, line, column)


@given(TEXTS)
def test_later_characters_stand_later(text: str) -> None:
    places = [Lines(text, "f").position(index, index) for index in range(len(text) + 1)]
    assert all(before < after for before, after in pairwise(places))


LEAVES = st.sampled_from(["x", 1, True, None, "12:30"])
TREES = st.recursive(
    LEAVES,
    lambda below: (
        st.lists(below, max_size=25)
        | st.dictionaries(st.text("abc~/0", max_size=2), below, max_size=25)
    ),
    max_leaves=60,
)


def parsed(text: str) -> Document:
    document, findings = parse(text, "f.yaml")
    assert findings == ()
    assert document is not None
    return document


def ways(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    return [(way, value), *(found for step, each in inside for found in ways(each, (*way, step)))]


@given(TREES)
def test_every_part_is_found_where_it_is_written(tree: Any) -> None:
    document = parsed(json.dumps(tree))
    assert document.data == tree
    for way, value in ways(tree):
        assert document.source(way) == json.dumps(value)


@given(TREES)
def test_every_part_has_a_pointer_and_each_pointer_a_part(tree: Any) -> None:
    document = parsed(json.dumps(tree))
    places = whole_places(Written(document.spots))
    assert dict(places) == {
        "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in way): (
            document.at(way)
        )
        for way, _ in ways(tree)
    }
    assert "/no such part" not in places


@pytest.mark.parametrize("count", [1, 15, 16, 17, 300])
def test_few_parts_and_many_are_found_alike(count: int) -> None:
    names = [f"k{number}" for number in range(count)]
    document = parsed("\n".join(["a: &a", *(f"  {name}: {name}v" for name in names), "b: *a"]))
    for _again in range(2):
        for line, name in enumerate(names, 2):
            assert document.at(("a", name)).line == document.at(("b", name)).line == line
            assert document.source(("b", name)) == f"{name}v"
        assert document.at(("a", "gone")) == document.at(("a",))
