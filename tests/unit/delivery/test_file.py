import os
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import orjson
import pytest

from protocols.delivery.destinations.file import JsonLinesFile
from protocols.delivery.destinations.interface import Outgoing
from protocols.delivery.destinations.lines import Bookmark
from protocols.errors import RetryLater
from protocols.journal.interface import Row
from tests.unit.delivery.delivering import delivering, lane, settled
from tests.unit.journal.journals import entry, in_loop, opened


def outgoing(number: int, **message: object) -> Outgoing:
    row = Row(number, "web", f"m{number}", "2026-03-01T12:00:00Z", b"{}")
    return Outgoing(row, {"n": number, **message})


def numbers(path: Path) -> list[int]:
    return [orjson.loads(line)["n"] for line in path.read_bytes().splitlines()]


@in_loop
async def test_each_message_is_a_line_and_the_file_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.jsonl"
    file = JsonLinesFile(path)
    await file.open(None)
    await file.deliver([outgoing(1, text="two\nlines"), outgoing(2)])
    await file.deliver([outgoing(3)])
    await file.close()
    assert path.read_bytes() == b'{"n":1,"text":"two\\nlines"}\n{"n":2}\n{"n":3}\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@in_loop
async def test_what_was_written_but_never_settled_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    file = JsonLinesFile(path)
    await file.open(None)
    settled_at = (await file.deliver([outgoing(1)])).bookmark
    await file.deliver([outgoing(2)])
    await file.close()
    with path.open("ab") as torn:
        torn.write(b'{"n": 3, "torn')
    await file.open(settled_at)
    await file.deliver([outgoing(2)])
    await file.close()
    assert numbers(path) == [1, 2]


@in_loop
async def test_a_file_we_did_not_settle_is_only_added_to(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b'{"n": 7}\n')
    file = JsonLinesFile(path)
    await file.open(None)
    mark = (await file.deliver([outgoing(8)])).bookmark
    await file.close()
    path.rename(tmp_path / "moved.jsonl")
    path.write_bytes(b'{"n": 100}\n{"n": 101}\n')
    await file.open(mark)
    await file.deliver([outgoing(9)])
    await file.close()
    assert numbers(tmp_path / "moved.jsonl") == [7, 8]
    assert numbers(path) == [100, 101, 9]


@in_loop
async def test_a_shorter_file_than_the_bookmark_says_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    file = JsonLinesFile(path)
    await file.open(None)
    mark = (await file.deliver([outgoing(1), outgoing(2)])).bookmark
    await file.close()
    os.truncate(path, 8)
    await file.open(mark)
    await file.deliver([outgoing(3)])
    await file.close()
    assert numbers(path) == [1, 3]


@in_loop
async def test_a_grown_file_is_put_aside_under_the_next_number(tmp_path: Path) -> None:
    path = tmp_path / "out[1].jsonl"
    file = JsonLinesFile(path, rotate_bytes=16)
    await file.open(None)
    for number in range(5):
        await file.deliver([outgoing(number)])
    await file.close()
    assert {name: numbers(tmp_path / name) for name in sorted(os.listdir(tmp_path))} == {  # noqa: PTH208
        "out[1].000001.jsonl": [0, 1],
        "out[1].000002.jsonl": [2, 3],
        "out[1].jsonl": [4],
    }


@in_loop
async def test_what_was_written_after_a_rotation_but_never_settled_is_cut_off(
    tmp_path: Path,
) -> None:
    path = tmp_path / "out.jsonl"
    file = JsonLinesFile(path, rotate_bytes=8)
    await file.open(None)
    mark = (await file.deliver([outgoing(1)])).bookmark
    await file.deliver([outgoing(2)])
    await file.close()
    await file.open(mark)
    await file.deliver([outgoing(2)])
    await file.close()
    assert numbers(tmp_path / "out.000001.jsonl") == [1]
    assert numbers(path) == [2]


@in_loop
async def test_two_destinations_cannot_share_a_file(tmp_path: Path) -> None:
    first, second = (JsonLinesFile(tmp_path / "out.jsonl") for _ in range(2))
    await first.open(None)
    with pytest.raises(RetryLater, match="another destination"):
        await second.open(None)
    await first.close()
    await second.open(None)
    await second.close()


@in_loop
async def test_a_place_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RetryLater, match=r"Not a directory|File exists"):
        await JsonLinesFile(tmp_path / "file" / "out.jsonl").open(None)


@pytest.fixture
def largest_file() -> Iterator[int]:
    """The system refuses to let files grow beyond so many bytes."""
    size = 4096
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    yield size
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, ignored)


@in_loop
async def test_a_block_the_disk_takes_only_half_of_leaves_nothing(
    tmp_path: Path, largest_file: int
) -> None:
    path = tmp_path / "out.jsonl"
    file = JsonLinesFile(path)
    await file.open(None)
    await file.deliver([outgoing(1)])
    with pytest.raises(RetryLater, match="too large"):
        await file.deliver([outgoing(2, x="y" * largest_file)])
    await file.deliver([outgoing(3)])
    await file.close()
    assert numbers(path) == [1, 3]


def test_a_bookmark_is_read_as_it_was_written() -> None:
    mark = Bookmark(device=1, inode=2, size=3)
    assert Bookmark.parse(str(mark)) == mark


DELIVER_FOR_EVER = """
import asyncio, sys
from pathlib import Path
from protocols.delivery.destinations.file import JsonLinesFile
from tests.unit.delivery.delivering import delivering, lane
from tests.unit.journal.journals import opened

async def main():
    file = JsonLinesFile(Path(sys.argv[1]) / "out.jsonl", rotate_bytes=2_000)
    file.batch = 7
    async with opened(Path(sys.argv[1])) as journal, delivering(journal, lane(file)):
        print("open", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


def deliver_until_killed(folder: Path, seconds: float) -> None:
    command = [sys.executable, "-c", DELIVER_FOR_EVER, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        time.sleep(seconds)
        process.kill()


def all_ids(folder: Path) -> list[str]:
    """The message ids in the file and in those it was rotated to, oldest first."""
    return [
        orjson.loads(line)["messageId"]
        for path in sorted(folder.glob("out*.jsonl"))
        for line in path.read_bytes().splitlines()
    ]


@in_loop
async def test_after_kill_9_every_message_stands_in_the_file_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        for batch in range(40):
            await journal.append([entry(f"{batch}-{n}") for n in range(25)])
    random = Random(3)
    for _ in range(4):
        deliver_until_killed(tmp_path, random.uniform(0.0, 0.15))
    async with opened(tmp_path) as journal:
        file = JsonLinesFile(tmp_path / "out.jsonl", rotate_bytes=2_000)
        async with delivering(journal, lane(file)):
            await settled(journal)
        (lake,) = journal.destinations()
    assert all_ids(tmp_path) == [f"{batch}-{n}" for batch in range(40) for n in range(25)]
    assert lake.delivered == 1000
