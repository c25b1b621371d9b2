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
from typewriter.view.lock import Lock, read_lock, sha256
from typewriter.view.marks import LOCK, is_replaceable
from typewriter.write.folder import Files, stale_files

MISSING: Final = "TW301"
PLAN_CHANGED: Final = "TW302"
GENERATOR_CHANGED: Final = "TW303"
EDITED: Final = "TW304"
STALE: Final = "TW305"
FOREIGN: Final = "TW306"
DIFF_LINES: Final = 80
"""Lines of difference that are shown; the rest are counted."""

_ADVICE: Final = "run `typewriter generate` again"
_MESSAGES: Final = {
    MISSING: "is missing",
    EDITED: "was edited by hand, or left over from another run",
    STALE: "holds nothing that the plan still has",
    FOREIGN: "stands where a generated file belongs",
}
_CALL_KEY: Final = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """A client as it should be, and as it is on disk."""

    folder: Path
    files: Files
    existing: Files

    @property
    def locks(self) -> tuple[Lock | None, Lock | None]:
        """What the client on disk was made from, and what it would be made from now."""
        return read_lock(self.existing.get(LOCK, "")), read_lock(self.files[LOCK])


def drift(pair: Comparison) -> list[Finding]:
    """What keeps a client from being current; nothing if generating again would change nothing."""
    if not pair.existing:
        return [_finding(MISSING, pair.folder, "the client has not been generated")]
    before, after = pair.locks
    reasons: dict[str, list[str]] = defaultdict(list)
    for name, text in pair.files.items():
        if pair.existing.get(name) != text:
            reasons[_reason(name, pair.existing.get(name), before, after)].append(name)
    reasons[STALE] = list(stale_files(pair.existing, pair.files))
    return [found for rule in sorted(reasons) for found in _findings(rule, reasons[rule], pair)]


def differences(pair: Comparison) -> Iterator[str]:
    """A unified diff from what is on disk to what would be written, cut to a readable length."""
    lines = list(_all_differences(pair))
    yield from lines[:DIFF_LINES]
    if len(lines) > DIFF_LINES:
        yield f"… and {len(lines) - DIFF_LINES} more lines"


def _reason(name: str, there: str | None, before: Lock | None, after: Lock | None) -> str:
    if there is None:
        return MISSING
    if not is_replaceable(there):
        return FOREIGN
    if before is None or after is None:
        return EDITED
    if name != LOCK and sha256(there) != before.files.get(name):
        return EDITED
    return PLAN_CHANGED if before.plan != after.plan else GENERATOR_CHANGED


def _findings(rule: str, names: Sequence[str], pair: Comparison) -> Iterator[Finding]:
    """One finding a file, but a change of the plan or the generator is one for all its files."""
    before, after = pair.locks
    if rule in _MESSAGES:
        for name in names:
            line = _first_difference(pair.existing.get(name, ""), pair.files.get(name, ""))
            yield _finding(rule, pair.folder / name, _MESSAGES[rule], line=line)
    elif before and after:
        change = _plan_change(before, after) if rule == PLAN_CHANGED else _upgrade(before, after)
        yield _finding(rule, pair.folder / LOCK, f"{change}; out of date: {', '.join(names)}")


def _finding(rule: str, path: Path, message: str, *, line: int = 1) -> Finding:
    return finding(rule, message, Position(str(path), line, 1, line, 1), advice=_ADVICE)


def _plan_change(before: Lock, after: Lock) -> str:
    old, new = _calls(before), _calls(after)
    calls = [f"+{name}" for name in sorted(new - old)] + [f"-{name}" for name in sorted(old - new)]
    changed = f" ({', '.join(calls)})" if calls else ""
    was, now = before.plan.version, after.plan.version
    counted = "" if was == now else f" from {was} to {now}"
    return f"the plan changed{counted}{changed}"


def _upgrade(before: Lock, after: Lock) -> str:
    if before.generator == after.generator:
        return f"made by another build of {before.generator}"
    return f"made by {before.generator}, and this is {after.generator}"


def _calls(lock: Lock) -> set[str]:
    return {name for name, key in lock.names.items() if len(key) == _CALL_KEY and key[0] != "type"}


def _first_difference(there: str, text: str) -> int:
    pairs = zip(count(1), zip_longest(there.splitlines(), text.splitlines()), strict=False)
    return next((line for line, (one, other) in pairs if one != other), 1)


def _all_differences(pair: Comparison) -> Iterator[str]:
    for name in (name for name in pair.files if name.endswith(".py") and name in pair.existing):
        path = str(pair.folder / name)
        there, text = pair.existing[name].splitlines(), pair.files[name].splitlines()
        names = (path, f"{path} (from the plan)")
        yield from map(_printable, difflib.unified_diff(there, text, *names, lineterm=""))


def _printable(line: str) -> str:
    """A line of somebody's file may hold what a terminal would obey."""
    return "".join(char if char.isprintable() or char == "\t" else "�" for char in line)
