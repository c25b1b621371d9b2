"""Whose a file is: what we may replace or delete without destroying anybody's work.

Ours is what says so in its first line and still is what the lock remembers of it. In the middle of
a merge the first line has to do: what git joins of two generated files, neither lock remembers.
"""

from collections.abc import Mapping
from typing import Final

from typewriter.view.conflicts import sides
from typewriter.view.lock import read_lock, sha256
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
    "--force begins anew, and names may change"
)


Remembered = frozenset[tuple[str, str]]
"""Names of files, and the hashes of what was generated as them."""


def refusal(name: str, there: str, known: Remembered | None, *, force: bool) -> str:
    """Why the file `name`, whose text is `there`, is not to be touched; empty if it may be.

    `known` is what the lock beside it remembers, None in the middle of a merge. `force` gives up
    edits, never a file that is not ours.
    """
    if not is_replaceable(there):
        return FOREIGN
    if force or known is None or not there.strip() or sides(there):
        return ""
    if name == LOCK:
        return BROKEN_LOCK if read_lock(there) is None else ""
    if (name, sha256(there)) in known:
        return ""
    return EDITED if known else NO_LOCK


def stale_files(existing: Files, files: Files) -> tuple[str, ...]:
    """Files that we wrote once and that the plan no longer has."""
    return tuple(name for name, text in existing.items() if name not in files and is_marked(text))


def remembered(lock: str) -> Remembered | None:
    """What a lock's text says was generated; None if it could not be merged."""
    if sides(lock):
        return None
    read = read_lock(lock)
    return frozenset(read.files.items() if read else ())
