"""Requests to the ingest routes, through the real ASGI application."""

import asyncio
import json
from typing import Any

import pytest

from protocols.gateway import limits
from protocols.gateway.load import Load
from tests.unit.gateway.serving import (
    KEY,
    NOW_TEXT,
    MemoryJournal,
    serve,
    source,
    track,
)

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("track", {"userId": "u", "event": "Song Played"}),
    ("identify", {"userId": "u", "traits": {"plan": "free"}}),
    ("page", {"anonymousId": "a", "name": "Home"}),
    ("screen", {"anonymousId": "a", "name": "Home"}),
    ("group", {"userId": "u", "groupId": "g"}),
    ("alias", {"userId": "u", "previousId": "a"}),
]


@pytest.mark.parametrize(("kind", "body"), CALLS, ids=[kind for kind, _ in CALLS])
def test_each_route_and_its_letter_take_their_kind_of_call(kind: str, body: Any) -> None:
    served = serve()
    for path in (f"/v1/{kind}", f"/v1/{kind[0]}"):
        answer = asyncio.run(served.post(path, body))
        assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert [message["type"] for message in served.messages] == [kind, kind]


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/b", "/v1/import"])
def test_a_batch_is_taken_item_by_item(path: str) -> None:
    served = serve()
    answer = asyncio.run(served.post(path, {"batch": [track(1), track(2)]}))
    assert answer.status_code == 200
    assert [entry.message_id for entry in served.journal.entries] == ["m1", "m2"]


def test_a_message_is_stored_before_the_answer_says_so() -> None:
    served = serve(journal=MemoryJournal(failure="disk full"))
    answer = asyncio.run(served.post("/v1/track", track()))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == str(limits.RETRY_AFTER)
    assert "disk full" not in answer.text


def test_a_message_gets_an_id_and_times() -> None:
    served = serve()
    asyncio.run(served.post("/v1/track", {"userId": "u", "event": "E"}))
    (message,) = served.messages
    assert message == {
        "userId": "u",
        "event": "E",
        "type": "track",
        "messageId": "api-1",
        "receivedAt": NOW_TEXT,
        "timestamp": NOW_TEXT,
    }


def test_a_wrong_client_clock_is_corrected() -> None:
    served = serve()
    body = track(timestamp="2026-03-01T10:00:00Z", sentAt="2026-03-01T10:00:05+00:00")
    asyncio.run(served.post("/v1/track", body))
    (message,) = served.messages
    assert message["originalTimestamp"] == "2026-03-01T10:00:00Z"
    assert message["timestamp"] == "2026-03-01T11:59:55.000Z"


def test_the_content_type_does_not_matter() -> None:
    served = serve()
    body = json.dumps({**track(), "writeKey": KEY}).encode()
    answer = asyncio.run(
        served.post(
            "/v1/t", body, auth=None, headers={"content-type": "text/plain;charset=latin-1"}
        )
    )
    assert answer.status_code == 200
    assert "writeKey" not in served.messages[0]


def test_a_byte_order_mark_is_ignored() -> None:
    served = serve()
    answer = asyncio.run(served.post("/v1/track", b"\xef\xbb\xbf" + json.dumps(track()).encode()))
    assert answer.status_code == 200


def test_what_a_batch_says_for_all_goes_into_each_item_which_may_say_otherwise() -> None:
    served = serve()
    body = {
        "batch": [track(1), track(2, context={"ip": "2.2.2.2"}, integrations={"crm": True})],
        "context": {"ip": "1.1.1.1", "library": {"name": "x"}},
        "integrations": {"All": False},
        "sentAt": "2026-03-01T12:00:00Z",
        "somethingElse": 1,
    }
    asyncio.run(served.post("/v1/batch", body))
    first, second = served.messages
    assert first["context"] == {"ip": "1.1.1.1", "library": {"name": "x"}}
    assert second["context"] == {"ip": "2.2.2.2", "library": {"name": "x"}}
    assert second["integrations"] == {"All": False, "crm": True}
    assert first["sentAt"] == "2026-03-01T12:00:00Z"
    assert "somethingElse" not in first


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ({"auth": (KEY, "")}, track()),
        ({"auth": None, "headers": {"authorization": "Basic d2ViLWtleQ=="}}, track()),
        ({"auth": None}, track(writeKey=KEY)),
        ({"auth": None, "headers": {"authorization": "Bearer x"}}, track(writeKey=KEY)),
    ],
    ids=["basic", "basic without a colon", "in the body", "bearer and in the body"],
)
def test_a_write_key_may_stand_in_a_header_or_in_the_body(options: Any, body: Any) -> None:
    answer = asyncio.run(serve().post("/v1/track", body, **options))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ({"auth": None}, track()),
        ({"auth": ("nobody", "")}, track()),
        ({"auth": None}, track(writeKey="nobody")),
        ({"auth": None}, track(writeKey=7)),
        ({"auth": None}, track(writeKey="k" * 5000)),
        ({"auth": ("nobody", "")}, track(writeKey=KEY)),
    ],
)
def test_every_failed_authentication_gets_the_same_answer(options: Any, body: Any) -> None:
    served = serve()
    answer = asyncio.run(served.post("/v1/track", body, **options))
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_source")
    assert answer.content == asyncio.run(served.post("/v1/t", track(), auth=("x", ""))).content
    assert served.journal.items == []


