"""A client runs on every Python it says, and loses nothing when a program ends there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import tools
from tests.unit.typewriter import radio
from tests.unit.typewriter.conftest import MakeClient
from tests.unit.typewriter.posting import PATIENCE, Server

INTERPRETERS = {
    "this": sys.executable,
    **{version: tools.python(version) for version in tools.OTHER_PYTHONS},
}
ON_EACH = pytest.mark.parametrize(
    "python",
    [
        pytest.param(
            found,
            id=name,
            marks=pytest.mark.skipif(found is None, reason=f"no Python {name} here"),
        )
        for name, found in INTERPRETERS.items()
    ],
)

ALL_OF_IT = """
import asyncio, sys, time
from datetime import datetime, timezone
import {client} as radio
from {client}.testing import capture

for name in radio.__all__:
    getattr(radio, name)
assert sorted(radio.__all__) == dir(radio)

def every_call(to, who):
    to.song_played(*who, song_id="s_1", played_at=datetime.now(timezone.utc), songs=[{{"song_id": "s_2"}}])
    to.order_completed(*who, total=1)
    to.order_completed_v1(*who, cents=1)
    to.open_sent(*who, extra_={{"other": 1}})
    to.located(*who, context_={{"groupId": "g"}}, meta_={{"message_id": "m1"}})
    to.old_sent(*who)
    to.identify(*who, email="noor@example.com")
    to.group(*who, "g1", name="Northwind")
    to.page(*who, "Library", path="/")
    to.page_home(*who, shelves=3)
    to.screen_menu(*who)
    to.alias("a1", "u1")

with capture(validate=False) as sent:
    every_call(radio, [radio.Both("u1", "a1")])
assert len(sent.events) == 12 and sent.named("Home")

async def main():
    async with radio.HttpTransport("key", host=sys.argv[1]) as transport:
        radio.configure(transport, validate="off")
        every_call(radio, [radio.User("u1")])
        every_call(radio.Tracker(transport, who=radio.Anonymous("a1"), validate="off"), [])
        assert await transport.aflush({patience})

asyncio.run(main())
with radio.HttpTransport("key", host=sys.argv[1]) as transport:
    radio.configure(transport, validate="off")
    radio.song_played(radio.User("u1"), song_id="s_last")
"""

ENDINGS = {
    "a program that just ends": "play('1')",
    "a program that fails": "play('1'); raise SystemExit(3)",
    "a function called at exit": "import atexit; atexit.register(play, '1')",
    "a thread that is still at work": """
import threading, time
def work():
    time.sleep(0.05)
    play('1')
threading.Thread(target=work).start()
""",
    "a worker process": """
import multiprocessing
worker = multiprocessing.get_context('fork').Process(target=play, args=('1',))
worker.start()
worker.join()
""",
    "a task that is cancelled": """
import asyncio
async def main():
    asyncio.create_task(transport.aflush())
    play('1')
asyncio.run(main())
""",
}
ENDING = """
import sys
import {client} as radio
transport = radio.HttpTransport("key", host=sys.argv[1])
radio.configure(transport, validate="off")
def play(song):
    radio.song_played(radio.User("u1"), song_id=song)
{ending}
"""


def _run(python: str, program: str, folder: Path, *arguments: str) -> str:
    run = subprocess.run(
        [python, "-W", "error", "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode in {0, 3}, run.stderr
    return run.stderr


@pytest.fixture
def client(make_client: MakeClient, tmp_path: Path) -> str:
    """The name of a package in `tmp_path`."""
    return make_client(radio.PLAN).__name__


@ON_EACH
def test_everything_works_on_each_python(
    python: str, client: str, tmp_path: Path, server: Server
) -> None:
    program = ALL_OF_IT.format(client=client, patience=PATIENCE)
    assert _run(python, program, tmp_path, server.url) == ""
    calls = [one for batch in server.batches for one in batch]
    assert len(calls) == 25
    assert calls[-1]["properties"]["song_id"] == "s_last"
    assert {one["context"]["typewriter"]["plan"] for one in calls} == {"radio"}


@ON_EACH
@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_is_lost_when_a_program_ends(
    python: str, ending: str, client: str, tmp_path: Path, server: Server
) -> None:
    program = ENDING.format(client=client, ending=ENDINGS[ending])
    assert _run(python, program, tmp_path, server.url) == ""
    assert server.songs == ["1"]


@ON_EACH
def test_a_call_after_the_transport_is_shut_down_is_counted_and_told(
    python: str, client: str, tmp_path: Path, server: Server
) -> None:
    early = "import atexit; atexit.register(lambda: play('too late'))"
    program = f"{early}\n{ENDING.format(client=client, ending='')}"
    assert "1 calls dropped so far; the last because the transport is shut down" in _run(
        python, program, tmp_path, server.url
    )
    assert server.requests == []
