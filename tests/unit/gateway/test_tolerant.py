"""Cutting a body into parts without a parser agrees with the parser wherever there is one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.nesting import nests_deeper
from protocols.gateway import limits
from protocols.gateway.envelope import read_batch
from protocols.gateway.tolerant import array_items, object_members

TEXT = st.text(alphabet=st.sampled_from('ab "\\/[]{},:\n\té'), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
INDENT = st.sampled_from([None, 1])


@given(st.lists(JSON, max_size=5), INDENT)
def test_the_items_of_an_array_are_cut_where_the_parser_cuts_them(
    items: list[Any], indent: int | None
) -> None:
    cut = array_items(json.dumps(items, indent=indent).encode())
    assert cut is not None
    assert [json.loads(item) for item in cut] == items


@given(st.dictionaries(TEXT, JSON, max_size=5), INDENT)
def test_the_members_of_an_object_are_cut_where_the_parser_cuts_them(
    members: dict[str, Any], indent: int | None
) -> None:
    cut = object_members(json.dumps(members, indent=indent).encode(), frozenset(members))
    assert cut is not None
    assert {key: json.loads(text) for key, text in cut.items()} == members


@given(st.binary(max_size=60) | TEXT.map(str.encode))
def test_any_bytes_are_cut_or_refused(body: bytes) -> None:
    for answer in (array_items(body), object_members(body, frozenset({"a", ""}))):
        assert answer is None or answer is not body
    assert array_items(b"[" + body) is None or isinstance(array_items(b"[" + body), list)


@given(JSON, st.integers(1, 6))
def test_depth_is_the_same_by_brackets_as_by_a_walk(value: Any, limit: int) -> None:
    def depth(node: Any) -> int:
        if not isinstance(node, dict | list):
            return 0
        children = node.values() if isinstance(node, dict) else node
        return 1 + max((depth(child) for child in children), default=0)

    assert nests_deeper(value, json.dumps(value).encode(), limit) == (depth(value) > limit)


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"1", b"[1] x", b'"[1]"', b"[" + b'"",' * (limits.SCAN_TOKENS + 1)],
    ids=["empty", "object", "number", "trailing", "string", "tangled"],
)
def test_what_is_no_array_has_no_items(text: bytes) -> None:
    assert array_items(text) is None


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (b"[]", []),
        (b" [ ] ", []),
        (b"[1", [b"1"]),
        (b"[1,", [b"1", b""]),
        (b"[,]", [b"", b""]),
        (b'["a]", "b', [b'"a]"', b'"b']),
        (b"[[1, 2], {}, [[", [b"[1, 2]", b"{}", b"[["]),
        (b'[{"a": "\\""}, 2]', [b'{"a": "\\""}', b"2"]),
    ],
)
def test_a_broken_array_is_cut_as_far_as_it_goes(text: bytes, items: list[bytes]) -> None:
    assert array_items(text) == items


def test_of_equal_members_the_last_counts() -> None:
    assert object_members(b'{"a": 1, "b": 2, "a": 3}', frozenset({"a"})) == {"a": b"3"}


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_python_writes_for_no_number_is_called_by_its_name(word: str) -> None:
    (item,) = read_batch(f'{{"batch": [{{"a": {word}}}]}}'.encode()).items
    assert item.fault is not None
    assert f"{word.removeprefix('-')} is no JSON value" in item.fault
