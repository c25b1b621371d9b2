"""Replacing files of a folder together: a run that fails or is killed leaves what was there.

New files, and copies of the old ones, are written into a folder beside them first. Only then files
are renamed into place. What fails on the way is undone; of a run that was killed the folder is still
there, and the next run undoes it.
"""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from typewriter.view.lock import sha256

PREFIX: Final = ".typewriter-"
_RECORD: Final = "record.json"
_NO_LOCKS_HERE: Final = frozenset({errno.ENOTSUP, errno.ENOLCK, errno.EINVAL, errno.EBADF})


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other run writes to `folder`, and keep others out."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def replace_files(folder: Path, files: Mapping[str, str], deleted: Sequence[str]) -> None:
    """Write `files` in their order and delete `deleted`, all or nothing.

    Raises:
        OSError: what the disk said; everything is as it was.
    """
    staging = Path(mkdtemp(dir=folder, prefix=PREFIX))
    try:
        _stage(folder, staging, files, deleted)
        for name in files:
            (staging / "new" / name).replace(folder / name)
        for name in deleted:
            (folder / name).unlink()
        (staging / _RECORD).unlink()
    except BaseException:
        _undo(folder, staging)
        raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def recover(folder: Path) -> None:
    """Put back what runs that were killed had begun to replace. The caller is `alone` in there."""
    for staging in folder.glob(f"{PREFIX}*"):
        if staging.is_dir() and not staging.is_symlink():
            _undo(folder, staging)
            shutil.rmtree(staging, ignore_errors=True)


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in _NO_LOCKS_HERE:
            raise


def _stage(folder: Path, staging: Path, files: Mapping[str, str], deleted: Sequence[str]) -> None:
    for part in ("new", "old"):
        (staging / part).mkdir()
    for name, text in files.items():
        (staging / "new" / name).write_text(text, encoding="utf-8", newline="\n")
    for name in (*files, *deleted):
        if (folder / name).exists():
            shutil.copy2(folder / name, staging / "old" / name)
    record = {"written": {name: sha256(text) for name, text in files.items()}, "deleted": deleted}
    draft = staging / "draft.json"
    draft.write_text(json.dumps(record), encoding="utf-8")
    draft.rename(staging / _RECORD)


def _undo(folder: Path, staging: Path) -> None:
    """Undo what was renamed or deleted, but nothing that somebody changed since."""
    record = _record(staging)
    for name, written in record.get("written", {}).items():
        if _hash(folder / name) == written:
            _put_back(folder / name, staging / "old" / name)
    for name in record.get("deleted", ()):
        if not (folder / name).exists():
            _put_back(folder / name, staging / "old" / name)


def _put_back(target: Path, old: Path) -> None:
    if old.is_file():
        old.replace(target)
    else:
        target.unlink(missing_ok=True)


def _record(staging: Path) -> dict[str, Any]:
    """What was to be done, if renaming had begun. Names are of files right inside the folder."""
    try:
        record = json.loads((staging / _RECORD).read_text(encoding="utf-8"))
        names = [*record["written"].keys(), *record["deleted"]]
        sound = all(name and name == Path(name).name for name in names)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return record if sound and not (staging / "old").is_symlink() else {}


def _hash(path: Path) -> str | None:
    try:
        return sha256(path.read_bytes().decode("utf-8", errors="replace"))
    except OSError:
        return None
