"""Code held against the clients it uses."""

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath

from protocols.findings import Finding
from protocols.findings.catalog import finding
from typewriter.check.demands import never_called
from typewriter.check.known import Known
from typewriter.check.reading import Reading, read_code
from typewriter.check.run import Run
from typewriter.check.source import Source, matches
from typewriter.check.text import Unreadable
from typewriter.check.usage import Place, Usage, usage_of
from typewriter.check.world import build_world


@dataclass(frozen=True, slots=True)
class Options:
    """How a project wants to be scanned.

    `wrappers` are functions of its own that send what they are given: `app.metrics.emit:0`, with the
    place or the keyword of the argument that holds a generated function or an event's name.
    `service` is the plan's name for this program; events whose `sources` do not list it are not
    asked for. `require_used` makes a planned event that is never called an error. `tests` are
    patterns of files whose calls do not count as the program's own.
    """

    wrappers: tuple[str, ...] = ()
    service: str | None = None
    require_used: bool = False
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found; `files` were looked at, `read` of them parsed."""

    findings: tuple[Finding, ...]
    usage: Usage
    files: int
    read: int


def scan(sources: Iterable[Source], clients: Sequence[Known], options: Options) -> Scan:
    """Hold every file against `clients`."""
    with _no_collection():
        reading = read_code(build_world(clients, sources), clients, options.wrappers)
    return _scan(reading, clients, options)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Trees are many objects and all are kept, so looking for garbage among them finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _perhaps_called(reading: Reading, options: Options) -> set[tuple[str, str]]:
    """Functions of whose name something unknown is asked for."""
    runs = [run for run in reading.runs.values() if not _is_test(run, options)]
    return {
        (client, name) for client in reading.world.clients for run in runs for name in run.loose
    }


def _is_test(run: Run, options: Options) -> bool:
    """Of an absolute path only what is below its root counts, and that root's name."""
    path = PurePath(run.lines.path)
    parts = path.parts[-(run.module.count(".") + 2) :] if path.is_absolute() else path.parts
    return matches("/".join(parts), options.tests)


def _scan(reading: Reading, clients: Sequence[Known], options: Options) -> Scan:
    usage = usage_of(clients, _places(reading, options))
    findings = {one for run in reading.runs.values() for one in run.findings}
    findings.update(_unread(reading))
    findings.update(
        never_called(
            clients,
            usage,
            service=options.service,
            is_error=options.require_used,
            perhaps=_perhaps_called(reading, options),
        )
    )
    ordered = sorted(findings, key=lambda one: (one.at, one.rule, one.message))
    return Scan(tuple(ordered), usage, len(reading.world.modules), len(reading.trees))


def _places(reading: Reading, options: Options) -> Mapping[tuple[str, str], list[Place]]:
    places: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for run in reading.runs.values():
        test = _is_test(run, options)
        for use in run.uses:
            place = Place(use.at, use.how, test)
            places[use.function.client, use.function.name].append(place)
    return places


def _unread(reading: Reading) -> Iterator[Finding]:
    for there in reading.trees.values():
        if isinstance(there, Unreadable):
            yield finding("TW210", f"not read: {there.message}", there.at)
