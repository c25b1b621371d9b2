"""The equations of the counts hold after any sequence of what a journal can be asked."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from protocols.journal import open_journal
from protocols.journal.interface import Held, Retention, Settled
from protocols.pipeline.entry import Outcome
from tests.unit.journal.journals import FakeClock, blocked, entry, in_loop, opened, rejection

SOURCES = ("web", "ios")
DESTINATIONS = ("crm", "lake")
DAY = 86_400

subsets = st.frozensets(st.sampled_from(SOURCES), min_size=1).map(sorted)


class JournalCounts(RuleBasedStateMachine):
    """A journal beside a model of nothing but what was put in and taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="journal-")
        self.loop = asyncio.new_event_loop()
        self.clock = FakeClock()
        self.sent: Counter[str] = Counter()
        self.connected: dict[str, list[str]] = {}

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    @initialize()
    def open(self) -> None:
        self.journal = open_journal(Path(self.folder.name), clock=self.clock)

    def teardown(self) -> None:
        self.do(self.journal.close())
        self.loop.close()
        self.folder.cleanup()

    @rule()
    def restart(self) -> None:
        self.do(self.journal.close())
        self.open()

    @rule(
        source=st.sampled_from(SOURCES),
        made=st.lists(st.tuples(st.sampled_from("abdr"), st.integers(0, 12)), max_size=6),
    )
    def append(self, source: str, made: list[tuple[str, int]]) -> None:
        items = []
        for sort, number in made:
            message_id = f"m{number}"
            items.append(
                {
                    "a": lambda i=message_id: entry(i, source=source),
                    "b": lambda i=message_id: blocked(i, source=source),
                    "d": lambda i=message_id: entry(i, source=source, outcome=Outcome.DROPPED),
                    "r": lambda _=message_id: rejection(source=source),
                }[sort]()
            )
        self.do(self.journal.append(items))
        self.sent[source] += len(items)

    @rule(chosen=st.dictionaries(st.sampled_from(DESTINATIONS), subsets))
    def connect(self, chosen: dict[str, list[str]]) -> None:
        self.do(self.journal.connect(chosen))
        self.connected = chosen

    @rule(name=st.sampled_from(DESTINATIONS), limit=st.integers(1, 5), fate=st.integers(0, 7))
    def settle(self, name: str, limit: int, fate: int) -> None:
        if name not in self.connected:
            return
        cursor = self.do(self.journal.cursor(name))
        rows = self.do(self.journal.read(cursor, limit, self.connected[name], name))
        if not rows:
            return
        fates = [(row, (fate + row.seq) % 3) for row in rows]
        settled = Settled(
            rows[-1].seq,
            delivered=sum(it == 0 for _, it in fates),
            filtered={"FILTERED_BY_RULES": sum(it == 1 for _, it in fates)},
            dead=[(row, "answered 410") for row, it in fates if it == 2],
        )
        self.do(self.journal.settle(name, settled))

    @rule(chosen=st.integers(0, 30))
    def replay(self, chosen: int) -> None:
        found = self.journal.quarantine_entry(chosen)
        if found is None or found.held is Held.OMITTED:
            return
        replayed = entry("again", source=found.source, replay_of=chosen, dedupe=False)
        before = self.journal.quarantine_counts()
        self.do(self.journal.append([replayed]))
        self.sent[found.source] += self.journal.quarantine_counts() != before

    @rule(entry_id=st.integers(0, 30))
    def purge(self, entry_id: int) -> None:
        self.do(self.journal.purge([entry_id]))

    @rule(days=st.integers(0, 3))
    def time_passes(self, days: int) -> None:
        self.clock.now += days * DAY

    @rule(received=st.integers(0, 2), counters=st.integers(0, 2))
    def expire(self, received: int, counters: int) -> None:
        self.do(self.journal.expire(Retention(received * DAY, DAY, counters * DAY)))

    @invariant()
    def every_message_of_a_source_is_in_one_place(self) -> None:
        counted = {counts.source: counts for counts in self.journal.sources()}
        for source in SOURCES:
            if source not in counted:
                assert self.sent[source] == 0
                continue
            it = counted[source]
            assert it.received == self.sent[source]
            assert it.received == it.accepted + it.duplicate + it.suppressed + it.rejected
            assert it.accepted == it.admitted + it.blocked + it.dropped

    @invariant()
    def every_admitted_message_of_a_destination_is_settled_or_waits(self) -> None:
        for it in self.journal.destinations():
            settled = it.delivered + sum(it.filtered.values()) + it.dead
            assert it.admitted == settled + it.pending, it
            assert it.pending >= 0

    @invariant()
    def pending_is_what_can_be_read(self) -> None:
        for it in self.journal.destinations():
            sources = self.connected.get(it.destination, [])
            cursor = self.do(self.journal.cursor(it.destination))
            rows = self.do(self.journal.read(cursor, 10_000, sources, it.destination))
            assert it.pending == len(rows)


TestJournalCounts = JournalCounts.TestCase
TestJournalCounts.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)


@in_loop
async def test_a_destination_added_later_gets_what_is_still_kept(tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(tmp_path, clock) as journal:
        await journal.append([entry("old")])
        clock.now += 2 * DAY
        await journal.append([entry("kept")])
        await journal.expire(Retention(received=DAY))
        await journal.connect({"lake": ["web"]})
        (lake,) = journal.destinations()
        rows = await journal.read(0, 10, ["web"], "lake")
    assert (lake.admitted, lake.pending) == (1, 1)
    assert [row.message_id for row in rows] == ["kept"]


@in_loop
async def test_a_destination_that_lost_a_row_does_not_add_up(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.connect({"lake": ["web"]})
        await journal.append([entry("a"), entry("b")])
        await journal.settle("lake", Settled(2, delivered=1))
        (lake,) = journal.destinations()
    assert lake.admitted == 2
    assert lake.delivered + lake.dead + lake.pending == 1
