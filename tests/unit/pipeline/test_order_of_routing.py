"""The steps of a destination: a message for each joint."""

import copy
import itertools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pytest
import yaml

import protocols.pipeline.route as routing
from protocols.pipeline.route import ROUTE, RoutingDestination, route
from tests.unit.pipeline.ordering import (
    destination_of,
    played,
)


class Routing(NamedTuple):
    """Two steps of a destination, and a message that tells which comes first."""

    first: str
    then: str
    message: Mapping[str, Any]
    destination: RoutingDestination
    result: Any
    swapped: Any


REFUSED = {"context": {"consent": {"categoryPreferences": {"ads": False}}}}
DROP = {"if": "properties.song_id = 's_1'", "drop": True}

ROUTING = [
    Routing(
        "consent",
        "integrations",
        played(**REFUSED, integrations={"crm": False}),
        destination_of(consent=("ads",)),
        "FILTERED_BY_END_USER_CONSENT",
        "FILTERED_BY_INTEGRATIONS_OBJECT",
    ),
    Routing(
        "integrations",
        "filters",
        played(integrations={"crm": False}),
        destination_of([DROP]),
        "FILTERED_BY_INTEGRATIONS_OBJECT",
        "FILTERED_BY_RULES",
    ),
    Routing(
        "filters",
        "transformations",
        played(),
        destination_of(
            [{"drop_properties": ["properties.song_id"]}],
            [{"name": "move", "rename": {"properties.song_id": "properties.id"}}],
        ),
        {},
        {"id": "s_1"},
    ),
]


def test_every_joint_between_routing_steps_has_its_message() -> None:
    names = [step.name for step in ROUTE]
    assert [(case.first, case.then) for case in ROUTING] == list(itertools.pairwise(names))


@pytest.mark.parametrize("case", ROUTING, ids=lambda case: f"{case.first} before {case.then}")
def test_a_destinations_steps_are_taken_in_order(
    case: Routing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent() -> Any:
        routed = route(case.message, case.destination)
        return routed.discard or (routed.message or {})["properties"]

    assert sent() == case.result
    place = [step.name for step in ROUTE].index(case.first)
    swapped = [*ROUTE[:place], ROUTE[place + 1], ROUTE[place], *ROUTE[place + 2 :]]
    monkeypatch.setattr(routing, "ROUTE", swapped)
    assert sent() == case.swapped


FILTERS = yaml.safe_load("""\
- {sample: {percent: 1.0, path: userId}}
- {if: "properties.secret = 'x'", only_send: true}
- {drop_properties: [properties.secret, properties.inner.a]}
- {allow_properties: [properties.inner, properties.song_id]}
""")


@pytest.mark.parametrize("order", [*itertools.permutations(range(len(FILTERS)))])
def test_filters_act_in_segments_order_whatever_order_they_are_written_in(
    order: Sequence[int],
) -> None:
    """Conditions are asked of the message as it came: no filter hides from another what it asks for."""
    properties = {"song_id": "s", "secret": "x", "more": 1, "inner": {"a": 1, "b": 2}}
    routed = route(
        played(properties=properties), destination_of([FILTERS[index] for index in order])
    )
    assert routed.message is not None
    assert routed.message["properties"] == {"song_id": "s", "inner": {"b": 2}}


def test_what_one_destination_changes_another_never_sees() -> None:
    message = played(properties={"song_id": "s_1", "inner": {"a": [1, 2]}})
    before = copy.deepcopy(message)
    changing = destination_of(
        [{"drop_properties": ["properties.song_id"]}],
        [{"name": "set", "set": {"properties.inner.a": 0, "context.x": 1}}],
    )
    changed = route(message, changing).message
    assert changed is not None
    assert changed["properties"] == {"inner": {"a": 0}}
    assert message == before
    assert route(message, RoutingDestination("lake")).message is message
