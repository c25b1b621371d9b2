from pathlib import Path

import pytest

from protocols.journal import dedupe
from protocols.journal.interface import Appended
from tests.unit.journal.journals import DAY, START, FakeClock, entry, in_loop, message, opened

STORED, DUPLICATE = Appended.STORED, Appended.DUPLICATE


@in_loop
async def test_an_id_is_taken_once_within_one_batch(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        assert await journal.append([entry("a"), entry("a"), entry("b")]) == (
            STORED,
            DUPLICATE,
            STORED,
        )
        assert [row.message_id for row in await journal.read(0, 10, ["web"])] == ["a", "b"]


@in_loop
async def test_an_id_is_taken_once_across_restarts(tmp_path: Path) -> None:
    for expected in (STORED, DUPLICATE, DUPLICATE):
        async with opened(tmp_path) as journal:
            assert await journal.append([entry("a")]) == (expected,)
            (counts,) = journal.sources()
    assert (counts.received, counts.admitted, counts.duplicate) == (3, 1, 2)


@in_loop
async def test_each_source_has_ids_of_its_own(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        answer = await journal.append([entry("a", source="web"), entry("a", source="ios")])
    assert answer == (STORED, STORED)


@in_loop
async def test_the_programs_own_messages_are_never_duplicates(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        answer = await journal.append([entry("a"), entry("a", dedupe=False), entry("a")])
    assert answer == (STORED, STORED, DUPLICATE)


@pytest.mark.parametrize(
    ("seconds", "answer"), [(DAY - 1, DUPLICATE), (DAY, STORED), (DAY + 1, STORED)]
)
@in_loop
async def test_the_window_ends_to_the_second(
    tmp_path: Path, seconds: float, answer: Appended
) -> None:
    clock = FakeClock()
    async with opened(tmp_path, clock) as journal:
        await journal.append([entry("a")])
        clock.now = START + seconds
        assert await journal.append([entry("a")]) == (answer,)


@in_loop
async def test_an_id_taken_again_after_its_window_starts_a_new_one(tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(tmp_path, clock) as journal:
        await journal.append([entry("a")])
        clock.now += DAY
        assert await journal.append([entry("a")]) == (STORED,)
        clock.now += DAY - 1
        assert await journal.append([entry("a")]) == (DUPLICATE,)


@in_loop
async def test_a_clock_that_starts_in_the_past_forgets_nothing(tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(tmp_path, clock) as journal:
        await journal.append([entry("a")])
    clock.now -= 2 * DAY
    async with opened(tmp_path, clock) as journal:
        assert await journal.append([entry("a")]) == (DUPLICATE,)


@in_loop
async def test_another_body_under_the_same_id_is_counted_and_the_first_stays(
    tmp_path: Path,
) -> None:
    other = message("a", properties={"song_id": "s_2"})
    async with opened(tmp_path) as journal:
        await journal.append([entry("a"), entry("b"), entry("b", body=message("b", userId="u2"))])
        assert await journal.append([entry("a", body=other)]) == (DUPLICATE,)
        (counts,) = journal.sources()
        rows = await journal.read(0, 10, ["web"])
    assert (counts.duplicate, counts.dedupe_conflicts) == (2, 2)
    assert b"s_1" in rows[0].body


@in_loop
async def test_a_message_sent_again_later_from_elsewhere_is_no_conflict(tmp_path: Path) -> None:
    first = message("a", sentAt="x", timestamp="y", context={"ip": "192.0.2.1", "locale": "en"})
    again = message("a", sentAt="p", timestamp="q", context={"ip": "192.0.2.2", "locale": "en"})
    async with opened(tmp_path) as journal:
        await journal.append([entry("a", body=first)])
        await journal.append([entry("a", body={**again, "receivedAt": "later"})])
        (counts,) = journal.sources()
    assert (counts.duplicate, counts.dedupe_conflicts) == (1, 0)


@in_loop
async def test_two_ids_with_one_hash_are_two_messages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dedupe, "_key", lambda _source, _message_id: 7)
    async with opened(tmp_path) as journal:
        assert await journal.append([entry("a"), entry("b"), entry("b")]) == (
            STORED,
            STORED,
            DUPLICATE,
        )
        assert await journal.append([entry("c"), entry("c")]) == (STORED, DUPLICATE)


@in_loop
async def test_what_follows_from_a_message_is_stored_only_with_it(tmp_path: Path) -> None:
    first = [entry("a"), entry("a1", source="ops", follows=True)]
    again = [
        entry("a"),
        entry("a1", source="ops", follows=True),
        entry("a2", source="ops", follows=True),
        entry("b"),
        entry("b1", source="ops", follows=True),
    ]
    async with opened(tmp_path) as journal:
        assert await journal.append(first) == (STORED, STORED)
        answer = await journal.append(again)
        ops, web = journal.sources()
    assert answer == (DUPLICATE, DUPLICATE, DUPLICATE, STORED, STORED)
    assert (ops.received, ops.admitted, ops.duplicate) == (4, 2, 2)
    assert (web.received, web.admitted, web.duplicate) == (3, 2, 1)
