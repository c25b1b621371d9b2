"""Rows become a batch, and every row of it meets one fate: delivered, filtered, or dead."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from protocols.delivery.destinations.interface import Outgoing, Taken
from protocols.delivery.lane import Route
from protocols.journal.interface import Row, Settled

_SLICE: Final = 100
"""Rows routed between two looks at what else there is to do: routing shares its loop."""

_UNNAMED: Final = "FILTERED"


@dataclass(slots=True)
class Batch:
    """A stretch of the log on its way to one destination, and what has become of each row so far."""

    seq: int
    outgoing: list[Outgoing] = field(default_factory=list)
    delivered: list[int] = field(default_factory=list)
    filtered: dict[int, str] = field(default_factory=dict)
    dead: dict[int, tuple[Row, str]] = field(default_factory=dict)
    bookmark: str | None = None

    def take(self, chunk: Sequence[Outgoing], taken: Taken) -> None:
        """Note what the destination answered."""
        for outgoing in chunk:
            seq = outgoing.row.seq
            if seq in taken.refused:
                self.dead[seq] = (outgoing.row, taken.refused[seq])
            else:
                self.delivered.append(seq)
        self.bookmark = taken.bookmark or self.bookmark

    def give_up(self, chunk: Sequence[Outgoing], reason: str) -> None:
        """Note that these will not be delivered."""
        self.dead.update({outgoing.row.seq: (outgoing.row, reason) for outgoing in chunk})

    def settled(self, waiting: Sequence[Outgoing] = ()) -> Settled:
        """What the journal has to know: all of it, or what lies before those still `waiting`."""
        last = waiting[0].row.seq - 1 if waiting else self.seq
        return Settled(
            seq=last,
            delivered=sum(seq <= last for seq in self.delivered),
            filtered=Counter(code for seq, code in self.filtered.items() if seq <= last),
            dead=tuple(letter for seq, letter in sorted(self.dead.items()) if seq <= last),
            bookmark=self.bookmark,
        )


async def route_rows(rows: Sequence[Row], route: Route) -> Batch:
    """Ask `route` about each row. A row it fails on is dead: it must not stop the others."""
    batch = Batch(rows[-1].seq)
    for start in range(0, len(rows), _SLICE):
        for row in rows[start : start + _SLICE]:
            _route_one(batch, row, route)
        await asyncio.sleep(0)
    return batch


def _route_one(batch: Batch, row: Row, route: Route) -> None:
    try:
        routed = route(row)
    except Exception as fault:  # noqa: BLE001 - kept whole in quarantine, with the fault's name
        batch.dead[row.seq] = (row, f"it could not be routed: {type(fault).__name__}")
        return
    if routed.message is None:
        batch.filtered[row.seq] = routed.discard or _UNNAMED
    else:
        batch.outgoing.append(Outgoing(row, routed.message))
