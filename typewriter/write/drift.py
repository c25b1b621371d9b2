"""Whether a client on disk is what its plan says, and if not, why not."""

import difflib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, zip_longest
from pathlib import Path
from typing import Final

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from typewriter.view.conflicts import sides
from typewriter.view.lock import Lock, read_lock, sha256
from typewriter.view.marks import LOCK
from typewriter.write.changes import changes, listed, made
from typewriter.write.owned import Files, is_ours, other_client, stale_files

MISSING: Final = "TW301"
PLAN_CHANGED: Final = "TW302"
GENERATOR_CHANGED: Final = "TW303"
EDITED: Final = "TW304"
STALE: Final = "TW305"
FOREIGN: Final = "TW306"
CONFLICT: Final = "TW307"
DIFF_LINES: Final = 80
"""Lines of difference that are shown; the rest are counted."""

_AGAIN: Final = "run `{command}` again"
_FIRST: Final = "run `{command}`"
_OTHER: Final = "generate into another folder; `{command} --force` replaces that client"
_ADVICE: Final = {
    EDITED: "move the edit into the plan, a template or a file of your own; `{command} --force` discards it",
    FOREIGN: "move it away, or generate into another folder",
    CONFLICT: "leave the markers and run `{command}`: it keeps the names of both sides",
}
_MESSAGES: Final = {
    MISSING: "is missing",
    EDITED: "was edited by hand, or left over from another run",
    STALE: "holds nothing that the plan still has",
    FOREIGN: "stands where a generated file belongs",
    CONFLICT: "holds merge-conflict markers",
}
_UNKNOWN: Final = "is not what the plan says; without a readable plan.lock nothing tells why"
_BROKEN: Final = "cannot be read, so the names that it remembers are not known"
_RESTORE: Final = "restore it from version control; `{command} --force` makes it anew, and names that collided may change"
_MOST_CHANGES: Final = 12
_MOST_FILES: Final = 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """A client as it should be, and as it is on disk; `command` is what writes it."""

    folder: Path
    files: Files
    existing: Files
    command: str = "typewriter generate"

    @property
    def locks(self) -> tuple[Lock | None, Lock | None]:
        """What the client on disk was made from, and what it would be made from now."""
        there = self.existing.get(LOCK, "")
        return None if sides(there) else read_lock(there), read_lock(self.files[LOCK])


def drift(pair: Comparison) -> list[Finding]:
    """What keeps a client from being current; nothing if generating again would change nothing."""
    if not pair.existing:
        told = "the client has not been generated"
        return [_finding(MISSING, pair, "", told, advice=_FIRST)]
    before, after = pair.locks
    reasons: dict[str, list[str]] = defaultdict(list)
    for name, text in pair.files.items():
        if pair.existing.get(name) != text:
            reasons[_reason(name, pair.existing, before, after)].append(name)
    for name in stale_files(pair.existing, pair.files):
        reasons[_stale_reason(name, before, after)].append(name)
    return [found for rule in sorted(reasons) for found in _findings(rule, reasons[rule], pair)]


def differences(pair: Comparison) -> Iterator[str]:
    """A unified diff from what is on disk to what would be written, cut to a readable length."""
    lines = list(_all_differences(pair))
    yield from lines[:DIFF_LINES]
    if len(lines) > DIFF_LINES:
        yield f"… and {len(lines) - DIFF_LINES} more lines"


def _reason(name: str, existing: Files, before: Lock | None, after: Lock | None) -> str:
    there = existing.get(name)
    if there is None:
        return MISSING if not before or name in before.files else _made_from(before, after)
    if sides(there):
        return CONFLICT
    if not is_ours(name, existing):
        return FOREIGN
    if before is None or after is None or _is_edited(name, there, before, after):
        return EDITED
    return _made_from(before, after)


def _stale_reason(name: str, before: Lock | None, after: Lock | None) -> str:
    if before is None or name not in before.files:
        return STALE
    return _made_from(before, after)


def _made_from(before: Lock, after: Lock | None) -> str:
    return PLAN_CHANGED if after is None or before.plan != after.plan else GENERATOR_CHANGED


