from typing import Any

import pytest

from protocols.engine.transform import (
    Filter,
    Transformation,
    compile_filters,
    compile_transformations,
)
from protocols.pipeline.entry import Routed
from protocols.pipeline.route import RoutingDestination, route


def _message(**extra: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "E",
        "messageId": "m",
        "properties": {"a": 1, "b": 2},
        **extra,
    }


def _consent(preferences: Any) -> dict[str, Any]:
    return {"context": {"consent": {"categoryPreferences": preferences}}}


CONSENT = "FILTERED_BY_END_USER_CONSENT"
CHOICE = "FILTERED_BY_INTEGRATIONS_OBJECT"


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({}, None),
        ({"context": {}}, None),
        (_consent({"ads": True, "crm": True}), None),
        (_consent({"ads": True, "crm": True, "other": False}), None),
        (_consent({"ads": True}), CONSENT),
        (_consent({"ads": True, "crm": False}), CONSENT),
        (_consent({"ads": True, "crm": "yes"}), CONSENT),
        (_consent({}), CONSENT),
        (_consent(None), CONSENT),
        (_consent([]), CONSENT),
        ({"context": {"consent": "no"}}, CONSENT),
        ({"context": {"consent": {}}}, None),
        ({"context": {"consent": {}}, "integrations": {"All": True}}, CONSENT),
        ({**_consent({}), "event": "Segment Consent Preference Updated"}, None),
    ],
)
def test_a_destination_of_consent_categories_needs_all_of_them(
    extra: dict[str, Any], code: str | None
) -> None:
    routed = route(_message(**extra), RoutingDestination("crm", consent=("ads", "crm")))
    assert routed.discard == code
    assert (routed.message is None) == (code is not None)


def test_a_destination_without_categories_asks_for_no_consent() -> None:
    assert route(_message(**_consent({})), RoutingDestination("crm")).discard is None


@pytest.mark.parametrize(
    ("integrations", "plain", "warehouse"),
    [
        ({}, None, None),
        ({"All": True}, None, None),
        ({"All": False}, CHOICE, None),
        ({"All": False, "crm": True}, None, None),
        ({"All": False, "crm": {"option": 1}}, None, None),
        ({"All": False, "CRM": True}, CHOICE, None),
        ({"crm": False}, CHOICE, CHOICE),
        ({"Crm": False}, None, None),
        ("nonsense", None, None),
    ],
)
def test_integrations_choose_destinations_by_exact_name_and_all_spares_warehouses(
    integrations: Any, plain: str | None, warehouse: str | None
) -> None:
    message = _message(integrations=integrations)
    assert route(message, RoutingDestination("crm")).discard == plain
    assert route(message, RoutingDestination("crm", warehouse=True)).discard == warehouse


def test_a_message_that_nothing_stops_is_the_very_message() -> None:
    message = _message()
    assert route(message, RoutingDestination("crm")).message is message


def test_filters_act_before_transformations() -> None:
    filters = compile_filters([Filter.model_validate({"drop_properties": ["properties.a"]})])
    rename = {"name": "r", "rename": {"properties.a": "properties.c"}}
    transformer = compile_transformations([Transformation.model_validate(rename)])
    destination = RoutingDestination("crm", filters=filters, transformer=transformer)
    routed = route(_message(), destination)
    assert routed.message is not None
    assert routed.message["properties"] == {"b": 2}


def test_a_dropped_message_says_that_rules_filtered_it() -> None:
    filters = compile_filters([Filter.model_validate({"if": "event = 'E'", "drop": True})])
    drop = compile_transformations([Transformation.model_validate({"name": "d", "drop": True})])
    expected = Routed(None, "FILTERED_BY_RULES")
    assert route(_message(), RoutingDestination("crm", filters=filters)) == expected
    assert route(_message(), RoutingDestination("crm", transformer=drop)) == expected


def test_a_filter_without_an_answer_sends_nothing_and_is_told_from_one_that_refuses() -> None:
    filters = compile_filters([Filter.model_validate({"if": "event > 5", "only_send": True})])
    routed = route(_message(), RoutingDestination("crm", filters=filters))
    assert routed == Routed(None, "INVALID_SETTINGS")


def test_a_transformation_without_an_answer_sends_nothing() -> None:
    define = {"name": "d", "define": {"properties.n": "number(event)"}}
    transformer = compile_transformations([Transformation.model_validate(define)])
    routed = route(_message(), RoutingDestination("crm", transformer=transformer))
    assert routed == Routed(None, "INVALID_SETTINGS")
