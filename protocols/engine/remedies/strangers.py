"""What to do about something the plan does not name."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from protocols.engine.nearest import nearest, same_letters, words_of
from protocols.engine.paths import format_path
from protocols.engine.remedies.text import asked, or_move, or_rename_event, quoted

_UNKNOWN: Final = "add it to the plan, or stop sending it"
_NAMELESS: Final = {
    "event": "send `event`, the name of what happened",
    "name": "send `name`, or plan `*` for what no rule names",
}
_TO_THE_LETTER: Final = "names match to the letter"


def unplanned_key(at: Sequence[str | int], planned: Iterable[str]) -> str:
    """For a key at `at` that its level, which plans the names `planned`, does not name."""
    name, names = str(at[-1]), tuple(planned)
    meant = nearest(name, names)
    if meant is None:
        return _dotted(name, frozenset(names)) or _UNKNOWN
    return asked(meant, or_move(format_path(at), format_path((*at[:-1], meant))))


def _dotted(name: str, names: frozenset[str]) -> str:
    first, dot, rest = name.partition(".")
    if dot and rest and first in names:
        return (
            f"a dot is part of a key's name: send {quoted(first)} as an object that holds the rest"
        )
    return ""


def unplanned_event(field: str, name: str, meant: str | None) -> str:
    """For the name in `field`, a track's `event` or a page's `name`, that may have been `meant`.

    An empty `name` stands for one that is missing, or no string.
    """
    if not name:
        return _NAMELESS[field]
    if meant is None:
        return _UNKNOWN
    if len(words_of(name)) > len(words_of(meant)):
        return asked(meant, "keep what varies out of the name: send it as a property")
    note = _TO_THE_LETTER if same_letters(name, meant) else ""
    return asked(meant, note, or_rename_event(meant) if field == "event" else "")


def unplanned_version(wanted: object, versions: Collection[int]) -> str:
    """For an event version that is none of the plan's `versions`."""
    for version in versions:
        if wanted in (str(version), f"v{version}", float(version)):
            return f"a version is a whole number: send {version}; the oldest was used"
    known = ", ".join(map(str, versions))
    return f"send one of {known}, or add the version to the plan; the oldest was used"