def test_one_bad_item_costs_only_itself_and_is_kept_whole() -> None:
    served = serve()
    bad = {"type": "track", "messageId": "bad", "event": "E", "properties": {"a": [1]}}
    answer = asyncio.run(served.post("/v1/batch", {"batch": [track(1), bad, track(3)]}))
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert [entry.message_id for entry in served.journal.entries] == ["m1", "m3"]
    (rejection,) = served.journal.rejections
    assert (rejection.code, rejection.message_id) == ("no_user_anon_id", "bad")
    assert json.loads(rejection.body) == bad


def test_a_single_message_that_fails_a_check_is_rejected_and_answered_as_segment_does() -> None:
    served = serve()
    answer = asyncio.run(served.post("/v1/track", {"userId": "u"}))
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert [rejection.code for rejection in served.journal.rejections] == ["event_not_defined"]


FAULTY = [
    (b'{"type":"track","userId":"u","event":"E","properties":{"x":NaN}}', "NaN"),
    (b'{"type":"track","userId":"u","event":"E","properties":{"x":-Infinity}}', "Infinity"),
    (b'{"type":"track","userId":"u","event":"E","properties":{"x":1e999}}', "1e999"),
    (b'{"type":"track","userId":"u","event":"\\ud800"}', "lone surrogate"),
    (b'{"type":"track","userId":"u","event":"\xff\xfe"}', "not UTF-8"),
    (b'{"type":"track" "userId":"u"}', "no comma"),
    (b'{"type":"track","userId":"u","properties":{"a":}}', "no value"),
    (b'{"type":"track","p":' + b"[" * 2000 + b"]" * 2000 + b"}", "very deep"),
    (b'{"type":"track","userId":"u","event":"E","p":' + b"[" * 70 + b"]" * 70 + b"}", "deep"),
    (b"", "nothing between two commas"),
]


@pytest.mark.parametrize("faulty", [body for body, _ in FAULTY], ids=[name for _, name in FAULTY])
def test_an_item_no_parser_takes_costs_only_itself(faulty: bytes) -> None:
    served = serve()
    good = [json.dumps(track(number)).encode() for number in range(9)]
    items = b", ".join([*good[:4], faulty, *good[4:]])
    body = b'{"sentAt": "2026-03-01T12:00:00Z", "batch": [' + items + b'], "writeKey": "web-key"}'
    answer = asyncio.run(served.post("/v1/batch", body, auth=None))
    assert answer.status_code == 200
    assert [entry.message_id for entry in served.journal.entries] == [f"m{n}" for n in range(9)]
    (rejection,) = served.journal.rejections
    assert (rejection.code, rejection.body) == ("bad_request", faulty)
    assert all(message["sentAt"] for message in served.messages)


@pytest.mark.parametrize("faulty", [body for body, name in FAULTY if body])
def test_a_single_message_no_parser_takes_is_refused_and_kept(faulty: bytes) -> None:
    served = serve()
    answer = asyncio.run(served.post("/v1/track", faulty))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    (rejection,) = served.journal.rejections
    assert (rejection.source, rejection.body) == ("web", faulty)


def test_a_batch_cut_short_loses_only_the_item_it_was_cut_in() -> None:
    served = serve()
    body = json.dumps({"writeKey": KEY, "batch": [track(1), track(2), track(3)]}).encode()
    answer = asyncio.run(served.post("/v1/batch", body[:-40], auth=None))
    assert answer.status_code == 200
    assert [entry.message_id for entry in served.journal.entries] == ["m1", "m2"]
    (rejection,) = served.journal.rejections
    assert rejection.body == json.dumps(track(3)).encode()[:-38]


