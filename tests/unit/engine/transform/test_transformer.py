import contextlib
import copy
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from protocols.engine.transform import Change, Transformations, compile_transformations
from protocols.errors import FqlError
from tests.unit.engine.transform.strategies import MESSAGES, PARTS, PATHS, TRANSFORMATIONS

TRANSFORMATIONS_OF = TypeAdapter(Transformations).validate_python
KEY = "a key of sixteen"


def transformer(*written):
    return compile_transformations(TRANSFORMATIONS_OF(list(written)))


def transformed(message, **parts):
    return transformer({"name": "n", **parts}).apply(message).message


def track(**properties):
    return {"type": "track", "event": "song played", "userId": "u", "properties": properties}


def test_an_event_is_renamed_where_the_condition_holds():
    fix = transformer(
        {"name": "fix case", "if": "event = 'song played'", "rename_event": "Song Played"}
    )
    done = fix.apply(track(a=1))
    assert done.message == {**track(a=1), "event": "Song Played"}
    assert done.changes == (Change("fix case", "rename_event", "event"),)
    other = {**track(), "event": "Song Paused"}
    assert fix.apply(other).message is other


def test_only_tracks_have_an_event_to_rename():
    page = {"type": "page", "name": "Home", "event": "odd"}
    assert transformed(page, rename_event="X") is page


def test_an_identify_is_given_no_properties_and_a_track_no_traits():
    identify = {"type": "identify", "traits": {"a": 1}}
    assert transformed(identify, set={"properties.x": 1}) is identify
    assert transformed(identify, rename={"traits.a": "properties.a"}) is identify
    assert transformed(identify, define={"properties.x": "type"}) is identify
    holding = {"type": "identify", "properties": {"a": 1}}
    assert transformed(holding, set={"properties.x": 1})["properties"] == {"a": 1, "x": 1}
    bare = {"type": "track", "event": "e"}
    assert transformed(bare, set={"traits.x": 1}) is bare
    assert transformed(bare, set={"properties.x": 1}) == {**bare, "properties": {"x": 1}}
    assert transformed(bare, set={"context.a.b": 1}) == {**bare, "context": {"a": {"b": 1}}}


@pytest.mark.parametrize(
    ("parts", "before", "after"),
    [
        ({"rename": {"properties.a": "properties.b"}}, {"a": 1}, {"b": 1}),
        ({"rename": {"properties.a": "properties.o.b"}}, {"a": 1}, {"o": {"b": 1}}),
        ({"rename": {"properties.o.a": "properties.b"}}, {"o": {"a": None}}, {"o": {}, "b": None}),
        (
            {"rename": {"properties.l[].a": "properties.l[].b"}},
            {"l": [{"a": 1}, {"b": 2}, 3, {"a": 4, "b": 5}]},
            {"l": [{"b": 1}, {"b": 2}, 3, {"a": 4, "b": 5}]},
        ),
        ({"rename": {"properties.l[1].a": "properties.l[1].b"}}, {"l": [{"a": 1}, {"a": 2}]},
         {"l": [{"a": 1}, {"b": 2}]}),
        ({"rename": {r"properties.a\.b": "properties.c"}}, {"a.b": 1, "a": {"b": 2}}, {"c": 1, "a": {"b": 2}}),
        ({"set": {"properties.a": [1]}}, {"a": 2}, {"a": [1]}),
        ({"set": {"properties.a": True}}, {"a": 1}, {"a": True}),
        ({"set": {"properties.l[].a": 0}}, {"l": [{}, 1, {"a": 5}]}, {"l": [{"a": 0}, 1, {"a": 0}]}),
        ({"set": {"properties.l[]": 0}}, {"l": [1, 2]}, {"l": [0, 0]}),
        ({"define": {"properties.b": "lowercase(properties.a)"}}, {"a": "X"}, {"a": "X", "b": "x"}),
        ({"define": {"properties.a": "uppercase(properties.a)"}}, {"a": "x"}, {"a": "X"}),
        ({"define": {"properties.b": "event"}, "rename_event": "E"}, {}, {"b": "song played"}),
        ({"cast": {"properties.a": "integer"}}, {"a": "12"}, {"a": 12}),
        ({"drop_properties": ["properties.a", "properties.o.b"]}, {"a": 1, "o": {"b": 1, "c": 2}}, {"o": {"c": 2}}),
        ({"drop_properties": ["properties.l[].a"]}, {"l": [{"a": 1, "b": 2}, {"a": 3}]}, {"l": [{"b": 2}, {}]}),
        ({"allow_properties": ["properties.a"]}, {"a": 1, "b": 2}, {"a": 1}),
        ({"allow_properties": ["properties.o.a"]}, {"o": {"a": 1, "b": 2}, "c": 3}, {"o": {"a": 1}, "c": 3}),
        ({"allow_properties": ["properties.o.a", "properties.c"]}, {"o": {"a": 1, "b": 2}, "c": 3, "d": 4},
         {"o": {"a": 1}, "c": 3}),
        ({"allow_properties": ["properties.l[].a"]}, {"l": [{"a": 1, "b": 2}, {"b": 3}]}, {"l": [{"a": 1}, {}]}),
    ],
)  # fmt: skip
def test_a_part_does_what_it_says(parts, before, after):
    assert transformed(track(**before), **parts)["properties"] == after


