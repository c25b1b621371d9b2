"""The paths beside ingest: what browsers, images and supervisors ask for."""

import asyncio
import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from protocols.engine.controls import Controls
from protocols.gateway import limits
from protocols.gateway.settings import browser_plan
from protocols.journal.interface import DestinationCounts, SourceCounts
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan
from tests.unit.gateway.serving import KEY, MemoryJournal, Served, serve, source, track

PLAN = "tests/cases/e2e/plan.yaml"


def _plan(**controls: Any) -> Any:
    return browser_plan(
        compile_plan(load_plan(PLAN)), Controls.model_validate({"track": controls})
    )


def test_the_browser_sdk_is_told_where_to_send() -> None:
    answer = asyncio.run(serve().get(f"/v1/projects/{KEY}/settings"))
    assert answer.status_code == 200
    destination = answer.json()["integrations"]["Segment.io"]
    assert destination["apiKey"] == KEY
    assert destination["apiHost"] == "gateway.test:8765/v1"
    assert destination["protocol"] == "http"


def test_a_host_that_is_no_host_is_not_repeated() -> None:
    answer = asyncio.run(
        serve().get(f"/v1/projects/{KEY}/settings", headers={"host": 'evil"</script>'})
    )
    assert answer.json()["integrations"]["Segment.io"]["apiHost"] == "localhost/v1"


def test_where_unplanned_events_are_blocked_the_browser_holds_them_back() -> None:
    served = serve((KEY, source("web", plan=_plan(unplanned_events="block"))))
    plan = asyncio.run(served.get(f"/v1/projects/{KEY}/settings")).json()["plan"]["track"]
    assert plan["__default"]["enabled"] is False
    assert {name for name, rule in plan.items() if rule["enabled"]} == {
        "Song Played",
        "Song Saved",
    }


def test_where_unplanned_events_are_allowed_the_plan_is_not_told() -> None:
    assert list(_plan()["track"]) == ["__default"]
    assert _plan()["track"]["__default"]["enabled"] is True


@pytest.mark.parametrize("path", ["nobody/settings", "/settings", f"{KEY}/x/settings"])
def test_settings_of_an_unknown_key_are_refused(path: str) -> None:
    assert asyncio.run(serve().get(f"/v1/projects/{path}")).status_code == 401


def _pixel(served: Served, query: str) -> Any:
    return asyncio.run(served.get(f"/v1/pixel/track?{query}"))


def test_a_pixel_takes_a_message_in_base64() -> None:
    served = serve()
    for text in (json.dumps(track(1, writeKey=KEY)), json.dumps(track(2, writeKey=KEY, x="??>>"))):
        data = urlsafe_b64encode(text.encode()).decode().rstrip("=")
        assert _pixel(served, f"data={data}").headers["content-type"] == "image/gif"
    assert [message["messageId"] for message in served.messages] == ["m1", "m2"]


def test_a_pixel_takes_a_message_in_flat_keys() -> None:
    served = serve()
    query = f"writeKey={KEY}&userId=u&event=Email+Opened&properties.subject=Hi%21&properties.a.b=1"
    answer = _pixel(served, query + "&properties.subject.x=lost&userId=second")
    assert (answer.status_code, answer.content[:6]) == (200, b"GIF89a")
    (message,) = served.messages
    assert (message["event"], message["userId"]) == ("Email Opened", "u")
    assert message["properties"] == {"subject": "Hi!", "a": {"b": "1"}}


@pytest.mark.parametrize(
    "query",
    ["", "data=%%%", "data=!!!!", "writeKey=nobody&event=E", f"writeKey={KEY}", "a." * 100 + "=1"],
)
def test_a_pixel_is_an_image_whatever_it_was_asked(query: str) -> None:
    served = serve()
    answer = _pixel(served, query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert served.journal.entries == []


def test_a_pixel_does_not_say_that_it_kept_what_it_could_not() -> None:
    served = serve(journal=MemoryJournal(failure="disk full"))
    answer = _pixel(served, f"writeKey={KEY}&userId=u&event=E")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "image/gif")


def test_what_the_browser_sdk_measures_of_itself_is_ignored() -> None:
    served = serve()
    assert asyncio.run(served.post("/v1/m", {"series": []})).status_code == 200
    assert served.journal.items == []


async def _preflight(served: Served, **headers: str) -> Any:
    async with served.client() as client:
        return await client.request("OPTIONS", "/v1/t", headers=headers)


def test_browsers_of_any_origin_may_send_and_never_with_cookies() -> None:
    served = serve()
    asked = {"access-control-request-headers": "content-type, x-retry-count"}
    preflight = asyncio.run(_preflight(served, origin="https://shop.test", **asked))
    answer = asyncio.run(served.post("/v1/t", track(), headers={"origin": "https://shop.test"}))
    refused = asyncio.run(served.post("/v1/t", b"garbage", auth=("x", "")))
    for each in (preflight, answer, refused):
        assert each.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in each.headers
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-headers"] == "content-type, x-retry-count"
    assert "POST" in preflight.headers["access-control-allow-methods"]


