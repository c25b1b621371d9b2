"""A cast, and then the engine: what could be cast is as the plan has it, what could not is a violation."""

import pytest

from protocols.engine.decide import Engine
from protocols.engine.transform import Transformation, compile_transformations
from protocols.findings import Position
from protocols.plan.compile import compile_plan
from protocols.plan.model import Kind, Plan, Rule

AT = Position("plan.yaml")
SCHEMA = {
    "type": "object",
    "properties": {
        "total": {"type": "number"},
        "at": {"type": "string", "format": "date-time"},
        "products": {
            "type": "array",
            "items": {"type": "object", "properties": {"price": {"type": "number"}}},
        },
    },
}
ENGINE = Engine(
    compile_plan(
        Plan(
            "p",
            "1",
            "",
            "",
            "0",
            ("plan.yaml",),
            {},
            (Rule(Kind.TRACK, "E", None, AT, SCHEMA),),
            (),
            common_at=AT,
        )
    )
)
CASTS = compile_transformations(
    [
        Transformation.model_validate(
            {
                "name": "types",
                "cast": {
                    "properties.total": "number",
                    "properties.at": "date-time",
                    "properties.products[].price": "number",
                },
            }
        )
    ]
)


def _judged(properties):
    message = {"type": "track", "event": "E", "properties": properties}
    made = CASTS.apply(message).message
    return made["properties"], [(v.field, v.type) for v in ENGINE.decide(made).violations]


@pytest.mark.parametrize(
    ("sent", "made", "violations"),
    [
        ({"total": "9.99"}, {"total": 9.99}, []),
        ({"total": "9,99"}, {"total": "9,99"}, [("properties.total", "Invalid Type")]),
        ({"total": None}, {"total": None}, [("properties.total", "Invalid Type")]),
        ({"at": 1700000000}, {"at": "2023-11-14T22:13:20Z"}, []),
        ({"at": "yesterday"}, {"at": "yesterday"}, [("properties.at", "Format")]),
        (
            {"products": [{"price": "1"}, {"price": "free"}, {}]},
            {"products": [{"price": 1}, {"price": "free"}, {}]},
            [("properties.products[1].price", "Invalid Type")],
        ),
    ],
)
def test_what_cannot_be_cast_stays_and_is_a_violation(sent, made, violations):
    assert _judged(sent) == (made, violations)
