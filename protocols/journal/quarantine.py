"""Quarantine entries after they are written: taken back by a replay, or purged."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from protocols.journal.encode import text
from protocols.journal.interface import Appended, Held, State
from protocols.journal.transaction import Transaction
from protocols.pipeline.entry import Entry, Outcome

_FIND: Final = "SELECT held, destination FROM quarantine WHERE id = ? AND state = 'held'"
_MOVE: Final = "UPDATE quarantine SET state = ? WHERE id = ?"
_BLOCKED_AGAIN: Final = "UPDATE quarantine SET code = ? WHERE id = ?"
_PURGE: Final = (
    "UPDATE quarantine SET state = 'purged', body = x'' WHERE id = ? AND state = 'held'"
)


class Taken(NamedTuple):
    """What a replay may do: go on when `answer` is `STORED`, to one destination when `target` is set."""

    answer: Appended
    target: str | None = None


def take_back(work: Transaction, entry_id: int, entry: Entry) -> Taken:
    """Move a held entry to `replayed`, once; blocked again, it stays held under its new code."""
    found = work.store.execute(_FIND, (entry_id,)).fetchone()
    if found is None:
        return Taken(Appended.DUPLICATE)
    if entry.outcome is Outcome.BLOCKED:
        work.store.execute(_BLOCKED_AGAIN, (text(entry.discard or ""), entry_id))
        return Taken(Appended.HELD)
    held, destination = found
    work.store.execute(_MOVE, (State.REPLAYED, entry_id))
    return Taken(Appended.STORED, destination if held == Held.DEAD else None)


def purge(work: Transaction, entries: Sequence[int]) -> int:
    """Erase the bytes of held entries; how many were."""
    return sum(work.store.execute(_PURGE, (entry,)).rowcount for entry in entries)
