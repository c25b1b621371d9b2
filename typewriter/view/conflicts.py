"""Files that version control could not merge: where the markers are, and what either side held."""

from typing import Final, NamedTuple

_OURS: Final = "<<<<<<< "
_BASE: Final = "||||||| "
_BETWEEN: Final = "======="
_THEIRS: Final = ">>>>>>> "


class Sides(NamedTuple):
    """A file as each side of a merge had it, and the line of the first marker, from 1."""

    ours: str
    theirs: str
    line: int


def sides(text: str) -> Sides | None:
    """Both sides of a file that holds merge-conflict markers; None if it holds none."""
    if _OURS not in text:
        return None
    ours: list[str] = []
    theirs: list[str] = []
    into: tuple[list[str], ...] = (ours, theirs)
    first = 0
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        if line.startswith(_OURS):
            into, first = (ours,), first or number
        elif first and line.startswith(_BASE):
            into = ()
        elif first and line.rstrip() == _BETWEEN:
            into = (theirs,)
        elif first and line.startswith(_THEIRS):
            into = (ours, theirs)
        else:
            for side in into:
                side.append(line)
    return Sides("".join(ours), "".join(theirs), first) if first else None
