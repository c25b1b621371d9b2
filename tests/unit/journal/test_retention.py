from pathlib import Path

import pytest

from protocols.journal import retention
from protocols.journal.interface import Appended, Expired, Retention, Settled
from tests.unit.journal.journals import DAY, FakeClock, blocked, entry, in_loop, opened, rejection


@in_loop
async def test_what_is_old_goes_and_what_is_young_stays(tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(tmp_path, clock) as journal:
        await journal.append([entry("old"), blocked("old blocked"), rejection()])
        clock.now += 2 * DAY
        await journal.append([entry("young"), rejection()])
        expired = await journal.expire(Retention(received=DAY, quarantine=DAY, counters=DAY))
        rows = await journal.read(0, 10, ["web"])
        held = list(journal.quarantined())
        (counts,) = journal.sources()
    assert expired.received == 2
    assert expired.quarantine == 2
    assert expired.dedupe == 2
    assert [row.message_id for row in rows] == ["young"]
    assert len(held) == 1
    assert (counts.received, counts.admitted, counts.blocked, counts.rejected) == (5, 2, 1, 2)


@in_loop
async def test_nothing_told_to_expire_means_keep_all(tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(tmp_path, clock) as journal:
        await journal.append([entry("a"), rejection()])
        clock.now += 1000 * DAY
        assert await journal.expire(Retention()) == Expired(dedupe=1)
        assert len(await journal.read(0, 10, ["web"])) == 1


@pytest.mark.parametrize("step", [1, 2, 1_000])
@in_loop
async def test_a_row_some_destination_has_not_settled_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    monkeypatch.setattr(retention, "STEP", step)
    clock = FakeClock()
    async with opened(tmp_path, clock) as journal:
        await journal.connect({"lake": ["web"], "crm": ["web", "ios"]})
        await journal.append([entry(f"w{n}") for n in range(4)])
        await journal.append([entry(f"i{n}", source="ios") for n in range(2)])
        await journal.append([blocked("b"), entry("nobody reads it", source="tv")])
        await journal.settle("lake", Settled(3, delivered=3))
        await journal.settle("crm", Settled(1, delivered=1))
        clock.now += 10 * DAY
        expired = await journal.expire(Retention(received=DAY))
        left = await journal.read(0, 10, ["web", "ios", "tv"])
        assert expired.received == 3
        assert [row.message_id for row in left] == ["w1", "w2", "w3", "i0", "i1"]
        await journal.settle("lake", Settled(4, delivered=1))
        await journal.settle("crm", Settled(6, delivered=5))
        assert (await journal.expire(Retention(received=DAY))).received == 5
        assert all(it.pending == 0 for it in journal.destinations())


@in_loop
async def test_a_destination_left_out_holds_nothing_back(tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(tmp_path, clock) as journal:
        await journal.connect({"lake": ["web"]})
        await journal.append([entry("a")])
        await journal.connect({})
        clock.now += 2 * DAY
        assert (await journal.expire(Retention(received=DAY))).received == 1


@in_loop
async def test_places_in_the_log_are_never_given_twice(tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(tmp_path, clock) as journal:
        await journal.append([entry("a"), entry("b")])
        clock.now += 2 * DAY
        await journal.expire(Retention(received=DAY))
    async with opened(tmp_path, clock) as journal:
        await journal.append([entry("c")])
        (row,) = await journal.read(0, 10, ["web"])
    assert row.seq == 3


@in_loop
async def test_sweeping_does_not_forget_ids_within_their_window(tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(tmp_path, clock) as journal:
        await journal.append([entry("a")])
        clock.now += DAY - 1
        assert (await journal.expire(Retention(received=0))).dedupe == 0
        assert await journal.append([entry("a")]) == (Appended.DUPLICATE,)


@in_loop
async def test_the_room_of_deleted_rows_goes_back_to_the_disk(tmp_path: Path) -> None:
    clock = FakeClock()
    store = tmp_path / "journal.sqlite3"
    async with opened(tmp_path, clock) as journal:
        for batch in range(6):
            big = {"properties": {"x": "y" * 10_000}}
            await journal.append([entry(f"{batch}-{n}", body=big) for n in range(50)])
    full = store.stat().st_size
    clock.now += 2 * DAY
    async with opened(tmp_path, clock) as journal:
        await journal.expire(Retention(received=DAY))
    assert full > 3_000_000
    assert store.stat().st_size < full / 10
