"""A document's data, and where each part of it is written."""

import pytest

from protocols.findings import Position
from protocols.plan.file import parse
from protocols.plan.file.document import Document


def document(text: str) -> Document:
    parsed, findings = parse(text, "plan.yaml")
    assert findings == ()
    assert parsed is not None
    return parsed


FLOW = document(
    "plan: acme\nevents:\n  \"Song Played\": {sources: [web, 'ios']}\n  ? B\n  : {a: 1}\n"
)


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ((), (1, 1, 6, 1), (1, 1, 6, 1)),
        (("plan",), (1, 1, 1, 5), (1, 7, 1, 11)),
        (("events", "Song Played"), (3, 3, 3, 16), (3, 18, 3, 41)),
        (("events", "Song Played", "sources"), (3, 19, 3, 26), (3, 28, 3, 40)),
        (("events", "Song Played", "sources", 1), (3, 34, 3, 39), (3, 34, 3, 39)),
        (("events", "B"), (4, 5, 4, 6), (5, 5, 5, 11)),
        (("events", "B", "a"), (5, 6, 5, 7), (5, 9, 5, 10)),
    ],
)
def test_a_part_is_written_where_its_key_is_or_its_value(
    path: tuple[str | int, ...], key: tuple[int, ...], value: tuple[int, ...]
) -> None:
    assert FLOW.at(path) == Position("plan.yaml", *key)
    assert FLOW.at(path, value=True) == Position("plan.yaml", *value)


@pytest.mark.parametrize("path", [("events", "Song Played", "gone", 3, "x")])
def test_what_is_not_there_is_written_where_its_nearest_ancestor_is(path: tuple[str, ...]) -> None:
    assert FLOW.at(path) == FLOW.at(("events", "Song Played"))


def test_the_source_of_a_value_is_its_text_as_written() -> None:
    assert FLOW.source(("events", "Song Played", "sources", 1)) == "'ios'"
    assert document("version: 1.10").source(("version",)) == "1.10"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_alike_whatever_ends_them(newline: str) -> None:
    text = newline.join(["# first", "a: 1", "", "b:", "  c: 2"])
    assert str(document(text).at(("b", "c"))) == "plan.yaml:5:3"


@pytest.mark.parametrize("strange", ["\x85", "\u2028", "\u2029"])
def test_only_line_feeds_and_returns_end_lines(strange: str) -> None:
    text = f'a: "x{strange}y"\nb: 1\nc: {{d: "é{strange}", e: 1}}'
    assert str(document(text).at(("b",))) == "plan.yaml:2:1"
    assert document(text).source(("c", "e")) == "1"


def test_columns_count_characters_not_bytes() -> None:
    assert str(document('{"日本": "🎵", b: 1}').at(("b",))) == "plan.yaml:1:13"


def test_an_alias_is_written_where_it_stands_and_its_parts_where_they_do() -> None:
    repeated = document("a: &x {b: 1}\nc: *x\n")
    assert repeated.data == {"a": {"b": 1}, "c": {"b": 1}}
    assert str(repeated.at(("c",), value=True)) == "plan.yaml:2:4"
    assert str(repeated.at(("c", "b"))) == "plan.yaml:1:8"


def test_aliases_up_to_the_bound_are_fine_and_one_more_is_not() -> None:
    items = ", ".join(["x"] * 99)
    fine = f"a: &a [{items}]\nb: [{', '.join(['*a'] * 100)}]"
    assert document(fine)
    refused, findings = parse(fine.replace("b: [", "b: [*a, "), "plan.yaml")
    assert refused is None
    assert findings[0].message == "aliases repeat more than 10,000 nodes"


def test_what_an_alias_repeats_counts_again_when_it_is_repeated_itself() -> None:
    hundred = f"&b [{', '.join(['*a'] * 99)}]"
    fine = f"a: &a x\nb: {hundred}\nc: [{', '.join(['*b'] * 99)}, *a]"
    assert document(fine)
    refused, findings = parse(f"{fine}\nd: *a", "plan.yaml")
    assert refused is None
    assert [str(each.at) for each in findings] == ["plan.yaml:4:4"]


def test_fifty_levels_are_fine_and_one_more_is_not() -> None:
    assert document("[" * 50 + "]" * 50)
    assert parse("[" * 51 + "]" * 51, "plan.yaml")[1][0].rule == "TP006"
    below = "a: &a " + "[" * 25 + "]" * 25 + "\nb: "
    assert document(below + "[" * 24 + "*a" + "]" * 24)
    assert parse(below + "[" * 25 + "*a" + "]" * 25, "plan.yaml")[1][0].rule == "TP006"
