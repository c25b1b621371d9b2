"""kill -9 while messages are appended: what was acknowledged is stored, everything once."""

import signal
import subprocess
import sys
from pathlib import Path
from random import Random

from tests.unit.journal.journals import in_loop, opened

KILLS = 3

APPEND_FOR_EVER = """
import asyncio, sys
from protocols.journal import open_journal
from tests.unit.journal.journals import entry

async def client(journal, name):
    number = 0
    while True:
        batch = [f"{name}-{number + extra}" for extra in range(1 + number % 4)]
        await journal.append([entry(message_id) for message_id in batch])
        print(*batch, flush=True)
        number += len(batch)

async def main():
    journal = open_journal(sys.argv[1], clock=lambda: 0.0)
    print("open", flush=True)
    await asyncio.gather(*(client(journal, f"{sys.argv[2]}-{c}") for c in range(8)))

asyncio.run(main())
"""


def acknowledged_until_killed(folder: Path, run: int, lines: int) -> list[str]:
    """Let a process append until it has said `lines` lines, kill it, and give the ids it said."""
    command = [sys.executable, "-c", APPEND_FOR_EVER, str(folder), str(run)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        said = [process.stdout.readline() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        said += [line for line in process.stdout if line.endswith("\n")]
        assert process.wait() == -signal.SIGKILL
    return [message_id for line in said for message_id in line.split()]


@in_loop
async def test_what_was_acknowledged_before_kill_9_is_stored_once(tmp_path: Path) -> None:
    random = Random(7)
    acknowledged: list[str] = []
    for run in range(KILLS):
        acknowledged += acknowledged_until_killed(tmp_path, run, random.randrange(50, 400))
        async with opened(tmp_path) as journal:
            rows = await journal.read(0, 1_000_000, ["web"])
            stored = [row.message_id for row in rows]
            (counts,) = journal.sources()
            assert set(acknowledged) <= set(stored)
            assert len(stored) == len(set(stored))
            assert counts.admitted == len(stored)
            assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
            assert journal._writer._store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(acknowledged) > 50 * KILLS
