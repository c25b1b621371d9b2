import pytest

from protocols.plan.compile.closed import closed

NAMED = {"type": "object", "properties": {"a": {}}}


def _schema(body: object, **more: object) -> dict[str, object]:
    return {"properties": {"properties": body}, **more}


@pytest.mark.parametrize(
    "body",
    [
        {"allOf": [NAMED]},
        {"not": {"$ref": "#/definitions/d"}},
        {"properties": {"x": {"anyOf": [{"not": {"$ref": "#/definitions/d"}}]}}},
        {"properties": {"x": {"if": {"items": NAMED}}}},
        {"dependencies": {"a": NAMED}},
    ],
)
def test_a_combination_that_names_keys_cannot_be_closed(body: object) -> None:
    assert closed(_schema(body, definitions={"d": NAMED}), "properties") is None


def test_a_combination_that_names_no_keys_can() -> None:
    body = {"properties": {"x": {"allOf": [{"$ref": "#/definitions/n"}, {"minimum": 1}]}}}
    strict = closed(_schema(body, definitions={"n": {"type": "number"}}), "properties")
    assert strict is not None
    assert strict["properties"]["properties"]["additionalProperties"] is False


def test_every_level_that_names_keys_is_closed_and_no_other() -> None:
    body = {
        "properties": {
            "list": {"items": NAMED},
            "open": {"type": "object"},
            "mapped": {"properties": {"a": {}}, "additionalProperties": NAMED},
        }
    }
    strict = closed(_schema(body), "properties")
    assert strict is not None
    parts = strict["properties"]["properties"]["properties"]
    assert parts["list"]["items"]["additionalProperties"] is False
    assert parts["open"] == {"type": "object"}
    assert parts["mapped"]["additionalProperties"]["additionalProperties"] is False
