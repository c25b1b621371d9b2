from pathlib import Path

import pytest

from protocols.journal.interface import Settled
from tests.unit.journal.journals import entry, in_loop, opened


@in_loop
async def test_cursor_bookmark_and_counts_move_together_and_survive(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.connect({"lake": ["web"]})
        assert await journal.cursor("lake") == 0
        assert await journal.bookmark("lake") is None
        await journal.append([entry("a"), entry("b"), entry("c")])
        await journal.settle(
            "lake", Settled(2, delivered=1, filtered={"FILTERED_BY_RULES": 1}, bookmark="mark")
        )
    async with opened(tmp_path) as journal:
        (lake,) = journal.destinations()
        assert await journal.cursor("lake") == 2
        assert await journal.bookmark("lake") == "mark"
        await journal.settle("lake", Settled(3, delivered=1))
        assert await journal.bookmark("lake") == "mark"
    assert (lake.admitted, lake.delivered, lake.pending) == (3, 1, 1)
    assert lake.filtered == {"FILTERED_BY_RULES": 1}


@in_loop
async def test_a_cursor_never_goes_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.connect({"lake": ["web"]})
        await journal.append([entry("a"), entry("b")])
        await journal.settle("lake", Settled(2, delivered=2))
        with pytest.raises(ValueError, match="settled further already"):
            await journal.settle("lake", Settled(1, delivered=1))
        with pytest.raises(ValueError, match="not connected"):
            await journal.settle("nobody", Settled(1))
        (lake,) = journal.destinations()
    assert (lake.delivered, lake.pending) == (2, 0)


@in_loop
async def test_trouble_is_kept_until_something_is_settled(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.connect({"lake": ["web"]})
        await journal.append([entry("a"), entry("b")])
        await journal.trouble("lake", "answered 503")
        assert journal.destinations()[0].last_error == "answered 503"
        await journal.settle("lake", Settled(1, delivered=1))
        assert journal.destinations()[0].last_error == ""
        (row,) = await journal.read(1, 1, ["web"])
        await journal.settle("lake", Settled(2, dead=[(row, "answered 410")]))
        assert journal.destinations()[0].last_error == "answered 410"


@in_loop
async def test_a_further_source_is_read_from_the_cursor_on(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        await journal.connect({"lake": ["web"]})
        await journal.append([entry("1", source="ios"), entry("2"), entry("3", source="ios")])
        await journal.settle("lake", Settled(2, delivered=1))
        await journal.connect({"lake": ["ios", "web"]})
        rows = await journal.read(2, 10, ["ios", "web"], "lake")
        (lake,) = journal.destinations()
    assert [row.message_id for row in rows] == ["3"]
    assert (lake.admitted, lake.delivered, lake.pending) == (2, 1, 1)


@in_loop
async def test_a_destination_left_out_keeps_its_counts_and_waits_for_nothing(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as journal:
        await journal.connect({"lake": ["web"]})
        await journal.append([entry("a"), entry("b")])
        await journal.settle("lake", Settled(1, delivered=1))
        await journal.connect({})
        await journal.append([entry("c")])
        (gone,) = journal.destinations()
        await journal.connect({"lake": ["web"]})
        (back,) = journal.destinations()
    assert (gone.admitted, gone.delivered, gone.pending) == (1, 1, 0)
    assert (back.admitted, back.delivered, back.pending) == (3, 1, 2)