@pytest.mark.parametrize(
    ("parts", "properties"),
    [
        ({"rename": {"properties.a": "properties.b"}}, {"a": 1, "b": 2}),
        ({"rename": {"properties.a": "properties.b"}}, {"a": 1, "b": None}),
        ({"rename": {"properties.a": "properties.b.c"}}, {"a": 1, "b": "in the way"}),
        ({"rename": {"properties.a": "properties.b"}}, {}),
        ({"set": {"properties.a": {"b": 1}}}, {"a": {"b": 1}}),
        ({"set": {"properties.a.b": 1}}, {"a": "in the way"}),
        ({"set": {"properties.l[].a": 1}}, {}),
        ({"define": {"properties.b": "lowercase(properties.a)"}}, {}),
        ({"cast": {"properties.a": "number"}}, {"a": "twelve"}),
        ({"cast": {"properties.a": "number"}}, {}),
        ({"cast": {"properties.a": "date-time"}}, {"a": "2024-01-02T03:04:05Z"}),
        ({"drop_properties": ["properties.a"]}, {"b": 1}),
        ({"allow_properties": ["properties.a"]}, {"a": 1}),
        ({"hash": {"paths": ["properties.a"], "key": KEY}}, {"a": None}),
        ({"if": "properties.a = 1", "drop": True}, {"a": 2}),
    ],
)
def test_a_message_with_nothing_to_do_comes_back_itself(parts, properties):
    message = track(**properties)
    done = transformer({"name": "n", **parts}).apply(message)
    assert done.message is message
    assert done.changes == ()


def test_a_value_moves_between_the_parts_of_a_message():
    moved = transformed(track(page="/x"), rename={"properties.page": "context.page.path"})
    assert moved == {**track(), "context": {"page": {"path": "/x"}}}


def test_a_hash_is_keyed_and_covers_every_kind_of_value():
    values = {"a": "x@y.z", "b": 5, "c": ["x"]}
    paths = [f"properties.{name}" for name in values]
    done = transformed(track(**values), hash={"paths": paths, "key": KEY})["properties"]
    expected = {"a": b"x@y.z", "b": b"5", "c": b'["x"]'}
    assert done == {
        name: hmac.new(KEY.encode(), text, hashlib.sha256).hexdigest()
        for name, text in expected.items()
    }
    other = transformed(track(**values), hash={"paths": paths, "key": KEY[::-1]})["properties"]
    assert not set(done.values()) & set(other.values())


def test_a_hash_with_the_id_of_its_key_shows_which_key_made_it():
    before = transformed(track(a="x"), hash={"paths": ["properties.a"], "key": KEY})
    named = {"paths": ["properties.a"], "key": KEY, "key_id": "2026-03"}
    after = transformed(track(a="x"), hash=named)
    assert after["properties"]["a"] == f"2026-03:{before['properties']['a']}"