def _is_edited(name: str, there: str, before: Lock, after: Lock) -> bool:
    if name != LOCK:
        return sha256(there) != before.files.get(name)
    return (before.plan, before.generator, before.files) == (
        after.plan,
        after.generator,
        after.files,
    )


def _findings(rule: str, names: Sequence[str], pair: Comparison) -> Iterator[Finding]:
    """One finding a file, but a change of the plan or the generator is one for all its files."""
    before, after = pair.locks
    if rule in _MESSAGES:
        yield from (_of_file(rule, name, pair, before) for name in names)
    elif before and after and names:
        other = other_client(before, after)
        told = f"this is {other}" if other else _CHANGES[rule](pair, before, after)
        advice = _OTHER if other else ""
        told = f"{told}; out of date: {listed(names, _MOST_FILES)}"
        yield _finding(rule, pair, LOCK, told, advice=advice)


def _of_file(rule: str, name: str, pair: Comparison, before: Lock | None) -> Finding:
    there, text = pair.existing.get(name, ""), pair.files.get(name, "")
    if torn := sides(there):
        return _finding(rule, pair, name, _MESSAGES[rule], line=torn.line)
    if rule == EDITED and before is None and name == LOCK:
        return _finding(rule, pair, name, _BROKEN, advice=_RESTORE)
    message = _UNKNOWN if rule == EDITED and before is None else _MESSAGES[rule]
    line = _first_difference(there, text) if _is_still_made(name, text, before) else 1
    return _finding(rule, pair, name, message, line=line)


def _is_still_made(name: str, text: str, before: Lock | None) -> bool:
    """Whether a file would be made as it was, so that what differs is somebody's edit."""
    return before is None or name == LOCK or before.files.get(name) == sha256(text)


def _finding(
    rule: str, pair: Comparison, name: str, message: str, *, line: int = 1, advice: str = ""
) -> Finding:
    at = Position(str(pair.folder / name), line, 1, line, 1)
    told = (advice or _ADVICE.get(rule, _AGAIN)).format(command=pair.command)
    return finding(rule, message, at, advice=told)


def _plan_change(pair: Comparison, before: Lock, after: Lock) -> str:
    was, now = before.plan.version, after.plan.version
    counted = "" if was == now else f" from {was} to {now}"
    also = "" if before.generator == after.generator else f"; {_upgrade(pair, before, after)}"
    old, new = made(before, pair.existing), made(after, pair.files)
    if not old or not new:
        return f"the plan changed{counted}{also}"
    told = listed(changes(old, new), _MOST_CHANGES)
    return f"the plan changed{counted}{f': {told}' if told else ', in nothing that is sent'}{also}"


def _upgrade(_pair: Comparison, before: Lock, after: Lock) -> str:
    if before.generator == after.generator:
        return f"made with other options or templates, or by another build of {before.generator}"
    return f"made by {before.generator}, and this is {after.generator}"


_CHANGES: Final = {PLAN_CHANGED: _plan_change, GENERATOR_CHANGED: _upgrade}


def _first_difference(there: str, text: str) -> int:
    pairs = zip(count(1), zip_longest(there.splitlines(), text.splitlines()), strict=False)
    return next((line for line, (one, other) in pairs if one != other), 1)


def _all_differences(pair: Comparison) -> Iterator[str]:
    for name in (name for name in pair.files if _is_code(name) and name in pair.existing):
        path = str(pair.folder / name)
        there, text = pair.existing[name].splitlines(), pair.files[name].splitlines()
        names = (path, f"{path} (from the plan)")
        yield from map(_printable, difflib.unified_diff(there, text, *names, lineterm=""))


def _is_code(name: str) -> bool:
    """Whether people read it: not the lock, and not the schemas with their long lines."""
    return name != LOCK and not name.endswith(".json")


def _printable(line: str) -> str:
    """A line of somebody's file may hold what a terminal would obey."""
    return "".join(char if char.isprintable() or char == "\t" else "�" for char in line)
