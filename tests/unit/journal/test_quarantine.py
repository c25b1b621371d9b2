from pathlib import Path

from protocols.journal.interface import Appended, Held, Settled, State
from protocols.pipeline.entry import Outcome
from tests.unit.journal.journals import blocked, entry, in_loop, opened, rejection


@in_loop
async def test_entries_are_paged_and_chosen(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([rejection(), blocked("a"), blocked("b", source="ios"), rejection()])
        assert [each.id for each in journal.quarantined(limit=2)] == [1, 2]
        assert [each.id for each in journal.quarantined(after=2)] == [3, 4]
        assert [each.id for each in journal.quarantined(held=Held.BLOCKED)] == [2, 3]
        assert [each.id for each in journal.quarantined(source="ios")] == [3]
        assert journal.quarantine_counts() == {
            Held.REJECTED: 2,
            Held.BLOCKED: 2,
            Held.DEAD: 0,
            Held.OMITTED: 0,
        }
        assert journal.quarantine_entry(99) is None


@in_loop
async def test_a_replay_moves_its_entry_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([blocked("a")])
        repaired = entry("a", replay_of=1, dedupe=False)
        assert await journal.append([repaired, repaired]) == (
            Appended.STORED,
            Appended.DUPLICATE,
        )
        assert await journal.append([repaired]) == (Appended.DUPLICATE,)
        (row,) = await journal.read(0, 10, ["web"])
        found = journal.quarantine_entry(1)
        (counts,) = journal.sources()
    assert (row.message_id, row.replay_of) == ("a", 1)
    assert found is not None
    assert found.state is State.REPLAYED
    assert (counts.received, counts.admitted, counts.blocked, counts.replayed) == (2, 1, 1, 1)


@in_loop
async def test_a_replay_that_is_blocked_again_stays_held_under_its_new_code(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([blocked("a")])
        again = blocked("a", replay_of=1, dedupe=False, discard="unplanned")
        assert await journal.append([again]) == (Appended.HELD,)
        (found,) = journal.quarantined()
        (counts,) = journal.sources()
    assert (found.state, found.code) == (State.HELD, "unplanned")
    assert (counts.received, counts.blocked) == (1, 1)


@in_loop
async def test_a_replay_that_is_dropped_is_replayed_all_the_same(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([rejection()])
        await journal.append([entry("a", replay_of=1, dedupe=False, outcome=Outcome.DROPPED)])
        (found,) = journal.quarantined()
        assert await journal.read(0, 10, ["web"]) == ()
    assert found.state is State.REPLAYED


@in_loop
async def test_a_dead_letter_is_replayed_to_its_destination_alone(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.connect({"crm": ["web"], "lake": ["web"]})
        await journal.append([entry("a")])
        (row,) = await journal.read(0, 10, ["web"], "crm")
        await journal.settle("crm", Settled(1, dead=[(row, "answered 410")]))
        await journal.settle("lake", Settled(1, delivered=1))
        (dead,) = journal.quarantined(held=Held.DEAD)
        assert (dead.destination, dead.reason, dead.body) == ("crm", "answered 410", row.body)
        assert (dead.kind, dead.name, dead.seq) == ("track", "Song Played", 1)

        await journal.append([entry("a", replay_of=dead.id, dedupe=False)])
        assert await journal.read(1, 10, ["web"], "lake") == ()
        (again,) = await journal.read(1, 10, ["web"], "crm")
        assert (again.seq, again.replay_of) == (2, dead.id)
        crm, lake = journal.destinations()
        assert (crm.admitted, crm.dead, crm.pending) == (2, 1, 1)
        assert (lake.admitted, lake.delivered, lake.pending) == (1, 1, 0)


@in_loop
async def test_purged_bytes_are_gone_and_cannot_be_replayed(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([rejection(b"secret"), rejection(b"other")])
        assert await journal.purge([1, 99]) == 1
        assert await journal.purge([1]) == 0
        purged, other = journal.quarantined()
        assert await journal.append([entry("a", replay_of=1, dedupe=False)]) == (
            Appended.DUPLICATE,
        )
        assert journal.quarantine_counts()[Held.REJECTED] == 1
    assert (purged.state, purged.body) == (State.PURGED, b"")
    assert (other.state, other.body) == (State.HELD, b"other")
