from typing import Any

import pytest

from protocols.gateway.items import CHECKS, check, kind_of

GOOD: dict[str, dict[str, Any]] = {
    "track": {"userId": "u", "event": "E"},
    "identify": {"anonymousId": "a", "userId": None, "traits": None},
    "page": {"anonymousId": "a", "name": None, "category": "Docs"},
    "screen": {"userId": "u", "properties": {}},
    "group": {"userId": "u", "groupId": "g"},
    "alias": {"userId": "u", "previousId": "p"},
}


def test_every_kind_of_call_is_checked() -> None:
    assert set(CHECKS) == set(GOOD)


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_call_has_no_fault(kind: str) -> None:
    assert check(GOOD[kind], kind) is None


CONSENT = "Segment Consent Preference Updated"


def _consent(preferences: Any, **context: Any) -> dict[str, Any]:
    return {
        "event": CONSENT,
        "context": {"consent": {"categoryPreferences": preferences}, **context},
    }


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("track", {"userId": None}, "no_user_anon_id"),
    ("track", {"userId": ""}, "no_user_anon_id"),
    ("track", {"userId": "", "anonymousId": ""}, "no_user_anon_id"),
    ("track", {"userId": 7}, "id_not_string"),
    ("track", {"anonymousId": {}}, "id_not_string"),
    ("track", {"event": None}, "event_not_defined"),
    ("track", {"event": ""}, "event_not_defined"),
    ("track", {"event": 7}, "event_not_string"),
    ("track", {"event": ["E"]}, "event_not_string"),
    ("track", {"properties": []}, "properties_not_object"),
    ("track", {"properties": "x"}, "properties_not_object"),
    ("track", {"context": []}, "bad_request"),
    ("track", {"integrations": "All"}, "bad_request"),
    ("track", {"messageId": 7}, "bad_request"),
    ("track", {"messageId": "m" * 101}, "bad_request"),
    ("identify", {"traits": 1}, "traits_not_object"),
    ("identify", {"anonymousId": None}, "no_user_anon_id"),
    ("page", {"name": 1}, "name_not_string"),
    ("page", {"category": 1}, "category_not_string"),
    ("screen", {"properties": 1}, "properties_not_object"),
    ("group", {"groupId": None}, "id_required"),
    ("group", {"groupId": ""}, "id_required"),
    ("group", {"groupId": 7}, "id_not_string"),
    ("group", {"traits": []}, "traits_not_object"),
    ("alias", {"previousId": None}, "id_required"),
    ("alias", {"userId": None}, "id_required"),
    ("alias", {"previousId": 7}, "id_not_string"),
    ("track", {"event": CONSENT}, "consent_categorypreferences_should_exist"),
    ("track", _consent(None), "consent_categorypreferences_should_exist"),
    ("track", _consent([]), "consent_categorypreferences_should_be_object"),
    ("track", _consent({"ads": 1}), "consent_categorypreferences_fields_should_be_bool"),
    (
        "track",
        _consent({"ads": True}, device={"advertisingId": 7}),
        "device_advertisingid_should_be_string",
    ),
]


@pytest.mark.parametrize(("kind", "change", "code"), FAULTS)
def test_each_fault_has_segments_code(kind: str, change: dict[str, Any], code: str) -> None:
    fault = check({**GOOD[kind], **change}, kind)
    assert fault is not None
    assert fault.code == code
    assert fault.reason


def test_the_event_that_records_consent_may_be_whole() -> None:
    assert check({**GOOD["track"], **_consent({"ads": False})}, "track") is None


@pytest.mark.parametrize("kind", [None, "", "Track", "delete", 7, [], {"a": 1}])
def test_an_item_of_a_batch_says_which_call_it_is(kind: Any) -> None:
    assert not isinstance(kind_of({"type": kind}), str)
