import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from protocols.delivery.destinations.duckdb import DuckdbTable
from protocols.delivery.destinations.interface import Outgoing
from protocols.errors import RetryLater, Undeliverable
from protocols.journal.interface import Row
from tests.unit.delivery.delivering import delivering, lane, settled
from tests.unit.journal.journals import entry, in_loop, message, opened

AT = "2026-03-01T12:00:00.123Z"


def outgoing(message_id: str, *, source: str = "web", **more: Any) -> Outgoing:
    body = {"type": "track", "event": "Song Played", "userId": "u1", "timestamp": AT, **more}
    return Outgoing(Row(1, source, message_id, AT, b"{}"), body)


def rows(path: Path, columns: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(path, read_only=True) as lake:
        return lake.execute(f"SELECT {columns} FROM messages ORDER BY source, id").fetchall()


@in_loop
async def test_a_message_becomes_a_row(tmp_path: Path) -> None:
    lake = tmp_path / "new" / "lake.duckdb"
    page = {"type": "page", "event": None, "name": "Home", "userId": None, "anonymousId": "a1"}
    traits = {"type": "identify", "event": None, "traits": {"plan": "pro"}, "context": {"ip": "x"}}
    table = DuckdbTable(lake)
    await table.deliver([outgoing("a", properties={"n": 1.5, "s": "ü'; DROP TABLE x"})])
    await table.deliver([outgoing("b", **page), outgoing("c", **traits)])
    found = rows(lake, "id, type, event, user_id, anonymous_id, properties, traits, context")
    assert found == [
        ("a", "track", "Song Played", "u1", None, '{"n":1.5,"s":"ü\'; DROP TABLE x"}', None, None),
        ("b", "page", "Home", None, "a1", None, None, None),
        ("c", "identify", None, "u1", None, None, '{"plan":"pro"}', '{"ip":"x"}'),
    ]
    times = rows(lake, "CAST(received_at AT TIME ZONE 'UTC' AS VARCHAR), message->>'$.timestamp'")
    assert times[0] == ("2026-03-01 12:00:00.123", AT)


@in_loop
async def test_a_message_that_comes_again_replaces_its_row(tmp_path: Path) -> None:
    lake = tmp_path / "lake.duckdb"
    table = DuckdbTable(lake)
    await table.deliver([outgoing("a", v=1), outgoing("b", v=1), outgoing("a", v=2)])
    await table.deliver([outgoing("b", v=3), outgoing("a", source="ios", v=4)])
    assert rows(lake, "source, id, message->>'$.v'") == [
        ("ios", "a", "4"),
        ("web", "a", "2"),
        ("web", "b", "3"),
    ]


@in_loop
async def test_values_of_any_type_find_their_column(tmp_path: Path) -> None:
    lake = tmp_path / "lake.duckdb"
    odd = outgoing("a", userId=7, event=["x"], timestamp="yesterday", properties="text", type=None)
    await DuckdbTable(lake).deliver([odd])
    assert rows(lake, "user_id, event, timestamp, properties, type") == [
        ("7", '["x"]', None, '"text"', None)
    ]


@contextmanager
def read_by_another_process(lake: Path) -> Iterator[None]:
    program = (
        "import duckdb, sys\n"
        "lake = duckdb.connect(sys.argv[1], read_only=True)\n"
        "print('open', flush=True)\n"
        "input()\n"
    )
    command = [sys.executable, "-c", program, str(lake)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stdin=pipe) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"open\n"
        yield
        reader.kill()


@in_loop
async def test_others_may_read_between_batches_and_lock_us_out(tmp_path: Path) -> None:
    lake = tmp_path / "lake.duckdb"
    table = DuckdbTable(lake)
    await table.deliver([outgoing("a")])
    with read_by_another_process(lake), pytest.raises(RetryLater, match="IOException"):
        await table.deliver([outgoing("b")])
    await table.deliver([outgoing("b")])
    assert len(rows(lake, "id")) == 2


@in_loop
async def test_what_duckdb_finds_malformed_is_refused_without_its_value(tmp_path: Path) -> None:
    with pytest.raises(Undeliverable) as refused:
        await DuckdbTable(tmp_path / "lake.duckdb").deliver([outgoing("a", v="\ud800 4111")])
    assert "4111" not in str(refused.value)


@in_loop
async def test_a_journal_is_loaded_whole_and_the_odd_message_alone_is_dead(tmp_path: Path) -> None:
    lake = tmp_path / "lake.duckdb"
    async with opened(tmp_path / "data") as journal:
        bad = entry("bad", body=message("bad", properties={"v": "\ud800"}))
        await journal.append([*(entry(f"m{n}") for n in range(20)), bad, entry("last")])
        async with delivering(journal, lane(DuckdbTable(lake))):
            await settled(journal)
        (counts,) = journal.destinations()
    assert (counts.delivered, counts.dead) == (21, 1)
    assert len(rows(lake, "id")) == 21
