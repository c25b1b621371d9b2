from datetime import UTC, datetime
from typing import Any

import pytest

from protocols.gateway.stamp import stamp, utc_text

RECEIVED = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
AT = "2026-03-01T12:00:00.000Z"


def _stamp(**message: Any) -> dict[str, Any]:
    return stamp(message, kind="track", message_id="m", received=RECEIVED, received_at=AT)


@pytest.mark.parametrize(
    ("times", "timestamp"),
    [
        ({}, AT),
        ({"timestamp": None}, AT),
        ({"timestamp": "2026-03-01T11:00:00Z"}, "2026-03-01T11:00:00.000Z"),
        ({"timestamp": "2026-03-01T11:00:00"}, "2026-03-01T11:00:00.000Z"),
        ({"timestamp": "2026-03-01T11:00:00+02:00"}, "2026-03-01T09:00:00.000Z"),
        ({"originalTimestamp": "2026-03-01T11:00:00Z"}, "2026-03-01T11:00:00.000Z"),
        (
            {"timestamp": "2020-01-01T00:00:00Z", "sentAt": "2020-01-01T00:00:01.5Z"},
            "2026-03-01T11:59:58.500Z",
        ),
        (
            {"timestamp": "2030-01-01T00:00:05Z", "sentAt": "2030-01-01T00:00:00Z"},
            "2026-03-01T12:00:05.000Z",
        ),
        ({"timestamp": "2020-01-01T00:00:00Z", "sentAt": "2020-01-01T00:00:00Z"}, AT),
        ({"timestamp": "2020-01-01T01:00:00+01:00", "sentAt": "2020-01-01T00:00:00Z"}, AT),
        ({"timestamp": "soon", "sentAt": "soon"}, AT),
        ({"timestamp": "2026-03-01T11:00:00Z", "sentAt": "soon"}, "2026-03-01T11:00:00.000Z"),
        ({"timestamp": "yesterday"}, AT),
        ({"timestamp": 1772366400}, AT),
        ({"timestamp": "2" * 10_000}, AT),
        ({"timestamp": "9999-12-31T23:59:59-23:00"}, AT),
        ({"timestamp": "0001-01-01T00:00:00+23:00"}, AT),
        ({"timestamp": "0001-01-01T00:00:00Z", "sentAt": "9999-12-31T00:00:00Z"}, AT),
    ],
)
def test_the_time_is_the_clients_corrected_by_how_wrong_its_clock_was(
    times: dict[str, Any], timestamp: str
) -> None:
    assert _stamp(**times)["timestamp"] == timestamp


def test_what_the_client_wrote_is_kept() -> None:
    assert _stamp(timestamp="yesterday")["originalTimestamp"] == "yesterday"
    assert "originalTimestamp" not in _stamp()


def test_the_gateways_own_fields_are_not_the_clients_to_say() -> None:
    stamped = _stamp(receivedAt="1999", type="identify", messageId="x", writeKey="k")
    assert (stamped["receivedAt"], stamped["type"], stamped["messageId"]) == (AT, "track", "m")
    assert "writeKey" not in stamped


def test_everything_else_is_left_alone() -> None:
    message = {"channel": "server", "version": 2, "context": {"protocols": {"event_version": 1}}}
    stamped = _stamp(**message)
    assert {key: stamped[key] for key in message} == message


def test_times_are_written_as_segment_writes_them() -> None:
    assert utc_text(datetime(2026, 1, 2, 3, 4, 5, 678_900, UTC)) == "2026-01-02T03:04:05.678Z"
