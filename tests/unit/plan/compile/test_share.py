"""Parts that occur twice are kept once, and errors in them still name their own place."""

from typing import Any

from protocols.plan.compile.share import PREFIX, plain_path, share
from protocols.plan.compile.validator import Validator

TEXT = {"type": "string", "maxLength": 3}
LINE = {"type": "object", "properties": {"sku": TEXT, "note": TEXT}}
RULES = {
    "one": {"properties": {"lines": {"items": LINE}, "name": TEXT, "only": {"minimum": 7}}},
    "two": {"properties": {"line": LINE, "kind": {"$ref": "#/definitions/kind"}}},
}
TYPES = {"kind": {"properties": {"text": TEXT}}}
WHOLE = {"properties": RULES, "definitions": TYPES}


def _found(schema: dict[str, Any], message: Any) -> list[tuple[Any, ...]]:
    errors = Validator(schema).iter_errors(message)
    return sorted((tuple(e.instance_path), plain_path(schema, e.evaluation_path)) for e in errors)


def test_what_occurs_twice_is_a_definition_and_what_occurs_once_is_not() -> None:
    shared = share(RULES, TYPES)
    made = [name for name in shared["definitions"] if name.startswith(PREFIX)]
    assert len(made) == 2
    assert shared["properties"]["one"]["properties"]["only"] == {"minimum": 7}
    assert set(shared["definitions"]) - set(made) == {"kind"}


def test_the_same_is_wrong_at_the_same_place() -> None:
    message = {
        "one": {"lines": [{"sku": 1}, {"note": "long"}], "name": 2, "only": 3},
        "two": {"line": {"sku": "long"}, "kind": {"text": 4}},
    }
    found = _found(share(RULES, TYPES), message)
    assert found == _found(WHOLE, message)
    assert (
        ("two", "kind", "text"),
        ("definitions", "kind", "properties", "text", "type"),
    ) in found


def test_numbers_that_are_written_apart_are_kept_apart() -> None:
    rules: dict[str, Any] = {
        name: {"properties": {"a": {"const": value}}}
        for name, value in {"whole": 1, "yes": True, "fraction": 1.5}.items()
    }
    assert share(rules, {}) == {"properties": rules, "definitions": {}}


def test_a_plan_that_uses_the_prefix_shares_nothing() -> None:
    types = {f"{PREFIX}1": TEXT}
    assert share(RULES, types) == {"properties": RULES, "definitions": types}


def test_a_property_called_ref_is_no_reference() -> None:
    rules: dict[str, Any] = {
        "one": {
            "properties": {"$ref": {"properties": {"a": TEXT}}, "b": {"properties": {"a": TEXT}}}
        }
    }
    message = {"one": {"$ref": {"a": 1}}}
    (found,) = _found(share(rules, {}), message)
    assert found == (
        ("one", "$ref", "a"),
        ("properties", "one", "properties", "$ref", "properties", "a", "type"),
    )


def test_keys_that_the_validator_writes_otherwise_are_found() -> None:
    for key in ("", "07", "+7"):
        rules: dict[str, Any] = {"one": {"properties": {key: TEXT, "b": TEXT}}}
        (error,) = Validator(share(rules, {})).iter_errors({"one": {key: 1}})
        (plain,) = Validator({"properties": rules}).iter_errors({"one": {key: 1}})
        assert plain_path(share(rules, {}), error.evaluation_path) == tuple(plain.schema_path)
