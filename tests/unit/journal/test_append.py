import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson
import pytest

from protocols.journal.interface import Appended, Held
from protocols.pipeline.entry import Outcome
from tests.unit.journal.journals import (
    AT,
    blocked,
    entry,
    in_loop,
    judged,
    message,
    omitted,
    opened,
    rejection,
    unplanned,
    violation,
)


@in_loop
async def test_what_was_appended_is_read_in_order_and_whole(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([entry("a"), entry("b", source="ios")])
        await journal.append([entry("c")])
        rows = await journal.read(0, 10, ["web", "ios"])
    assert [(row.seq, row.source, row.message_id, row.received_at) for row in rows] == [
        (1, "web", "a", AT),
        (2, "ios", "b", AT),
        (3, "web", "c", AT),
    ]
    assert orjson.loads(rows[0].body) == message("a")


@in_loop
async def test_destinations_read_the_forwarded_form(tmp_path: Path) -> None:
    forwarded = message("a", properties={})
    async with opened(tmp_path) as journal:
        await journal.append([entry("a", forwarded=forwarded)])
        (row,) = await journal.read(0, 10, ["web"])
    assert orjson.loads(row.body) == forwarded


@in_loop
async def test_a_reader_gets_a_limited_stretch_of_its_sources(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([entry(f"{n}", source="web" if n % 3 else "ios") for n in range(9)])
        first = await journal.read(0, 3, ["web"])
        rest = await journal.read(first[-1].seq, 10, ["web"])
        none = await journal.read(0, 10, ["android"])
    assert [row.message_id for row in first] == ["1", "2", "4"]
    assert [row.message_id for row in rest] == ["5", "7", "8"]
    assert none == ()


@in_loop
async def test_only_admitted_messages_are_read(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append(
            [blocked("a"), entry("b", outcome=Outcome.DROPPED), entry("c"), rejection()]
        )
        rows = await journal.read(0, 10, ["web"])
        (counts,) = journal.sources()
    assert [row.message_id for row in rows] == ["c"]
    assert (counts.received, counts.accepted, counts.rejected) == (4, 3, 1)
    assert (counts.admitted, counts.blocked, counts.dropped) == (1, 1, 1)
    assert counts.discards == {"schema_violation": 1}
    assert counts.rejections == {"not_json": 1}


@in_loop
async def test_rejected_and_blocked_are_kept_whole(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([rejection(b"\xff\x00 not text"), blocked("b")])
        rejected, held = journal.quarantined()
    assert (rejected.held, rejected.code, rejected.body) == (
        Held.REJECTED,
        "not_json",
        b"\xff\x00 not text",
    )
    assert orjson.loads(held.body) == message("b")
    assert (held.held, held.code, held.reason, held.message_id, held.name) == (
        Held.BLOCKED,
        "schema_violation",
        "properties.song_id is required",
        "b",
        "Song Played",
    )


@in_loop
async def test_omitted_values_stand_in_quarantine_and_nowhere_in_the_decision(
    tmp_path: Path,
) -> None:
    secret = {"card": "4111-1111"}
    item = judged(
        "a",
        unplanned=(unplanned("properties.pay"),),
        omitted=(omitted("properties.pay", secret), omitted("properties.x", None)),
    )
    async with opened(tmp_path) as journal:
        await journal.append([item])
        first, second = journal.quarantined(held=Held.OMITTED)
        (counts,) = journal.sources()
        store = journal._writer._store
        (decision,) = store.execute("SELECT decision FROM messages").fetchone()
    assert (first.field, orjson.loads(first.body), first.seq) == ("properties.pay", secret, 1)
    assert orjson.loads(second.body) is None
    assert (counts.omitted, counts.rewritten, counts.admitted) == (2, 1, 1)
    assert b"4111" not in decision
    assert orjson.loads(decision)["omitted"][0] == {
        "reason": "unplanned",
        "field": "properties.pay",
        "pointer": "/properties/pay",
    }


@in_loop
async def test_a_clean_message_stores_no_decision_but_its_plan(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([judged("a"), judged("b", violations=(violation(),))])
        stored = journal._writer._store.execute(
            "SELECT decision IS NULL, id, version, sha256 FROM messages JOIN plans ON ref = plan"
        ).fetchall()
    assert stored == [(1, "music", "1.0.0", "a" * 64), (0, "music", "1.0.0", "a" * 64)]


@in_loop
async def test_violations_beyond_those_listed_are_counted(tmp_path: Path) -> None:
    item = judged("a", violations=(violation(), violation("context.x")), violation_count=70)
    async with opened(tmp_path) as journal:
        await journal.append([item])
        (counts,) = journal.sources()
    assert counts.violations == 70


@pytest.mark.parametrize(
    "value",
    ["\ud800 lone", 2**70, "nul \0 byte", {"deep": [[["x"]]]}, "😀 \u2028", MappingProxyType({})],
    ids=["surrogate", "large", "nul", "nested", "emoji", "mapping"],
)
@in_loop
async def test_any_json_value_is_stored_as_it_is(tmp_path: Path, value: Any) -> None:
    item = entry("a", body=message("a", properties={"v": value}))
    async with opened(tmp_path) as journal:
        assert await journal.append([item]) == (Appended.STORED,)
        (row,) = await journal.read(0, 1, ["web"])
    assert json.loads(row.body)["properties"]["v"] == value


@in_loop
async def test_names_and_ids_no_store_can_hold_are_stored_escaped(tmp_path: Path) -> None:
    odd = "\udfff"
    async with opened(tmp_path) as journal:
        await journal.append(
            [entry(odd, name=odd), judged(odd + "2", violations=(violation(odd),))]
        )
        rows = await journal.read(0, 2, ["web"])
        (finding,) = journal.findings()
    assert [row.message_id for row in rows] == ["\\udfff", "\\udfff2"]
    assert finding.field == "\\udfff"


@in_loop
async def test_an_engine_fault_is_counted_whatever_became_of_the_message(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append(
            [blocked("a", discard="engine_error"), entry("b", discard="engine_error"), entry("c")]
        )
        (counts,) = journal.sources()
    assert (counts.engine_errors, counts.blocked, counts.admitted) == (2, 1, 2)


@in_loop
async def test_an_empty_append_is_safe(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        assert await journal.append([]) == ()
        assert journal.sources() == ()
