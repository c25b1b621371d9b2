"""A change is seen however it is made, once it has come to rest, and nothing else is a change."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from protocols.reload.stamp import stamp
from protocols.reload.watch import Watch

OLD, NEW = "plan: old\n", "plan: new\n"


def _watch(path: Path) -> Watch:
    return Watch({path: stamp(path)})


def _write_in_place(path: Path) -> None:
    path.write_text(NEW, encoding="utf-8")


def _rename_over(path: Path) -> None:
    new = path.with_name("saved.tmp")
    new.write_text(NEW, encoding="utf-8")
    new.replace(path)


def _remove_and_write(path: Path) -> None:
    path.unlink()
    path.write_text(NEW, encoding="utf-8")


def _remove(path: Path) -> None:
    path.unlink()


def _rename_over_with_the_old_time(path: Path) -> None:
    before = path.stat()
    _rename_over(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _put_a_folder_there(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _put_a_pipe_there(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


CHANGES = [
    _write_in_place,
    _rename_over,
    _remove_and_write,
    _remove,
    _rename_over_with_the_old_time,
    _put_a_folder_there,
    _put_a_pipe_there,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_every_way_to_change_a_file_is_seen(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(OLD, encoding="utf-8")
    watch = _watch(path)
    assert not watch.changed()
    assert not watch.moved()
    change(path)
    assert watch.moved()
    assert [watch.changed(), watch.changed()] == [False, True]


def test_a_file_that_was_missing_is_seen_when_it_comes(tmp_path: Path) -> None:
    watch = _watch(tmp_path / "plan.yaml")
    assert [watch.changed(), watch.changed()] == [False, False]
    (tmp_path / "plan.yaml").write_text(OLD, encoding="utf-8")
    assert [watch.changed(), watch.changed()] == [False, True]


def test_a_link_set_to_another_folder_is_seen(tmp_path: Path) -> None:
    """How a cluster replaces the files of a mounted configuration."""
    for folder, text in (("one", OLD), ("two", NEW)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "now").symlink_to("one")
    (tmp_path / "plan.yaml").symlink_to("now/plan.yaml")
    watch = _watch(tmp_path / "plan.yaml")
    (tmp_path / "next").symlink_to("two")
    (tmp_path / "next").replace(tmp_path / "now")
    assert [watch.changed(), watch.changed()] == [False, True]


def test_files_that_still_move_are_waited_for(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    watch = Watch({path: stamp(path) for path in (one, two)})
    one.write_text(NEW, encoding="utf-8")
    assert not watch.changed()
    two.write_text(NEW, encoding="utf-8")
    assert not watch.changed()
    assert watch.changed()


@pytest.mark.parametrize("touch", [Path.touch, lambda path: path.chmod(0o600), _rename_over])
def test_the_same_content_is_no_change(touch: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(NEW, encoding="utf-8")
    watch = _watch(path)
    touch(path)
    assert [watch.changed() for _ in range(3)] == [False] * 3
    assert not watch.moved()
