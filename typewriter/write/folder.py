"""Files on disk: what is there, and replacing it without ever leaving half of it."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from protocols.errors import OutputRefused, UnreadableInput
from protocols.findings.clean import printable
from typewriter.view.lock import read_lock
from typewriter.view.marks import LOCK
from typewriter.write.owned import Files, other_client, refusal, remembered, stale_files
from typewriter.write.staging import PREFIX, alone, recover, replace_files

NO_FOLDER: Final = "it is not a folder of its own"


@dataclass(frozen=True, slots=True)
class Written:
    """Which files were replaced or made, and which were deleted."""

    changed: tuple[str, ...]
    deleted: tuple[str, ...]


def read_folder(folder: Path) -> dict[str, str]:
    """The text of each file right inside `folder`. Line ends are ours, whatever git made of them.

    Raises:
        UnreadableInput: `folder` is a link or a file, or something in it cannot be read.
    """
    if _is_no_folder(folder):
        raise UnreadableInput(str(folder), NO_FOLDER)
    try:
        if not folder.exists():
            return {}
        return {path.name: _text(path) for path in sorted(folder.iterdir()) if _is_file(path)}
    except OSError as error:
        named = str(error.filename or folder)
        raise UnreadableInput(named, error.strerror or str(error)) from error


def repair_folder(folder: Path) -> None:
    """Put back what a run that was killed had begun to replace, if one was.

    Raises:
        OutputRefused: `folder` is a link or a file, or the disk refused.
    """
    with _refusing(folder):
        _refuse_link(folder)
        if any(folder.glob(f"{PREFIX}*")):
            with alone(folder):
                recover(folder)


def write_folder(
    folder: Path, files: Files, *, seen: Files | None = None, force: bool = False
) -> Written:
    """Make `folder` hold `files`, and leave alone what is not ours.

    A run that fails leaves the client that was there. The lock is renamed last. `seen` is what the
    folder held when `files` were made; `force` gives up what was edited by hand in our own files.

    Raises:
        OutputRefused: the folder holds another client; a file of the same name is not ours, or was
            edited; another run wrote meanwhile; or the disk refused.
        UnreadableInput: something in it cannot be read.
    """
    _refuse_names(folder, files)
    _refuse_link(folder)
    with _refusing(folder), _made(folder), alone(folder):
        recover(folder)
        existing = read_folder(folder)
        changed = [name for name, text in files.items() if existing.get(name) != text]
        deleted = stale_files(existing, files)
        if changed and seen is not None and _differ(existing, seen, {*files, *deleted}):
            raise OutputRefused(str(folder), "something else wrote to it meanwhile; run again")
        if not force:
            _refuse_other_client(folder, existing, files)
        _refuse_others(folder, (*changed, *deleted), existing, force=force)
        if changed or deleted:
            last = sorted(changed, key=lambda name: name == LOCK)
            replace_files(folder, {name: files[name] for name in last}, deleted)
    return Written(tuple(changed), deleted)


def _differ(existing: Files, seen: Files, names: Iterable[str]) -> bool:
    return any(existing.get(name) != seen.get(name) for name in names)


def _refuse_link(folder: Path) -> None:
    if _is_no_folder(folder):
        raise OutputRefused(str(folder), NO_FOLDER)


def _is_no_folder(folder: Path) -> bool:
    return folder.is_symlink() or (os.path.exists(folder) and not folder.is_dir())  # noqa: PTH110 - a closed folder says no


def _refuse_names(folder: Path, files: Files) -> None:
    """Names that would lead outside, and names that some disks would take for one."""
    folded: dict[str, str] = {}
    for name in files:
        target = folder / name
        if target.name != name or target.parent != folder:
            raise OutputRefused(str(target), "it would stand outside of the folder")
        if folded.setdefault(name.casefold(), name) != name:
            raise OutputRefused(
                str(target), f"it differs from {folded[name.casefold()]} in case only"
            )


def _refuse_other_client(folder: Path, existing: Files, files: Files) -> None:
    there, made = (read_lock(each.get(LOCK, "")) for each in (existing, files))
    if other := other_client(there, made):
        told = f"it holds {printable(other)}; name another place, or --force replaces that client"
        raise OutputRefused(str(folder), told)


def _refuse_others(folder: Path, names: tuple[str, ...], existing: Files, *, force: bool) -> None:
    there = {path.name.casefold(): path.name for path in folder.iterdir()}
    known = remembered(existing.get(LOCK, ""))
    for name in sorted(names, key=lambda each: each != LOCK):
        target, found = folder / name, there.get(name.casefold(), name)
        if found != name:
            raise OutputRefused(str(target), f"it differs from {found} in case only; move that")
        if target.is_symlink() or target.is_dir():
            raise OutputRefused(str(target), "it is a link or a folder, not a file of ours")
        if reason := refusal(name, existing, known, force=force):
            raise OutputRefused(str(target), reason)


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """The folder, made if it is not there; gone again if nothing came to stand in it."""
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        if is_new and not any(folder.iterdir()):
            folder.rmdir()


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace").replace("\r\n", "\n")


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        named = str(error.filename or folder)
        place = str(folder) if PREFIX in named else named
        raise OutputRefused(place, error.strerror or str(error)) from error
