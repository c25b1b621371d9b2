import pytest
from pydantic import TypeAdapter, ValidationError

from protocols.engine.transform import Filter, Filters, Transformation, Transformations

KEY = "a key of sixteen"


@pytest.mark.parametrize(
    "written",
    [
        {"name": "fix case", "if": "event = 'song played'", "rename_event": "Song Played"},
        {"name": "cents", "rename": {"properties.total_cents": "properties.total"}},
        {"name": "lift", "rename": {"properties.page": "context.page"}},
        {"name": "elements", "rename": {"properties.products[].id": "properties.products[].sku"}},
        {"name": "all parts", "rename_event": "E", "rename": {"properties.a": "properties.b"},
         "set": {"properties.c": 1}, "define": {"properties.d": "lowercase(event)"},
         "cast": {"properties.e": "date-time"}, "drop_properties": ["properties.f"],
         "hash": {"paths": ["properties.g"], "key": KEY}},
        {"name": "keep", "set": {"properties.a.b": 1}, "allow_properties": ["properties.a"]},
        {"name": "route", "set": {"integrations.All": False}},
        {"name": "top", "drop_properties": ["category"]},
        {"name": "gone", "if": "event = 'x'", "drop": True},
    ],
)  # fmt: skip
def test_a_transformation_is_read_as_it_is_written(written):
    item = Transformation.model_validate(written)
    assert item.name == written["name"]
    assert item.condition == written.get("if")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "changes nothing"),
        ({"set": {}}, "changes nothing"),
        ({"drop": False}, "drop"),
        ({"drop": True, "rename_event": "E"}, "`rename_event` beside it would do nothing"),
        ({"rename_event": ""}, "at least 1 character"),
        ({"rename_evnt": "E"}, "rename_evnt"),
        ({"if": "event = ", "drop": True}, "at character 9"),
        ({"if": "event == 'x'", "drop": True}, "write `=`"),
        ({"define": {"properties.a": "lower(event)"}}, "there is no function `lower`"),
        ({"set": {"userId": "x"}}, "`userId` says who sent"),
        ({"drop_properties": ["anonymousId"]}, "`anonymousId` says who sent"),
        ({"rename": {"properties.id": "messageId"}}, "`messageId` says who sent"),
        ({"rename": {"groupId": "properties.id"}}, "`groupId` says who sent"),
        ({"cast": {"timestamp": "date-time"}}, "`timestamp` says who sent"),
        ({"define": {"type": "'track'"}}, "`type` says who sent"),
        ({"hash": {"paths": ["previousId"], "key": KEY}}, "`previousId` says who sent"),
        ({"set": {"event": "x"}}, "renamed with `rename_event`"),
        ({"set": {"context.protocols.x": 1}}, "written by the engine alone"),
        ({"set": {"properties": {}}}, "name a key inside it"),
        ({"drop_properties": ["context"]}, "name a key inside it"),
        ({"set": {"properties[0]": 1}}, "name a key inside it"),
        ({"set": {"a..b": 1}}, "not a path"),
        ({"set": {"[0].a": 1}}, "begins with no key"),
        ({"set": {"a" + ".a" * 16: 1}}, "more than 16 steps"),
        ({"drop_properties": ["properties.list[]"]}, "element of an array"),
        ({"allow_properties": ["category"]}, "inside an object"),
        ({"cast": {"properties.a": "date"}}, "date-time"),
        ({"hash": {"paths": ["properties.a"], "key": "short"}}, "at least 16"),
        ({"hash": {"paths": ["properties.a"]}}, "key"),
        ({"rename": {"properties.a": "properties.a.b"}}, "one lies inside the other"),
        ({"rename": {"properties.l[].a": "properties.a"}}, "part before an array"),
        ({"rename": {"properties.a": "properties.l[].a"}}, "part before an array"),
        ({"rename": {"properties.a": "properties.c", "properties.b": "properties.c"}}, "named twice"),
        ({"rename": {"properties.a": "properties.b", "properties.b": "properties.a"}}, "named twice"),
        ({"set": {"properties.a": 1}, "cast": {"properties.a": "string"}}, "named twice"),
        ({"set": {"properties.a": 1, "properties.a.b": 1}}, "overlap"),
        ({"set": {"properties.l[].a": 1, "properties.l[0].a": 1}}, "overlap"),
        ({"drop_properties": ["properties.a", "properties.a"]}, "named twice"),
        ({"set": {"properties.b": 1}, "allow_properties": ["properties.a"]}, "not among"),
        ({"rename": {"properties.a": "properties.b.c"}, "allow_properties": ["properties.a"]}, "not among"),
    ],
)  # fmt: skip
def test_what_could_not_be_done_is_refused_with_the_reason(parts, words):
    with pytest.raises(ValidationError) as caught:
        Transformation.model_validate({"name": "n", **parts})
    assert words in str(caught.value)


def test_two_transformations_of_one_name_are_refused():
    written = [
        {"name": "n", "drop": True},
        {"name": "m", "drop": True},
        {"name": "n", "drop": True},
    ]
    with pytest.raises(ValidationError, match="number 1 and number 3 are both named 'n'"):
        TypeAdapter(Transformations).validate_python(written)


def test_the_key_of_a_hash_is_not_shown():
    item = Transformation.model_validate(
        {"name": "n", "hash": {"paths": ["traits.a"], "key": KEY}}
    )
    assert KEY not in repr(item)
    assert KEY not in item.model_dump_json()


@pytest.mark.parametrize(
    "written",
    [
        {"if": "event = 'Song Played' and properties.seconds < 5", "drop": True},
        {"if": "all", "only_send": True},
        {"sample": {"percent": 0.1, "path": "userId"}},
        {"sample": {"percent": 1}},
        {"drop_properties": ["properties.email", "context.ip"]},
        {"allow_properties": ["properties.products[].price"]},
    ],
)
def test_a_filter_is_read_as_it_is_written(written):
    assert Filter.model_validate(written).condition == written.get("if")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({}, "found none"),
        ({"if": "all"}, "found none"),
        ({"drop": True, "only_send": True}, "found drop and only_send"),
        ({"only_send": True}, "needs an `if`"),
        ({"if": "evnt(", "drop": True}, "at character"),
        ({"sample": {"percent": 10}}, "write 0.1 for 10 %"),
        ({"sample": {"percent": float("nan")}}, "write 0.1"),
        ({"sample": {"percent": True}}, "valid number"),
        ({"sample": {"percent": "0.1"}}, "valid number"),
        ({"sample": {"percent": 0.1, "path": "properties.l[]"}}, "names many values"),
        ({"drop_properties": ["userId"]}, "says who sent"),
        ({"drop": True, "title": "x"}, "title"),
    ],
)
def test_a_filter_that_could_not_act_is_refused(written, words):
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Filters).validate_python([written])
    assert words in str(caught.value)


def test_an_error_shows_no_value_that_was_given():
    with pytest.raises(ValidationError) as caught:
        Transformation.model_validate(
            {"name": "n", "hash": {"paths": ["traits.a"], "key": "hush"}}
        )
    assert "hush" not in str(caught.value)
