"""The equations that hold in every journal, and waiting until every destination has settled."""

import time
from collections.abc import Callable
from pathlib import Path

from protocols.journal import open_reader
from protocols.journal.interface import DestinationCounts, Held, JournalReader, SourceCounts
from tests.e2e.gateway import PATIENCE


def wait_until(holds: Callable[[], bool]) -> None:
    """Return when it does."""
    limit = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < limit, f"still not after {PATIENCE} s"
        time.sleep(0.05)


def wait_until_settled(data: Path, *, received: int = 0) -> None:
    """Return when `received` messages came in and no destination has any left to do."""

    def settled() -> bool:
        with open_reader(data) as journal:
            came = sum(source.received for source in journal.sources())
            return came >= received and not any(to.pending for to in journal.destinations())

    wait_until(settled)


def assert_equations(data: Path) -> None:
    """Every count of the journal adds up, and nothing is pending."""
    with open_reader(data) as journal:
        sources = journal.sources()
        assert sources, "the journal knows of no source"
        for source in sources:
            _assert_source(source)
        for destination in journal.destinations():
            _assert_destination(destination)
        _assert_quarantine(journal, sources)


def _assert_source(source: SourceCounts) -> None:
    known = source.accepted + source.duplicate + source.suppressed + source.rejected
    assert source.received == known, source
    assert source.accepted == source.admitted + source.blocked + source.dropped, source
    assert source.blocked == sum(source.discards.values()), source
    assert source.rejected == sum(source.rejections.values()), source


def _assert_destination(destination: DestinationCounts) -> None:
    filtered = sum(destination.filtered.values())
    settled = destination.delivered + filtered + destination.dead
    assert destination.admitted == settled + destination.pending, destination
    assert destination.pending == 0, destination


def _assert_quarantine(journal: JournalReader, sources: tuple[SourceCounts, ...]) -> None:
    held = journal.quarantine_counts()
    assert held.get(Held.REJECTED, 0) == sum(source.rejected for source in sources), held
    assert held.get(Held.BLOCKED, 0) == sum(source.blocked for source in sources), held
    dead = sum(destination.dead for destination in journal.destinations())
    assert held.get(Held.DEAD, 0) == dead, held
    assert held.get(Held.OMITTED, 0) == sum(source.omitted for source in sources), held