REFUSED = [
    (b"", "empty"),
    (b"garbage", "not JSON"),
    (b"[]", "a list"),
    (b"7", "a number"),
    (b"{}", "no batch"),
    (b'{"batch": {}}', "batch is an object"),
    (b'{"batch": NaN}', "batch is NaN"),
    (b'{"batch": [NaN], "context": NaN}', "shared context is NaN"),
    (b'{"batch": [NaN]} trailing', "trailing"),
    (b'{"batch": []}', "empty batch"),
]


@pytest.mark.parametrize("body", [body for body, _ in REFUSED], ids=[name for _, name in REFUSED])
def test_a_batch_in_which_nothing_can_be_read_is_refused_and_kept(body: bytes) -> None:
    served = serve()
    answer = asyncio.run(served.post("/v1/batch", body))
    assert answer.status_code == 400
    assert answer.json()["success"] is False
    assert [rejection.body for rejection in served.journal.rejections] == [body]


def test_a_refused_body_is_kept_for_the_source_its_text_names() -> None:
    served = serve()
    body = b'{"writeKey": "web-key", "event": NaN}'
    assert asyncio.run(served.post("/v1/track", body, auth=None)).status_code == 400
    assert [rejection.source for rejection in served.journal.rejections] == ["web"]


def test_a_body_over_the_limit_is_not_read() -> None:
    served = serve()
    answer = asyncio.run(served.post("/v1/batch", b" " * (limits.BODY + 1)))
    assert answer.status_code == 413
    assert served.journal.items == []


def test_a_message_over_its_limit_is_refused_alone_and_rejected_in_a_batch() -> None:
    served = serve()
    large = track(2, properties={"text": "x" * limits.MESSAGE})
    assert asyncio.run(served.post("/v1/track", large)).status_code == 413
    answer = asyncio.run(served.post("/v1/batch", {"batch": [track(1), large, track(3)]}))
    assert answer.status_code == 200
    assert [entry.message_id for entry in served.journal.entries] == ["m1", "m3"]
    assert [rejection.code for rejection in served.journal.rejections] == ["too_large"] * 2


def test_a_batch_may_have_as_many_messages_as_segment_takes_and_no_more() -> None:
    served = serve()
    item = {"type": "track", "userId": "u", "event": "E"}
    full = asyncio.run(served.post("/v1/batch", {"batch": [item] * limits.BATCH_ITEMS}))
    assert (full.status_code, len(served.messages)) == (200, limits.BATCH_ITEMS)
    over = asyncio.run(served.post("/v1/batch", {"batch": [item] * (limits.BATCH_ITEMS + 1)}))
    assert over.status_code == 413


def test_an_integer_beyond_64_bits_becomes_the_nearest_double() -> None:
    served = serve()
    body = b'{"userId":"u","event":"E","properties":{"x":123456789012345678901234567890}}'
    asyncio.run(served.post("/v1/track", body))
    assert served.messages[0]["properties"] == {"x": 1.2345678901234568e29}


def test_the_last_of_equal_keys_is_taken() -> None:
    served = serve()
    asyncio.run(served.post("/v1/track", b'{"userId":"u","event":"A","event":"B"}'))
    assert served.messages[0]["event"] == "B"


def test_a_full_server_asks_to_wait() -> None:
    answer = asyncio.run(serve(load=Load(limit=10)).post("/v1/track", track()))
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == answer.headers["x-ratelimit-reset"]


def test_room_is_given_back_after_each_request() -> None:
    served = serve()
    asyncio.run(served.post("/v1/track", track()))
    asyncio.run(served.post("/v1/track", b"garbage"))
    assert served.load.in_flight == 0


def test_a_stopping_server_takes_nothing_new() -> None:
    served = serve()
    served.load.draining = True
    answer = asyncio.run(served.post("/v1/track", track()))
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)


def test_a_verbose_source_says_what_became_of_each_item() -> None:
    served = serve((KEY, source("web", verbose=True)))
    body = {"batch": [track(1), track(1), {"type": "track", "messageId": "bad", "event": "E"}]}
    answer = asyncio.run(served.post("/v1/batch", body)).json()
    assert [message["outcome"] for message in answer["messages"]] == [
        "admitted",
        "duplicate",
        "rejected",
    ]
    assert answer["messages"][2]["code"] == "no_user_anon_id"
