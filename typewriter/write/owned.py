"""Whose a file is: what we may replace or delete without destroying anybody's work.

Ours is what says so in its first line and still is what the lock remembers of it. In the middle of
a merge the first line has to do: what git joins of two generated files, neither lock remembers.
"""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from typewriter.view.conflicts import sides
from typewriter.view.lock import Lock, read_lock, sha256
from typewriter.view.marks import LOCK, is_marked, is_replaceable

Files = Mapping[str, str]

FOREIGN: Final = "it is not a generated file; move it, or generate into another folder"
EDITED: Final = (
    "it was edited by hand, or merged, since it was generated; edits belong in the plan, in a template or in "
    "a file of your own. --force discards them"
)
NO_LOCK: Final = (
    "plan.lock does not tell whether it was edited by hand; restore plan.lock from version "
    "control. --force replaces the file without knowing"
)
BROKEN_LOCK: Final = (
    "it cannot be read, so the names it remembers would be lost; restore it from version control. "
    "--force makes it anew, and names that collided may change"
)
_CODE: Final = frozenset({".py", ".ts"})


Remembered = frozenset[tuple[str, str]]
"""Names of files, and the hashes of what was generated as them."""


def refusal(name: str, existing: Files, known: Remembered | None, *, force: bool) -> str:
    """Why the file `name` among those that are there is not to be touched; empty if it may be.

    `known` is what the lock beside it remembers, None in the middle of a merge. `force` gives up
    edits, never a file that is not ours.
    """
    there = existing.get(name, "")
    if not is_ours(name, existing):
        return FOREIGN
    if force or known is None or not there.strip() or sides(there):
        return ""
    if name == LOCK:
        return BROKEN_LOCK if read_lock(there) is None else ""
    if (name, sha256(there)) in known:
        return ""
    return EDITED if known else NO_LOCK


def is_ours(name: str, existing: Files) -> bool:
    """Whether we may have written a file. A lock that tells nothing any more is known by its neighbours."""
    if name == LOCK and any(map(is_marked, existing.values())):
        return True
    return is_replaceable(existing.get(name, ""))


def other_client(there: Lock | None, made: Lock | None) -> str:
    """Which client a folder holds, if it is not an older state of the one that is made; else empty."""
    if there is None or made is None:
        return ""
    if there.plan.id != made.plan.id:
        return f"the client of another plan, {there.plan.id}"
    before, after = _suffixes(there), _suffixes(made)
    return "a client in another language" if before and after and before != after else ""


def _suffixes(lock: Lock) -> frozenset[str]:
    return _CODE.intersection(PurePath(name).suffix for name in lock.files)


def stale_files(existing: Files, files: Files) -> tuple[str, ...]:
    """Files that we wrote once and that the plan no longer has."""
    return tuple(name for name, text in existing.items() if name not in files and is_marked(text))


def remembered(lock: str) -> Remembered | None:
    """What a lock's text says was generated; None if it could not be merged."""
    if sides(lock):
        return None
    read = read_lock(lock)
    return frozenset(read.files.items() if read else ())
