"""What is left of the write-ahead log after a power cut: all that was acknowledged, and no error."""

import shutil
from pathlib import Path
from random import Random

from protocols.journal import SqliteJournal
from protocols.journal.store import STORE
from tests.unit.journal.journals import entry, in_loop, opened

CUTS = 40
LOG = f"{STORE}-wal"


async def stored(folder: Path) -> list[str]:
    async with opened(folder) as journal:
        assert journal._writer._store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (counts,) = journal.sources() or (None,)
        rows = await journal.read(0, 10_000, ["web"])
        assert len(rows) == (counts.admitted if counts else 0)
        return [row.message_id for row in rows]


async def written(journal: SqliteJournal, folder: Path) -> list[tuple[int, str]]:
    """Append without folding the log; how long the log was when each message was acknowledged."""
    acknowledged = []
    for number in range(60):
        await journal.append([entry(f"m{number}")])
        acknowledged.append((log_size(folder), f"m{number}"))
    return acknowledged


def log_size(folder: Path) -> int:
    return (folder / LOG).stat().st_size


def cut(folder: Path, copy: Path, size: int, torn: bytes) -> None:
    """The store as a disk would have it that kept `size` bytes of the log, and then some garbage."""
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    shutil.copy(folder / STORE, copy / STORE)
    (copy / LOG).write_bytes((folder / LOG).read_bytes()[:size] + torn)


@in_loop
async def test_a_log_cut_anywhere_keeps_what_was_acknowledged_before(tmp_path: Path) -> None:
    random = Random(11)
    folder, copy = tmp_path / "data", tmp_path / "copy"
    async with opened(folder) as journal:
        acknowledged = await written(journal, folder)
        for _ in range(CUTS):
            size = random.randrange(32, acknowledged[-1][0] + 1)
            cut(folder, copy, size, random.randbytes(random.choice([0, 7, 4096])))
            kept = await stored(copy)
            safe = [message_id for end, message_id in acknowledged if end <= size]
            assert kept[: len(safe)] == safe
            assert kept == [f"m{number}" for number in range(len(kept))]
