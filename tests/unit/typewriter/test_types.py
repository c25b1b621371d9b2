"""Schemas are read as types that are never narrower than what the schema is about."""

from typing import Any

import pytest

from typewriter.view.paths import records
from typewriter.view.python.annotate import annotate
from typewriter.view.read import Scope, read, read_object
from typewriter.view.types import Record

DEFINITIONS: dict[str, Any] = {
    "sku": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "size": {"enum": ["s", "m"]},
    "song": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]},
    "base": {"type": "object", "properties": {"name": {"type": "string"}}},
    "song_plus": {"allOf": [{"$ref": "#/definitions/base"}, {"properties": {"x": {}}}]},
    "tree": {"type": "array", "items": {"$ref": "#/definitions/tree"}},
    "loop": {"$ref": "#/definitions/loop"},
    "round": {
        "type": "object",
        "properties": {
            "again": {"allOf": [{"$ref": "#/definitions/round"}, {"properties": {"x": {}}}]}
        },
    },
}

ANNOTATIONS: list[tuple[Any, str]] = [
    (True, "object"),
    ({}, "object"),
    ({"type": "string"}, "str"),
    ({"type": "integer"}, "int"),
    ({"type": "number"}, "float"),
    ({"type": "boolean"}, "bool"),
    ({"type": "null"}, "None"),
    ({"type": ["string", "null"]}, "str | None"),
    ({"type": ["integer", "number"]}, "float"),
    ({"type": ["string", "integer", "boolean"]}, "str | int | bool"),
    ({"type": "string", "format": "date-time"}, "str | datetime"),
    ({"type": "string", "format": "date"}, "str"),
    ({"type": ["null", "string"], "format": "date-time"}, "str | datetime | None"),
    ({"enum": ["a", "b", None]}, "Literal['a', 'b'] | None"),
    ({"type": "string", "enum": ["a", None]}, "Literal['a']"),
    ({"enum": ["active", 1, True, 2.5, None]}, "Literal['active', 1, True] | float | None"),
    ({"enum": [1.5, 2.0]}, "float"),
    ({"const": "x"}, "Literal['x']"),
    ({"enum": ["a", "b"], "allOf": [{"enum": ["b", "c"]}]}, "Literal['b']"),
    ({"enum": [1, True], "allOf": [{"enum": [True]}]}, "Literal[True]"),
    ({"enum": [["a"], {"b": 1}]}, "Sequence[object] | Mapping[str, object]"),
    ({"type": "array"}, "Sequence[object]"),
    ({"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}, "Sequence[Sequence[int]]"),
    ({"type": "array", "items": [{"type": "string"}]}, "Sequence[object]"),
    ({"items": {"type": "string"}}, "Sequence[str]"),
    ({"type": "object"}, "Mapping[str, object]"),
    ({"type": "object", "additionalProperties": {"type": "integer"}}, "Mapping[str, int]"),
    ({"type": "object", "properties": {"a": {}}, "additionalProperties": True}, "Mapping[str, object]"),
    ({"type": "object", "patternProperties": {"^x": {}}}, "Mapping[str, object]"),
    ({"$ref": "#/definitions/sku"}, "str"),
    ({"$ref": "#/definitions/size"}, "Literal['s', 'm']"),
    ({"$ref": "#/definitions/song"}, "<song>"),
    ({"$ref": "#/definitions/song_plus"}, "<song_plus>"),
    ({"$ref": "#/definitions/tree"}, "<tree>"),
    ({"$ref": "#/definitions/loop"}, "object"),
    ({"$ref": "#/definitions/nowhere"}, "object"),
    ({"allOf": [{"$ref": "#/definitions/song"}, {"minProperties": 1}]}, "<song>"),
    ({"allOf": [{"$ref": "#/definitions/sku"}, {"minLength": 3}]}, "str"),
    ({"type": "number", "allOf": [{"type": "integer"}]}, "int"),
    ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, "str | int"),
    ({"anyOf": [{"type": "string"}, {"minimum": 3}]}, "object"),
    ({"type": "string", "anyOf": [{"minLength": 3}, {"pattern": "x"}]}, "str"),
    ({"oneOf": [{"$ref": "#/definitions/song"}, {"type": "null"}]}, "<song> | None"),
    ({"oneOf": [{"$ref": "#/definitions/song"}, {"$ref": "#/definitions/base"}]}, "<song> | <base>"),
    ({"anyOf": [{"const": 1}, {"const": True}, {"const": 1}]}, "Literal[1, True]"),
]  # fmt: skip

CLASSES = {("type", name): f"<{name}>" for name in DEFINITIONS}


@pytest.mark.parametrize(("schema", "expected"), ANNOTATIONS)
def test_a_schema_has_a_type(schema: Any, expected: str) -> None:
    one = read(schema, Scope(DEFINITIONS))
    assert annotate(one, ("x",), CLASSES).text == expected


def _class_paths(schema: Any) -> list[tuple[str, ...]]:
    return [path for path, _ in records(read(schema, Scope(DEFINITIONS)), ())]


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def test_alternatives_with_a_constant_of_their_own_become_separate_records() -> None:
    card = {**_object(kind={"const": "card"}, last4={"type": "string"}), "required": ["kind"]}
    bank = {**_object(kind={"const": "bank"}, iban={"type": "string"}), "required": ["kind"]}
    assert _class_paths({"oneOf": [card, bank]}) == [("|card",), ("|bank",)]


def test_lists_of_different_records_keep_them_apart() -> None:
    lists = [{"type": "array", "items": _object(**{name: {}})} for name in "ab"]
    assert len(set(_class_paths({"anyOf": lists}))) == 2


def test_a_key_called_like_a_list_item_is_not_mistaken_for_one() -> None:
    schema = {
        "type": ["array", "object"],
        "items": _object(a={}),
        "properties": {"[]": _object(b={})},
    }
    paths = _class_paths(schema)
    assert len(set(paths)) == len(paths) == 3


def test_a_type_that_merges_itself_ends() -> None:
    one = read(DEFINITIONS["round"], Scope(DEFINITIONS))
    assert isinstance(one, Record)


def test_an_exponential_tower_of_references_is_read_in_no_time() -> None:
    tower: dict[str, Any] = {"t0": _object(x={"type": "string"})}
    for level in range(1, 60):
        below = {"$ref": f"#/definitions/t{level - 1}"}
        tower[f"t{level}"] = {
            "allOf": [below, below],
            "anyOf": [below, below],
            "properties": {"p": {"oneOf": [below, below]}},
        }
    for schema in tower.values():
        assert read(schema, Scope(tower)) is not None
        assert {one.wire for one in read_object(schema, tower).fields} >= {"x"}


def _fields(schema: Any) -> dict[str, tuple[bool, str]]:
    shape = read_object(schema, DEFINITIONS)
    return {
        one.wire: (one.required, annotate(one.type, (one.wire,), CLASSES).text)
        for one in shape.fields
    }


def test_keys_come_from_references_and_conditions_too() -> None:
    schema = {
        **_object(own={"type": "string"}, never=False),
        "required": ["own", "ghost"],
        "allOf": [{"$ref": "#/definitions/base"}],
        "if": {"required": ["own"]},
        "then": _object(then={"type": "integer"}),
        "else": _object(**{"else": {"type": "boolean"}}),
        "dependencies": {"own": _object(needed={"type": "null"}), "then": ["own"]},
    }
    assert _fields(schema) == {
        "own": (True, "str"),
        "ghost": (True, "object"),
        "name": (False, "str"),
        "then": (False, "int"),
        "else": (False, "bool"),
        "needed": (False, "None"),
    }


def test_a_key_of_alternatives_has_each_ones_type_and_is_required_if_all_require_it() -> None:
    schema = {
        "oneOf": [
            {**_object(kind={"const": "a"}, x={"type": "string"}), "required": ["kind", "x"]},
            {**_object(kind={"const": "b"}, x={"type": "integer"}), "required": ["kind"]},
        ]
    }
    assert _fields(schema) == {
        "kind": (True, "Literal['a', 'b']"),
        "x": (False, "str | int"),
    }


@pytest.mark.parametrize(
    ("schema", "extra"),
    [
        (_object(a={}), None),
        ({**_object(a={}), "additionalProperties": False}, None),
        ({**_object(a={}), "additionalProperties": True}, "object"),
        ({**_object(a={}), "additionalProperties": {"type": "integer"}}, "int"),
        ({**_object(a={}), "patternProperties": {"^x": {"type": "integer"}}}, "object"),
    ],
)
def test_keys_that_are_not_named_have_a_type_only_where_the_plan_lets_them_in(
    schema: Any, extra: str | None
) -> None:
    found = read_object(schema, DEFINITIONS).extra
    assert (found and annotate(found, (), CLASSES).text) == extra


@pytest.mark.parametrize(
    ("schema", "required", "value"),
    [
        ({"const": 7}, True, 7),
        ({"const": [1, {"a": None}]}, True, [1, {"a": None}]),
        ({"type": "null"}, True, None),
    ],
)
def test_a_value_without_choice_is_fixed(schema: Any, required: bool, value: Any) -> None:
    whole = {"properties": {"x": schema}, "required": ["x"]}
    (field,) = read_object(whole, {}).fields
    assert field.fixed is not None
    assert field.fixed.value == value


@pytest.mark.parametrize("schema", [{"const": 7}, {"type": "null"}])
def test_a_value_that_may_be_absent_is_not_fixed(schema: Any) -> None:
    (field,) = read_object({"properties": {"x": schema}}, {}).fields
    assert field.fixed is None


def test_what_a_type_cannot_say_is_said_in_words() -> None:
    schema = {
        "properties": {
            "x": {
                "allOf": [{"$ref": "#/definitions/sku"}, {"minLength": 3}],
                "description": "A code",
                "pii": "red",
                "deprecated": True,
            },
            "y": {"type": "array", "maxItems": 3, "uniqueItems": True},
            "z": {"enum": [1.5, "a"]},
        }
    }
    x, y, z = read_object(schema, DEFINITIONS).fields
    assert x.description == "A code"
    assert x.notes == (
        "Matches ^[A-Z]{3}$.",
        "Length: at least 3.",
        "Personal data (red).",
        "Deprecated.",
    )
    assert y.notes == ("Items: at most 3.", "No item twice.")
    assert z.notes == ('One of 1.5, "a".',)
