"""Whatever stops a run, and whoever else is at work, a client is the old one or the new one."""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from protocols.errors import OutputRefused
from tests.unit.typewriter.test_write import client
from typewriter.view.marks import MARK
from typewriter.write.folder import read_folder, repair_folder, write_folder

OLD = client(1, _song="play = 1", _gone="stop = 1")
NEW = client(2, _song="play = 2", _fresh="skip = 2")
STEPS = 6
"""Five files are renamed and one is deleted."""

KILLED = """\
import json, os, signal, sys
from pathlib import Path
from typewriter.write.folder import write_folder

count = 0

def counted(step):
    def stepped(path, *given):
        global count
        if path.name in {"__init__.py", "_schemas.json", "_song.py", "_fresh.py", "_gone.py", "plan.lock"}:
            if count == int(sys.argv[2]):
                os.kill(os.getpid(), signal.SIGKILL)
            count += 1
        return step(path, *given)
    return stepped

Path.replace, Path.unlink = counted(Path.replace), counted(Path.unlink)
write_folder(Path(sys.argv[1]), json.load(sys.stdin))
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    write_folder(tmp_path / "client", OLD)
    (tmp_path / "client" / "mine.py").write_text("mine = True\n")
    return tmp_path / "client"


def _ours(folder: Path) -> dict[str, str]:
    found = read_folder(folder)
    assert found.pop("mine.py") == "mine = True\n"
    assert [path.name for path in folder.iterdir() if path.is_dir()] == []
    return found


@pytest.mark.parametrize("step", range(STEPS))
def test_a_disk_that_fails_at_any_step_leaves_the_old_client(
    old: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = 0
    replace, unlink = Path.replace, Path.unlink

    def failing(work: object, path: Path, *given: object) -> None:
        nonlocal done
        in_place = path.parent == old or (given and Path(str(given[0])).parent == old)
        if in_place and done <= step:
            done += 1
            if done > step:
                raise PermissionError(13, "Permission denied", str(path))
        work(path, *given)  # type: ignore[operator]

    monkeypatch.setattr(Path, "replace", lambda *given: failing(replace, *given))
    monkeypatch.setattr(Path, "unlink", lambda path, **_: failing(unlink, path))
    with pytest.raises(OutputRefused, match="Permission denied"):
        write_folder(old, NEW)
    monkeypatch.undo()
    assert done == step + 1
    assert _ours(old) == OLD


@pytest.mark.parametrize("step", [*range(STEPS), STEPS])
def test_a_killed_run_is_put_right_by_the_next(old: Path, step: int) -> None:
    import json

    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(old), str(step)],
        input=json.dumps(NEW), text=True, check=False, capture_output=True,
    )  # fmt: skip
    assert ran.returncode == (0 if step == STEPS else -signal.SIGKILL), ran.stderr
    repair_folder(old)
    assert _ours(old) == (NEW if step == STEPS else OLD)
    write_folder(old, NEW)
    assert _ours(old) == NEW


def test_what_somebody_changed_after_a_killed_run_is_not_undone(old: Path) -> None:
    import json

    subprocess.run(
        [sys.executable, "-c", KILLED, str(old), "5"],
        input=json.dumps(NEW), text=True, check=False,
    )  # fmt: skip
    (old / "_song.py").write_text("mine = 1\n")
    repair_folder(old)
    assert (old / "_song.py").read_text() == "mine = 1\n"


@pytest.mark.parametrize(
    "record",
    ["", "[]", "{}", '{"written": {"../../outside": "x"}, "deleted": ["../../gone"]}', '{"written": 3, "deleted": 4}',
     '{"written": ["_song.py"], "deleted": [5]}', '{"written": {"": null}, "deleted": []}'],
)  # fmt: skip
def test_a_strange_leftover_leads_nowhere(old: Path, record: str) -> None:
    leftover = old / ".typewriter-odd" / "old"
    leftover.mkdir(parents=True)
    (leftover.parent / "record.json").write_text(record)
    (old.parent / "outside").write_text("keep")
    (old / ".typewriter-link").symlink_to(old.parent, target_is_directory=True)
    repair_folder(old)
    assert (old.parent / "outside").read_text() == "keep"
    assert not (old / ".typewriter-odd").exists()
    (old / ".typewriter-link").unlink()
    assert _ours(old) == OLD


def test_a_leftover_that_is_a_link_takes_nothing_from_elsewhere(old: Path) -> None:
    elsewhere = old.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "key").write_text("keep")
    leftover = old / ".typewriter-odd"
    leftover.mkdir()
    (leftover / "old").symlink_to(elsewhere, target_is_directory=True)
    (leftover / "record.json").write_text('{"written": {}, "deleted": ["key"]}')
    repair_folder(old)
    assert (elsewhere / "key").read_text() == "keep"
    assert _ours(old) == OLD


def test_a_run_made_from_what_is_no_longer_there_is_refused(old: Path) -> None:
    seen = read_folder(old)
    write_folder(old, NEW)
    with pytest.raises(OutputRefused, match="meanwhile"):
        write_folder(old, client(3), seen=seen)
    assert _ours(old) == NEW
    assert write_folder(old, NEW, seen=seen).changed == (), "both runs meant the same"
    seen = read_folder(old)
    (old / "mine.py").write_text("mine = 2\n")
    write_folder(old, client(3), seen=seen)  # of somebody else's file nothing was made


def _write_often(folder: Path, version: int, rounds: int) -> None:
    for each in range(rounds):
        write_folder(folder, client(version * 1000 + each, **{f"_own{version}": "x = 1"}))


def test_runs_at_the_same_time_leave_one_whole_client(old: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_often, args=(old, n, 15)) for n in (1, 2, 3)]
    for each in writers:
        each.start()
    for each in writers:
        each.join(60)
    assert [each.exitcode for each in writers] == [0, 0, 0]
    assert _ours(old) in [client(n * 1000 + 14, **{f"_own{n}": "x = 1"}) for n in (1, 2, 3)]


def test_an_edited_file_is_kept_unless_its_edits_are_given_up(old: Path) -> None:
    edited = OLD["_song.py"] + "extra = 1\n"
    (old / "_song.py").write_text(edited)
    with pytest.raises(OutputRefused, match=r"_song\.py: it was edited by hand, .* --force"):
        write_folder(old, NEW)
    assert _ours(old) == {**OLD, "_song.py": edited}
    write_folder(old, NEW, force=True)
    assert _ours(old) == NEW


def test_an_edited_file_is_not_deleted_either(old: Path) -> None:
    (old / "_gone.py").write_text(OLD["_gone.py"] + "extra = 1\n")
    with pytest.raises(OutputRefused, match=r"_gone\.py: it was edited by hand"):
        write_folder(old, NEW)
    write_folder(old, NEW, force=True)
    assert _ours(old) == NEW


def test_an_edited_file_that_need_not_change_is_in_nobodys_way(old: Path) -> None:
    (old / "_song.py").write_text(NEW["_song.py"])
    write_folder(old, NEW)
    assert _ours(old) == NEW


@pytest.mark.parametrize(("lock", "why"), [(None, "plan.lock does not tell"), ("{}", "cannot be read"), ('{"generator": "protocols-typewriter/1", "pl', "cannot be read")])  # fmt: skip
def test_without_a_lock_nothing_is_taken_for_ours(old: Path, lock: str | None, why: str) -> None:
    (old / "plan.lock").unlink() if lock is None else (old / "plan.lock").write_text(lock)
    before = _ours(old)
    with pytest.raises(OutputRefused, match=why):
        write_folder(old, NEW)
    assert _ours(old) == before


def test_markers_of_a_merge_are_no_edit(old: Path) -> None:
    for name in ("_song.py", "plan.lock"):
        first, _, rest = OLD[name].partition("\n")
        theirs = NEW[name].partition("\n")[2]
        merged = f"{first}\n<<<<<<< HEAD\n{rest}=======\n{theirs}>>>>>>> other\n"
        (old / name).write_text(merged)
    (old / "_gone.py").write_text(f"{MARK}\njoined = 1\n")
    (old / "theirs.py").write_text("theirs = 1\n")
    write_folder(old, NEW)
    (old / "theirs.py").unlink()
    assert _ours(old) == NEW


def test_a_name_that_differs_in_case_only_is_refused(old: Path) -> None:
    (old / "_Fresh.py").write_text(f"{MARK}\n")
    with pytest.raises(
        OutputRefused, match=r"_fresh\.py: it differs from _Fresh\.py in case only"
    ):
        write_folder(old, NEW)
    with pytest.raises(OutputRefused, match="in case only"):
        write_folder(old, {**NEW, "_SONG.py": "x"})


@contextmanager
def _not_root() -> Iterator[None]:
    """Nothing is read-only to root."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


def test_a_read_only_folder_is_a_clear_refusal() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "client"
        write_folder(folder, OLD)
        for path, mode in ((Path(name), 0o755), (folder, 0o555)):
            path.chmod(mode)
        with _not_root(), pytest.raises(OutputRefused) as refused:
            write_folder(folder, NEW)
        assert str(refused.value) == f"refused to write {folder}: Permission denied"
        assert read_folder(folder) == OLD
        folder.chmod(0o755)


def test_a_folder_that_cannot_be_staged_in_is_named_and_stays(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(**options: object) -> None:
        raise PermissionError(13, "Permission denied", f"{options['dir']}/.typewriter-x")

    monkeypatch.setattr("typewriter.write.staging.mkdtemp", refusing)
    with pytest.raises(OutputRefused) as refused:
        write_folder(old, NEW)
    assert str(refused.value) == f"refused to write {old}: Permission denied"
    assert _ours(old) == OLD


def test_a_failed_first_run_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OutputRefused, match="No space left"):
        write_folder(tmp_path / "client", NEW)
    assert list(tmp_path.iterdir()) == []