def test_a_strange_preflight_gets_a_plain_answer() -> None:
    answer = asyncio.run(_preflight(serve(), **{"access-control-request-headers": "a\tb;c" * 99}))
    assert answer.headers["access-control-allow-headers"] == "Authorization, Content-Type"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/track", 405),
        ("DELETE", "/v1/batch", 405),
        ("POST", "/v1/nothing", 404),
        ("GET", "/v1/nothing", 404),
        ("PUT", "/v1/projects/x/settings", 404),
        ("GET", "/nothing", 404),
        ("POST", "/livez", 405),
    ],
)
def test_other_methods_and_paths_are_refused(method: str, path: str, status: int) -> None:
    async def ask() -> Any:
        async with serve().client() as client:
            return await client.request(method, path)

    assert asyncio.run(ask()).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("x", "y")] * limits.HEADERS, 431),
        ([("x", "y" * limits.HEADER_BYTES)], 431),
        ([("host", "a"), ("host", "b")], 400),
        ([("content-encoding", "gzip"), ("content-encoding", "gzip")], 400),
        ([("transfer-encoding", "gzip, chunked")], 400),
        ([("content-length", "-1")], 400),
        ([("content-length", "9" * 5000)], 413),
        ([("content-length", str(limits.BODY + 1))], 413),
    ],
    ids=lambda value: str(value)[:30],
)
def test_headers_over_measure_or_at_odds_are_refused(
    headers: list[tuple[str, str]], status: int
) -> None:
    async def ask() -> Any:
        async with serve().client() as client:
            request = client.build_request("POST", "/v1/track", content=b"{}")
            request.headers = type(request.headers)([("host", "h"), *headers])
            return await client.send(request, auth=None)

    assert asyncio.run(ask()).status_code == status


def test_the_process_lives_and_is_ready() -> None:
    served = serve()
    assert asyncio.run(served.get("/livez")).json() == {"status": "live"}
    ready = asyncio.run(served.get("/readyz"))
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")


def test_it_is_not_ready_while_it_stops_or_cannot_store_and_says_why() -> None:
    served = serve(journal=MemoryJournal(failure="disk full"))
    served.load.drain()
    ready = asyncio.run(served.get("/readyz"))
    assert ready.status_code == 503
    assert ready.json()["reasons"] == [
        "the server is stopping",
        "the journal takes no writes: disk full",
    ]
    assert asyncio.run(served.get("/livez")).status_code == 200


def _metrics(served: Served) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    text = asyncio.run(served.get("/metrics")).text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_every_term_of_the_counts_is_a_metric() -> None:
    counts = SourceCounts("web", **{name: n for n, name in enumerate(COUNTED, 1)})
    coded = SourceCounts(
        "b",
        discards={"unplanned": 3},
        rejections={"id_required": 2},
        unforwarded={"sampled_out": 5},
    )
    lake = DestinationCounts(
        "lake", admitted=9, delivered=4, dead=1, pending=2, filtered={"FILTERED_BY_RULES": 2}
    )
    served = serve(journal=MemoryJournal(counts=(counts, coded), destination_counts=(lake,)))
    found = _metrics(served)
    web = frozenset({("source", "web")})
    for number, name in enumerate(COUNTED, 1):
        assert found[f"protocols_{name}_total", web] == number
    by_code = {("source", "b"), ("code", "unplanned")}
    assert found["protocols_blocked_by_code_total", frozenset(by_code)] == 3
    by_code = {("source", "b"), ("code", "id_required")}
    assert found["protocols_rejected_by_code_total", frozenset(by_code)] == 2
    by_code = {("source", "b"), ("code", "sampled_out")}
    assert found["protocols_violations_not_forwarded_total", frozenset(by_code)] == 5
    at_lake = frozenset({("destination", "lake")})
    assert found["protocols_destination_admitted_total", at_lake] == 9
    assert found["protocols_destination_delivered_total", at_lake] == 4
    assert found["protocols_destination_dead_total", at_lake] == 1
    assert found["protocols_destination_pending", at_lake] == 2


SPLIT = {"discards", "rejections", "unforwarded"}
# Clients say themselves what they are called: the report tells them, no label does.
COUNTED = [name for name in SourceCounts.__slots__ if name not in {"source", "clients", *SPLIT}]


def test_what_clients_send_never_becomes_a_label() -> None:
    served = serve()
    for number in range(20):
        asyncio.run(served.post(f"/v1/unknown-{number}", track()))
        asyncio.run(served.post("/v1/track", track(number, event=f"Event {number}")))
    found = _metrics(served)
    requests = [labels for name, labels in found if name == "protocols_http_requests_total"]
    assert len(requests) == 2
