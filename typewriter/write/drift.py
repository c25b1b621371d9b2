"""Whether a client on disk is what its plan says, and if not, why not."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from protocols.findings import Finding, Position, Severity
from typewriter.view.lock import Lock, read_lock, sha256
from typewriter.view.marks import LOCK, is_replaceable
from typewriter.write.folder import Files, stale_files

MISSING: Final = "TW201"
PLAN_CHANGED: Final = "TW202"
GENERATOR_CHANGED: Final = "TW203"
EDITED: Final = "TW204"
STALE: Final = "TW205"
FOREIGN: Final = "TW206"
DIFF_LINES: Final = 80
"""Lines of difference that are shown; the rest are counted."""

_CALL_KEY: Final = 2


def drift(folder: Path, files: Files, existing: Files) -> list[Finding]:
    """A finding for each file that generating again would change; none if the client is current."""
    before, after = read_lock(existing.get(LOCK, "")), read_lock(files[LOCK])
    found = [
        _finding(folder / name, existing.get(name), before, after)
        for name, text in files.items()
        if existing.get(name) != text
    ]
    stale = [
        _error(STALE, folder / name, "the plan no longer has what was in this file")
        for name in stale_files(existing, files)
    ]
    return found + stale


def differences(folder: Path, files: Files, existing: Files) -> Iterator[str]:
    """A unified diff from what is on disk to what would be written, cut to a readable length."""
    lines = list(_all_differences(folder, files, existing))
    yield from lines[:DIFF_LINES]
    if len(lines) > DIFF_LINES:
        yield f"… and {len(lines) - DIFF_LINES} more lines"


def _finding(path: Path, there: str | None, before: Lock | None, after: Lock | None) -> Finding:
    if there is None:
        return _error(MISSING, path, "is missing")
    if not is_replaceable(there):
        return _error(FOREIGN, path, "is not a generated file")
    if before is None or after is None:
        return _error(EDITED, path, f"cannot be told from an edited file: no readable {LOCK}")
    if path.name != LOCK and sha256(there) != before.files.get(path.name):
        return _error(EDITED, path, "was edited by hand, or left over from another run")
    if before.plan != after.plan:
        return _error(PLAN_CHANGED, path, f"the plan changed: {_plan_change(before, after)}")
    return _error(
        GENERATOR_CHANGED, path, f"made by {before.generator}, and this is {after.generator}"
    )


def _plan_change(before: Lock, after: Lock) -> str:
    old, new = _calls(before), _calls(after)
    parts = [f"{before.plan.version} → {after.plan.version}"]
    parts += [f"+ {name}" for name in sorted(new - old)]
    parts += [f"- {name}" for name in sorted(old - new)]
    return ", ".join(parts)


def _calls(lock: Lock) -> set[str]:
    return {name for name, key in lock.names.items() if len(key) == _CALL_KEY and key[0] != "type"}


def _error(rule: str, path: Path, message: str) -> Finding:
    return Finding(
        rule, Severity.ERROR, message, Position(str(path)), help="run `typewriter generate` again"
    )


def _all_differences(folder: Path, files: Files, existing: Files) -> Iterator[str]:
    for name, text in files.items():
        there = existing.get(name, "")
        if there != text and name.endswith(".py"):
            path = str(folder / name)
            yield from map(
                _printable,
                difflib.unified_diff(
                    there.splitlines(),
                    text.splitlines(),
                    path,
                    f"{path} (from the plan)",
                    lineterm="",
                ),
            )


def _printable(line: str) -> str:
    """A line of somebody's file may hold what a terminal would obey."""
    return "".join(char if char.isprintable() or char == "\t" else "�" for char in line)
