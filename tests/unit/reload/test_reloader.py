"""A reload is taken whole or not at all, and what is told of it is true and says nothing it must not."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from protocols.errors import PlanError
from protocols.prepare import Prepared
from protocols.reload import Origin, Reloader, reloader
from protocols.reload.watch import Watch
from tests.unit.delivery.delivering import until
from tests.unit.journal.journals import in_loop

WORKSPACE = """\
workspace: w
sources: {web: {write_key: first-key, plan: plan.yaml}}
destinations:
  a: {type: file, path: a.jsonl, sources: [web]}
  b: {type: file, path: b.jsonl, sources: [web]}
"""
PLAN = "plan: p\nversion: 1.0.0\nevents: {E: {properties: {a: {type: integer}}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


class Reloading:
    """A reloader over a folder, and all it took."""

    def __init__(self, folder: Path, every: float) -> None:
        self.folder = folder
        self.first = Origin(folder / "workspace.yaml", {}).load()
        self.taken: list[Prepared] = []
        self.reloader = Reloader(self.first, self.taken.append, every=every)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.reloader.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def write(self, file: str, text: str) -> None:
        new = self.folder / "new"
        new.write_text(text, encoding="utf-8")
        new.replace(self.folder / file)

    async def ask(self) -> None:
        """Ask for a reload, and wait until it is through."""
        before = self._through
        self.reloader.ask()
        await until(lambda: self._through > before)

    @property
    def _through(self) -> int:
        return self.reloader.in_use.taken + self.reloader.in_use.failed

    @property
    def problems(self) -> tuple[str, ...]:
        refused = self.reloader.in_use.refused
        return refused.problems if refused else ()


@asynccontextmanager
async def reloading(folder: Path, every: float = 3600.0) -> AsyncIterator[Reloading]:
    it = Reloading(folder, every)
    async with it.running():
        yield it


@in_loop
async def test_a_change_is_taken_and_told(folder: Path) -> None:
    async with reloading(folder) as it:
        started = it.reloader.in_use
        it.write("plan.yaml", PLAN.replace("1.0.0", "2.0.0"))
        await it.ask()
        now = it.reloader.in_use
    assert started.plans["web"].version == "1.0.0"
    assert now.plans["web"].version == "2.0.0"
    assert now.since
    assert started.since
    assert now.since > started.since
    assert (now.taken, now.failed, now.refused) == (1, 0, None)
    assert [prepared.plans["web"].version for prepared in it.taken] == ["2.0.0"]


@in_loop
async def test_files_are_looked_at_without_being_asked(folder: Path) -> None:
    async with reloading(folder, every=0.01) as it:
        it.write("plan.yaml", "plan: [")
        await until(lambda: bool(it.problems))
        it.write("plan.yaml", PLAN.replace("1.0.0", "2.0.0"))
        await until(lambda: bool(it.taken))
    assert it.problems == ()
    assert it.reloader.in_use.failed == 1


@in_loop
async def test_nothing_changes_while_a_file_is_at_fault_and_it_is_told_until_mended(
    folder: Path,
) -> None:
    async with reloading(folder) as it:
        it.write("plan.yaml", PLAN.replace("integer", "intger"))
        await it.ask()
        failed = it.reloader.in_use
        it.write("plan.yaml", PLAN.replace("integer", "intger") + "evnts: {}\n")
        await it.ask()
        again = it.reloader.in_use
        assert it.taken == []
        it.write("plan.yaml", PLAN)
        await it.ask()
    assert failed.refused
    assert again.refused
    assert failed.plans == it.first.prepared.plans
    assert failed.refused.problems == ("plan.yaml:3:31: TP022",)
    assert again.refused.since == failed.refused.since
    assert len(again.refused.problems) == 2
    assert it.reloader.in_use.refused is None
    assert len(it.taken) == 1


@pytest.mark.parametrize(
    ("file", "change", "problems"),
    [
        ("workspace.yaml", lambda it: it.replace("workspace: w", "workspace: x"), ["1:1: WS010"]),
        ("workspace.yaml", lambda it: it + "data: ./other\n", ["6:1: WS010"]),
        ("workspace.yaml", lambda it: it + "retention: {dedupe: 1h}\n", ["6:13: WS010"]),
        ("workspace.yaml", lambda it: it.replace("first-key", '"${UNSET}"'), ["2:28: WS001"]),
        ("plan.yaml", lambda it: it + "use: [gone.yaml]\n", ["4:7: TP030"]),
        ("workspace.yaml", lambda _: "", ["1:1: TP012"]),
    ],
)
def test_what_cannot_be_taken_is_told_by_its_place(
    folder: Path, file: str, change: Callable[[str], str], problems: list[str]
) -> None:
    async def work() -> None:
        async with reloading(folder) as it:
            it.write(file, change((folder / file).read_text(encoding="utf-8")))
            await it.ask()
            assert it.taken == []
            assert it.problems == tuple(f"{file}:{problem}" for problem in problems)

    asyncio.run(work())


@in_loop
async def test_a_file_that_is_gone_is_told_and_waited_for(folder: Path) -> None:
    async with reloading(folder, every=0.01) as it:
        (folder / "workspace.yaml").unlink()
        await until(lambda: bool(it.problems))
        assert it.problems == ("workspace.yaml: no such file or directory",)
        it.write("workspace.yaml", WORKSPACE.replace("first", "second"))
        await until(lambda: bool(it.taken))
    assert it.taken[0].workspace.sources["web"].write_key.get_secret_value() == "second-key"


@in_loop
async def test_a_bad_file_is_read_once_and_not_again_until_it_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reloading(folder, every=0.001) as it:
        it.write("plan.yaml", "plan: [")
        await until(lambda: bool(it.problems))
        looks = count_calls(monkeypatch, Watch, "changed")
        await until(lambda: len(looks) > 20)
    assert it.reloader.in_use.failed == 1


def count_calls(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[None]:
    """A list that grows by one with each call of the method."""
    calls: list[None] = []
    original = getattr(owner, name)

    def counted(*arguments: Any) -> Any:
        calls.append(None)
        return original(*arguments)

    monkeypatch.setattr(owner, name, counted)
    return calls


@in_loop
async def test_a_missing_library_is_taken_when_it_comes(folder: Path) -> None:
    async with reloading(folder, every=0.01) as it:
        it.write("plan.yaml", PLAN + "use: [library.yaml]\n")
        await until(lambda: bool(it.problems))
        it.write("library.yaml", "plan: library\nevents: {F: {}}\n")
        await until(lambda: bool(it.taken))
    assert it.problems == ()


@in_loop
async def test_no_text_of_a_file_is_told(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    canary = "canary4711"
    async with reloading(folder) as it:
        it.write("plan.yaml", f"plan: {canary}\n{canary}: {canary}!\n\tx: [{canary}\n")
        await it.ask()
        it.write("plan.yaml", PLAN)
        it.write("workspace.yaml", WORKSPACE.replace("first-key", f"{{{canary}: {canary}}}"))
        await it.ask()
        told = json.dumps(it.reloader.in_use.told())
    assert it.problems
    assert canary not in told + "".join(capfd.readouterr())


@in_loop
async def test_destinations_that_stay_as_they_are_keep_their_lanes(folder: Path) -> None:
    async with reloading(folder) as it:
        it.write("workspace.yaml", WORKSPACE.replace("path: a", "path: c"))
        await it.ask()
    before = {lane.name: lane for lane in it.first.prepared.lanes}
    after = {lane.name: lane for lane in it.taken[0].lanes}
    assert after["b"] is before["b"]
    assert after["a"] is not before["a"]


@pytest.mark.parametrize("touched", ["2.0.0", "3.0.0"], ids=["touched", "changed"])
@pytest.mark.parametrize("good", [True, False], ids=["good", "bad"])
def test_files_that_move_while_they_are_read_are_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, touched: str, *, good: bool
) -> None:
    versions = iter([touched])

    def prepare(*arguments: Any) -> Prepared:
        prepared = original(*arguments)
        version = next(versions, "")
        if version:
            it.write("plan.yaml", PLAN.replace("1.0.0", version))
        if version and not good:
            raise PlanError([])
        return prepared

    async def work() -> None:
        async with it.running():
            it.write("plan.yaml", PLAN.replace("1.0.0", "2.0.0"))
            await until(lambda: bool(it.taken))

    it = Reloading(folder, every=0.01)
    original = reloader.prepare
    monkeypatch.setattr(reloader, "prepare", prepare)
    asyncio.run(work())
    assert [prepared.plans["web"].version for prepared in it.taken] == [touched]
    assert it.reloader.in_use.failed == 0


@in_loop
async def test_a_fault_of_ours_changes_nothing_either(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepare(*_: object) -> Prepared:
        raise MemoryError("canary")

    async with reloading(folder) as it:
        with monkeypatch.context() as patched:
            patched.setattr(reloader, "prepare", prepare)
            await it.ask()
        assert it.problems == ("a fault of the program: MemoryError",)
        await it.ask()
    assert (it.problems, len(it.taken)) == ((), 1)


@in_loop
async def test_asking_twice_while_it_reads_is_answered_by_one_more(folder: Path) -> None:
    async with reloading(folder) as it:
        for _ in range(5):
            it.reloader.ask()
        await until(lambda: len(it.taken) == 1)
        await it.ask()
    assert len(it.taken) == 2
