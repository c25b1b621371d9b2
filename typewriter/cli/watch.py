"""Running again whenever a file changes.

Files are looked at a few times a second: that works on every disk, also on those of containers and
network shares, which tell of no change.
"""

import gc
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, NoReturn

import click

from protocols.errors import UnreadableInput
from protocols.plan.file.libraries import read_sources

PAUSE: Final = 0.25
"""Seconds between looks. A change counts when two looks in a row see the same."""

_State = Mapping[Path, tuple[int, int, int] | None]


def keep_running(
    run: Callable[[], None],
    watched: Callable[[], Iterable[Path]],
    sleep: Callable[[float], None],
) -> NoReturn:
    """Run now and after each change of a file that `watched` names, until the process is told to stop.

    What is watched is asked before each run, so that a change during the run starts the next one.
    """
    gc.enable()
    while True:
        seen = _state(watched())
        run()
        click.echo(f"watching {len(seen)} files; ^C stops", err=True)
        for path in _changed(seen, sleep):
            click.echo(f"\n{path} changed", err=True)


def files_of_plan(plan: Path) -> list[Path]:
    """The plan and all that it uses, also what it names in vain."""
    try:
        sources, _ = read_sources(plan)
    except UnreadableInput:
        return [plan]
    files = [Path(each.document.file) for each in sources]
    named = [
        Path(each.document.file).parent / use
        for each in sources
        for use in (each.model.use if each.model else ())
    ]
    return [plan, *files, *named]


def files_of_templates(folder: Path | None) -> list[Path]:
    """A folder of templates and what is in it."""
    if folder is None:
        return []
    try:
        return [folder, *folder.iterdir()]
    except OSError:
        return [folder]


def _changed(seen: _State, sleep: Callable[[float], None]) -> list[Path]:
    """Wait until files have changed, and then been left alone for a moment."""
    before, now = seen, _state(seen)
    while now == seen or now != before:
        before = now
        sleep(PAUSE)
        now = _state(seen)
    return [path for path in seen if seen[path] != now[path]]


def _state(paths: Iterable[Path]) -> _State:
    return {path: _stamp(path) for path in dict.fromkeys(paths)}


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
