"""The order of operations: one table, and for each joint a message that shows which step comes first."""

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from protocols.gateway.envelope import read_batch
from protocols.gateway.routes import Route
from protocols.gateway.sort import Arrival, sort_items
from protocols.gateway.source import Source
from protocols.journal.interface import Appended
from protocols.pipeline.admit import admit
from protocols.pipeline.entry import Outcome, Rejection
from protocols.pipeline.order import ORDER, to_markdown
from protocols.pipeline.route import route
from tests.unit.journal.journals import in_loop, opened
from tests.unit.pipeline.ordering import (
    AT,
    admitted,
    destination_of,
    fate,
    plan_in,
    played,
    source_of,
)

DOCUMENT = Path(__file__).parents[3] / "docs" / "order-of-operations.md"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return plan_in(tmp_path)


def test_the_document_shows_the_table_that_the_program_prints() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    _, _, rest = text.partition("`protocols explain --order` prints this table -->\n\n")
    shown, end, _ = rest.partition("\n<!-- end of the table -->")
    assert end, "the markers around the table are gone"
    assert shown == to_markdown(), (
        "put what `protocols explain --order` prints between the markers"
    )


def test_a_message_takes_the_rows_of_the_table_in_their_order(plan: Path) -> None:
    taken: list[str] = []
    message = played()
    admit(message, source_of(plan), received_at=AT, watch=lambda step, *_: taken.append(step.name))
    route(message, destination_of(), lambda step, *_: taken.append(step.name))
    run = [row for row in ORDER if row.where in {"pipeline.admit", "engine", "pipeline.route"}]
    assert taken == [row.step.partition(":")[0] for row in run if "later release" not in row.step]
    numbers = [float(row.number) for row in ORDER]
    assert numbers == sorted(set(numbers))


# 1 before 3


def test_what_is_rejected_is_neither_transformed_nor_judged(plan: Path) -> None:
    drop = {"name": "all", "drop": True}
    source = Source("web", source_of(plan, transformations=[drop]))
    arrival = Arrival(source, datetime(2026, 3, 1, 12, tzinfo=UTC), AT, lambda: "m1")
    body = orjson.dumps({"batch": [{"type": "track", "event": "Song Played"}]})
    (rejected,) = sort_items(read_batch(body), Route("batch", None), arrival, size=len(body))
    assert isinstance(rejected, Rejection)
    assert (rejected.code, rejected.body) == (
        "no_user_anon_id",
        b'{"type":"track","event":"Song Played"}',
    )


# 5


@in_loop
async def test_an_id_is_claimed_after_the_engine_so_that_what_comes_twice_counts_once(
    tmp_path: Path, plan: Path
) -> None:
    source = source_of(plan, track={"violations": "block"}, forward_blocked_to="bin")
    bad = played(properties={})
    async with opened(tmp_path / "data") as journal:
        first = await journal.append([*admitted(bad, source), *admitted(bad, source)])
        again = await journal.append(admitted(bad, source))
        counts = {each.source: each for each in journal.sources()}
    stored, duplicate = Appended.STORED, Appended.DUPLICATE
    assert [*first, *again] == [stored, stored, duplicate, duplicate, duplicate, duplicate]
    web, bin_ = counts["web"], counts["bin"]
    assert (web.received, web.duplicate, web.blocked, web.violations) == (3, 2, 1, 1)
    assert (bin_.received, bin_.duplicate, bin_.admitted) == (3, 2, 1)


@in_loop
async def test_an_id_belongs_to_its_source(tmp_path: Path, plan: Path) -> None:
    async with opened(tmp_path / "data") as journal:
        for name in ("web", "ios"):
            (answer,) = await journal.append(admitted(played(), source_of(plan, name)))
            assert answer is Appended.STORED


# 5 before 6


@in_loop
async def test_what_is_blocked_or_dropped_is_never_routed(tmp_path: Path, plan: Path) -> None:
    drop = {"name": "bots", "if": "userId = 'bot'", "drop": True}
    source = source_of(plan, track={"violations": "block"}, transformations=[drop])
    messages = [
        played("blocked", properties={}),
        played("dropped", userId="bot"),
        played("admitted"),
    ]
    async with opened(tmp_path / "data") as journal:
        await journal.append([entry for each in messages for entry in admitted(each, source)])
        rows = await journal.read(0, 10, ["web"])
    assert [row.message_id for row in rows] == ["admitted"]


@in_loop
async def test_a_forwarded_block_passes_no_controls_again_and_is_routed_as_it_came(
    tmp_path: Path, plan: Path
) -> None:
    source = source_of(plan, track={"unplanned_events": "block"}, forward_blocked_to="bin")
    message = played(event="Song Hummed")
    async with opened(tmp_path / "data") as journal:
        await journal.append(admitted(message, source))
        (row,) = await journal.read(0, 10, ["bin"])
        assert not await journal.read(0, 10, ["web"])
    sent = route(orjson.loads(row.body), destination_of())
    assert sent.message == {**message, "forwardedFromProject": "web"}
    # Had it been admitted anew, controls as those of its source would have blocked it.
    assert fate(admitted(sent.message, source)[0]) == (Outcome.BLOCKED, "unplanned")