@pytest.mark.parametrize("key_id", ["", "a:b", "a b", "ä", "x" * 33, "a\n"])
def test_the_id_of_a_key_is_a_short_word(key_id):
    with pytest.raises(ValidationError):
        transformed(track(), hash={"paths": ["properties.a"], "key": KEY, "key_id": key_id})


def test_every_element_of_an_array_is_reached_by_every_part():
    sent = track(products=[{"price": "1", "a": 1, "email": "x"}, {"price": "x"}, 5])
    done = transformed(
        sent,
        rename={"properties.products[].a": "properties.products[].b"},
        set={"properties.products[].c": 2},
        define={"properties.products[].d": "event"},
        cast={"properties.products[].price": "integer"},
        hash={"paths": ["properties.products[].email"], "key": KEY},
    )
    digest = hmac.new(KEY.encode(), b"x", hashlib.sha256).hexdigest()
    assert done["properties"]["products"] == [
        {"price": 1, "email": digest, "b": 1, "c": 2, "d": "song played"},
        {"price": "x", "c": 2, "d": "song played"},
        5,
    ]


def test_transformations_act_in_order_and_the_first_that_drops_ends_it():
    chain = transformer(
        {"name": "one", "rename": {"properties.a": "properties.b"}},
        {"name": "two", "if": "properties.b > 1", "drop": True},
        {"name": "three", "set": {"properties.c": 3}},
    )
    assert chain.apply(track(a=1)).message == track(b=1, c=3)
    dropped = chain.apply(track(a=2))
    assert dropped.message is None
    assert [change.by for change in dropped.changes] == ["one", "two"]


def test_a_condition_without_an_answer_names_its_transformation():
    with pytest.raises(FqlError, match="transformation 'big': `>` takes numbers, not a string"):
        transformed(track(a="secret"), name="big", **{"if": "properties.a > 1", "drop": True})


def test_the_parts_that_did_not_change_are_shared():
    message = {**track(a=1, o={"b": 2}), "context": {"c": {}}}
    done = transformed(message, rename={"properties.a": "properties.d"})
    assert done["context"] is message["context"]
    assert done["properties"]["o"] is message["properties"]["o"]


@given(TRANSFORMATIONS, MESSAGES)
def test_no_transformation_touches_its_argument_or_who_sent_what(written, message):
    try:
        chain = transformer(*written)
    except ValidationError:
        return
    before = copy.deepcopy(message)
    with contextlib.suppress(FqlError):
        done = chain.apply(message)
        assert done == chain.apply(message)
        if done.message is None:
            assert done.changes[-1].part == "drop"
        else:
            assert bool(done.changes) is (done.message is not message)
            assert (
                bool(done.changes) is (repr(done.message) != repr(message))
                or len(done.changes) > 1
            )
            for name in ("type", "messageId", "userId"):
                assert done.message.get(name) == before.get(name)
    assert repr(message) == repr(before)


@given(st.lists(st.tuples(PATHS, PATHS), min_size=1, max_size=3), MESSAGES)
def test_renaming_twice_is_renaming_once_and_loses_no_value(pairs, message):
    try:
        renames = transformer({"name": "n", "rename": dict(pairs)})
    except ValidationError:
        return
    once = renames.apply(message).message
    assert renames.apply(once).message is once
    assert _leaves(once) == _leaves(message)


@given(
    st.sampled_from(["set", "cast", "drop_properties", "allow_properties"]), st.data(), MESSAGES
)
def test_what_is_idempotent_is_so(part, data, message):
    try:
        change = transformer({"name": "n", part: data.draw(PARTS[part])})
    except ValidationError:
        return
    once = change.apply(message).message
    assert change.apply(once).message is once


def _leaves(value):
    if isinstance(value, dict):
        return sorted(leaf for item in value.values() for leaf in _leaves(item))
    if isinstance(value, list):
        return sorted(leaf for item in value for leaf in _leaves(item))
    return [repr(value)]
