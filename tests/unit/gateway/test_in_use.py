"""What `/readyz` and `/metrics` say of reloads."""

import asyncio
from datetime import UTC, datetime

from protocols.gateway.health import Health
from protocols.gateway.in_use import InUse, Refused
from protocols.gateway.load import Load
from protocols.gateway.metrics import Metrics
from protocols.plan.model import PlanRef
from tests.unit.gateway.serving import MemoryJournal, serve

SINCE = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLAN = PlanRef("radio", "1.0.0", "ab")
REFUSED = InUse(SINCE, {"web": PLAN}, 3, 2, Refused(SINCE, ("plan.yaml:1:1: TP001",)))


def test_a_refused_reload_is_told_and_is_no_reason_not_to_be_ready() -> None:
    answer = Health(MemoryJournal(), Load(), lambda: REFUSED).ready()  # type: ignore[arg-type]
    assert answer.status == 200
    assert answer.body == (
        b'{"status":"ready","durability":"fsync","reasons":[],'
        b'"reload":{"state":"failed","taken":3,"refused":2,"since":"2026-03-01T12:00:00.000Z",'
        b'"problems":["plan.yaml:1:1: TP001"]},'
        b'"in_use":{"since":"2026-03-01T12:00:00.000Z",'
        b'"plans":{"web":{"plan":"radio","version":"1.0.0","sha256":"ab"}}}}'
    )


def test_reloads_are_metrics() -> None:
    metrics = Metrics(MemoryJournal(), Load(), lambda: REFUSED)  # type: ignore[arg-type]
    lines = metrics.answer().body.decode().splitlines()
    assert 'protocols_reload_total{result="taken"} 3.0' in lines
    assert 'protocols_reload_total{result="refused"} 2.0' in lines
    assert "protocols_reload_refused 1.0" in lines
    gauge = "protocols_in_use_since_timestamp_seconds "
    (since,) = [line.removeprefix(gauge) for line in lines if line.startswith(gauge)]
    assert float(since) == SINCE.timestamp()


def test_a_gateway_that_never_reloaded_says_so() -> None:
    told = asyncio.run(serve().get("/readyz")).json()
    assert told["reload"] == {"state": "ok", "taken": 0, "refused": 0}
