"""Laws of the engine, on generated plans and messages."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.causes import Cause, causes_in, closed_causes_in
from protocols.engine.controls import Controls
from protocols.engine.decide import Engine
from protocols.engine.decision import Verdict
from protocols.engine.unplanned import unplanned_keys
from protocols.findings import Position
from protocols.plan.compile import CompiledPlan, compile_plan
from protocols.plan.model import Kind, Plan, Rule

AT = Position("plan.yaml")
NAMES = st.sampled_from(["a", "b", "c", "d/e", "f.g", "", "7", "07"])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.sampled_from(["", "x", "abc", "2026-01-01"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
LEAVES = st.one_of(
    st.builds(lambda t: {"type": t}, st.sampled_from(["string", "integer", "boolean", "null"])),
    st.builds(lambda n: {"type": "string", "minLength": n}, st.integers(0, 3)),
    st.builds(lambda n: {"type": "integer", "minimum": n}, st.integers(-3, 3)),
    st.builds(lambda v: {"enum": v}, st.lists(SCALARS, min_size=1, max_size=3, unique_by=repr)),
    st.just({"type": ["string", "null"], "pattern": "^[a-c]+$"}),
    st.just({"format": "date", "type": "string"}),
)


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda properties, required, rest: {
            "type": "object",
            "properties": properties,
            "required": [name for name in required if name in properties],
            **rest,
        },
        st.dictionaries(NAMES, inner, max_size=3),
        st.lists(NAMES, max_size=2, unique=True),
        st.sampled_from(
            [
                {},
                {"additionalProperties": False},
                {"additionalProperties": {"type": "integer"}},
                {"patternProperties": {"^[ab]$": {"type": "object", "properties": {"c": {}}}}},
                {"minProperties": 1},
                {"maxProperties": 2},
            ]
        ),
    )


SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        _objects(inner),
        st.builds(lambda items: {"type": "array", "items": items}, inner),
        st.builds(lambda a, b: {"anyOf": [a, b]}, inner, inner),
        st.builds(lambda a, b: {"oneOf": [a, b]}, inner, inner),
        st.builds(lambda a, b: {"if": a, "then": b}, inner, inner),
        st.builds(lambda a: {"not": a}, inner),
    ),
    max_leaves=6,
)
BODIES = _objects(SCHEMAS)
CONTROLS = st.builds(
    lambda unplanned, broken, common: Controls.model_validate(
        {"track": {"unplanned_properties": unplanned, "violations": broken, "common": common}}
    ),
    st.sampled_from(["allow", "omit"]),
    st.sampled_from(["allow", "omit", "block"]),
    st.sampled_from(["allow", "omit", "block"]),
)


def _plan(
    body: dict[str, Any], common: tuple[Any, ...] = (), types: dict[str, Any] | None = None
) -> CompiledPlan:
    rule = Rule(Kind.TRACK, "E", None, AT, body)
    return compile_plan(
        Plan("p", "1", "", "", "0", ("plan.yaml",), types or {}, (rule,), common, common_at=AT)
    )


def _message(properties: Any) -> dict[str, Any]:
    return {"type": "track", "event": "E", "userId": "u", "properties": properties}


def _object_like(body: dict[str, Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from([*body["properties"], "zz"]), VALUES, max_size=4)


@given(data=st.data(), body=BODIES, common=BODIES, controls=CONTROLS)
def test_deciding_again_removes_nothing_more_and_changes_no_argument(
    data: Any, body: dict[str, Any], common: dict[str, Any], controls: Controls
) -> None:
    engine = Engine(_plan(body, ({"properties": {"properties": common}},)), controls)
    message = _message(data.draw(_object_like(body)))
    before = copy.deepcopy(message)
    decision = engine.decide(message)
    assert message == before
    assert engine.decide(message) == decision
    assert (decision.verdict is Verdict.REWRITTEN) == bool(decision.omitted)
    if decision.verdict is not Verdict.BLOCKED:
        again = engine.decide(decision.message)
        assert again.verdict is Verdict.ALLOWED
        assert again.omitted == ()


@given(data=st.data(), body=BODIES, shared=SCHEMAS)
def test_the_closed_schema_accepts_exactly_what_is_valid_and_planned(
    data: Any, body: dict[str, Any], shared: Any
) -> None:
    body["properties"]["shared"] = {"$ref": "#/types/shared"}
    rule = _plan(body, types={"shared": shared}).events["E"][0]
    message = _message(data.draw(_object_like(body)))
    planned = not list(unplanned_keys(message["properties"], rule.keys, ("properties",)))
    if rule.closed is not None:
        accepted = rule.closed.is_valid(message)
        assert accepted == (planned and rule.validator.is_valid(message))


@given(data=st.data(), body=BODIES, shared=SCHEMAS)
def test_what_the_closed_schema_says_is_wrong_is_what_the_rule_says(
    data: Any, body: dict[str, Any], shared: Any
) -> None:
    body["properties"]["shared"] = {"$ref": "#/types/shared"}
    rule = _plan(body, types={"shared": shared}).events["E"][0]
    message = _message(data.draw(_object_like(body)))
    planned = not unplanned_keys(message["properties"], rule.keys, ("properties",))
    found = closed_causes_in(rule, message)
    if found is not None:
        assert planned or found.unplanned
        assert list(map(_complaint, found.causes)) == list(
            map(_complaint, causes_in(rule, message).causes)
        )


def _complaint(cause: Cause) -> Any:
    return cause.key, cause.schema_path, cause.wanted, cause.accepts


@given(data=st.data(), body=BODIES)
def test_putting_back_what_was_left_out_gives_the_message_as_sent(
    data: Any, body: dict[str, Any]
) -> None:
    controls = Controls.model_validate(
        {"track": {"unplanned_properties": "omit", "violations": "omit"}}
    )
    message = _message(data.draw(_object_like(body)))
    decision = Engine(_plan(body), controls).decide(message)
    mended = copy.deepcopy(dict(decision.message))
    for omitted in reversed(decision.omitted):
        _put(mended, omitted.pointer, omitted.value)
    assert mended["properties"] == message["properties"]


def _put(message: Any, pointer: str, value: Any) -> None:
    *parents, last = [s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:]]
    for step in parents:
        message = message[int(step) if isinstance(message, list) else step]
    message[last] = copy.deepcopy(value)
