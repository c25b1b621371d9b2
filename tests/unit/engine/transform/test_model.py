import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from protocols.engine.paths import overlap
from protocols.engine.transform import Filter, Filters, Transformation, Transformations
from protocols.engine.transform.overlaps import Overlaps

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
    with pytest.raises(ValidationError, match="two transformations are named 'n'") as caught:
        TypeAdapter(Transformations).validate_python(written)
    assert caught.value.errors()[0]["ctx"]["places"] == (((2, "name"), True), ((0, "name"), True))


A_B, A_C = (
    {"rename": {"properties.a": "properties.b"}},
    {"rename": {"properties.a": "properties.c"}},
)
ALSO_A_C = {"rename": {r"properties.\a": "properties.c"}}
IF = {"if": "event = 'x'"}
SAME_IF = {"if": '( event  =  "x" )'}
OTHER_IF = {"if": "event = 'y'"}
E, F = {"rename_event": "E"}, {"rename_event": "F"}


@pytest.mark.parametrize(
    "chain",
    [
        (A_B, A_C),
        ({**IF, **A_B}, {**SAME_IF, **A_C}),
        (A_B, {**IF, **A_C}),
        (A_B, {"if": "all", **A_C}),
        (A_B, {**OTHER_IF, "drop": True}, {**IF, **A_C}),
        (A_B, A_B, A_C),
        (A_B, ALSO_A_C),
        (E, F),
        ({**IF, **E}, {**SAME_IF, **F}),
    ],
)
def test_renaming_one_thing_to_two_names_is_refused(chain):
    written = [{"name": str(place), **item} for place, item in enumerate(chain)]
    with pytest.raises(ValidationError, match="under one condition"):
        TypeAdapter(Transformations).validate_python(written)


@pytest.mark.parametrize(
    "chain",
    [
        (A_B, A_B),
        ({**IF, **A_B}, A_C),
        ({**IF, **A_B}, {**OTHER_IF, **A_C}),
        (A_B, {"set": {"properties.a": 1}}, A_C),
        (A_B, {"rename": {"properties.b": "properties.a"}}, A_C),
        (A_B, {"rename": {"context.a": "context.c"}}),
        (E, E),
        (E, {**IF, **F}),
        ({**IF, **E}, {**OTHER_IF, **F}),
    ],
)
def test_transformations_that_can_both_act_are_taken(chain):
    written = [{"name": str(place), **item} for place, item in enumerate(chain)]
    assert len(TypeAdapter(Transformations).validate_python(written)) == len(chain)


PATHS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]),
        st.sampled_from(["a", "b", 0, 1, None]),
        st.sampled_from(["a", 0, None]),
    ).flatmap(lambda steps: st.integers(1, 3).map(lambda length: steps[:length])),
    max_size=6,
)


@given(PATHS, PATHS)
def test_an_overlap_is_found_where_comparing_all_finds_one(known, asked):
    tree = Overlaps()
    for steps in known:
        tree.add(steps, steps)
    for steps in asked:
        found = tree.find(steps)
        assert (found is not None) == any(overlap(each, steps) for each in known)
        assert found is None or overlap(found, steps)


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
