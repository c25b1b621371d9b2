"""Code held against the clients it uses.

Files that name a client are read first. What they hand on (a name, a class with a client in it, a
function that returns one) makes those who import it worth reading, too; a file is read again when
what it imports, or what it is given, has turned out to be more.
"""

import ast
import gc
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import Final

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from typewriter.check.demands import never_called
from typewriter.check.facts import Facts
from typewriter.check.interpret import read_file
from typewriter.check.known import Known
from typewriter.check.mentions import (
    Import,
    asks_for,
    importers,
    imports_by_part,
    is_hit,
    is_package,
    words_of,
)
from typewriter.check.run import Run
from typewriter.check.source import Source, matches
from typewriter.check.text import Lines, Unreadable, parsed
from typewriter.check.usage import Place, Usage, usage_of
from typewriter.check.world import World, build_world
from typewriter.check.wrappers import wrapper_modules, wrapper_names, wrapper_places

MOST_READINGS: Final = 8
"""How often a file is read again before what is known of it has to do."""


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


@dataclass
class _Reading:
    """The state of a scan. `given` is what callers pass to a module's functions."""

    world: World
    options: Options
    wrappers: Mapping[str, str]
    trees: dict[str, tuple[ast.Module, Lines] | Unreadable] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    given: dict[str, Facts] = field(default_factory=lambda: defaultdict(Facts))
    asking: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    times: Counter[str] = field(default_factory=Counter)
    queue: deque[str] = field(default_factory=deque)
    handed_on: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def imports(self) -> Mapping[str, Sequence[Import]]:
        """Who imports what."""
        return imports_by_part(self.world.modules)

    def enqueue(self, modules: Iterable[str]) -> None:
        """Read these, again if they have been."""
        for module in sorted(modules):
            if module in self.world.modules and module not in self.queue:
                self.queue.append(module)


def scan(sources: Iterable[Source], clients: Sequence[Known], options: Options) -> Scan:
    """Hold every file against `clients`."""
    with _no_collection():
        reading = _read_code(build_world(clients, sources), clients, options)
    return _scan(reading, clients)


def _read_code(world: World, clients: Sequence[Known], options: Options) -> _Reading:
    reading = _Reading(world, options, wrapper_places(options.wrappers, world))
    words = words_of(
        [*(one.name.rpartition(".")[2] for one in clients), *wrapper_names(options.wrappers)]
    )
    for module, source in world.modules.items():
        if source.problem and (not source.text or is_hit(source.text, words)):
            reading.trees[module] = _parsed(source)
            world.lost.add(module)
    reading.enqueue(name for name, one in world.modules.items() if is_hit(one.text, words))
    reading.enqueue(wrapper_modules(options.wrappers, world))
    _read_all(reading)
    _read_lost_track(reading, clients)
    _read_all(reading)
    return reading


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


def _read_all(reading: _Reading) -> None:
    while reading.queue:
        _read(reading, reading.queue.popleft())


def _read(reading: _Reading, module: str) -> None:
    source = reading.world.modules[module]
    if module not in reading.trees:
        reading.trees[module] = _parsed(source)
    there = reading.trees[module]
    if isinstance(there, Unreadable):
        reading.world.lost.add(module)
        reading.enqueue(reading.asking[module])
    elif reading.times[module] < MOST_READINGS:
        reading.times[module] += 1
        try:
            run = _read_until_settled(reading, source, module, *there)
        except RecursionError:
            reading.trees[module] = Unreadable("it is nested too deeply", Position(source.path))
            reading.enqueue([module])
        else:
            reading.runs[module] = run
            _spread(reading, run)


def _parsed(source: Source) -> tuple[ast.Module, Lines] | Unreadable:
    if source.problem:
        return Unreadable(source.problem, Position(source.path))
    return parsed(source.path, source.text)


def _read_until_settled(
    reading: _Reading, source: Source, module: str, tree: ast.Module, lines: Lines
) -> Run:
    """Read a file until what it tells of itself is what it was told: it may use names above them."""
    callers = reading.given[module]
    before = Facts()
    for _ in range(MOST_READINGS):
        run = read_file(
            tree,
            lines,
            module=module,
            is_package=is_package(source),
            world=reading.world,
            before=before,
            callers=callers,
            wrappers=reading.wrappers,
        )
        if run.is_settled():
            break
        before = run.facts
    return run


def _spread(reading: _Reading, run: Run) -> None:
    """Have those read, or read again, whom it concerns."""
    for other in run.needs:
        reading.asking[other].add(run.module)
    known = reading.world.facts.get(run.module)
    reading.world.learn(run.module, run.facts)
    if known is None or run.facts.known != known.known:
        reading.enqueue(reading.asking[run.module])
        _hand_on(reading, run.module)
    reading.enqueue(run.wants - reading.trees.keys())
    for module, fact, value in run.passed:
        before = reading.given[module].get(fact)
        if before is None or not value <= before:
            reading.given[module].add(fact, value)
            reading.enqueue([module])


def _hand_on(reading: _Reading, module: str) -> None:
    """Those who import a name through which a client is reached are worth reading."""
    world = reading.world
    world.carriers.add(module)
    carried = world.carried(module)
    if not carried:
        world.carriers.discard(module)
        world.reaching.clear()
    elif carried != reading.handed_on.get(module):
        reading.handed_on[module] = carried
        found = importers(reading.imports, world.modules, module, carried)
        reading.enqueue(set(found) - reading.trees.keys())


def _read_lost_track(reading: _Reading, clients: Sequence[Known]) -> None:
    """Where a client went out of sight, its calls may be in any file that names one."""
    names = {
        name for client in clients if client.name in _escaped(reading) for name in client.functions
    }
    if names:
        unread = reading.world.modules.keys() - reading.trees.keys()
        texts = ((module, reading.world.modules[module].text) for module in unread)
        reading.enqueue(module for module, text in texts if asks_for(text, names))


def _escaped(reading: _Reading) -> set[str]:
    return {client for run in reading.runs.values() for client in run.escaped}


def _perhaps_called(reading: _Reading) -> set[tuple[str, str]]:
    """Clients out of sight, and functions of that name that something unknown is asked for."""
    runs = [run for run in reading.runs.values() if not _is_test(reading, run)]
    return {(client, name) for client in _escaped(reading) for run in runs for name in run.loose}


def _is_test(reading: _Reading, run: Run) -> bool:
    """Of an absolute path only what is below its root counts, and that root's name."""
    path = PurePath(run.lines.path)
    parts = path.parts[-(run.module.count(".") + 2) :] if path.is_absolute() else path.parts
    return matches("/".join(parts), reading.options.tests)


def _scan(reading: _Reading, clients: Sequence[Known]) -> Scan:
    usage = usage_of(clients, _places(reading))
    findings = {one for run in reading.runs.values() for one in run.findings}
    findings.update(_unread(reading))
    findings.update(
        never_called(
            clients,
            usage,
            service=reading.options.service,
            is_error=reading.options.require_used,
            perhaps=_perhaps_called(reading),
        )
    )
    ordered = sorted(findings, key=lambda one: (one.at, one.rule, one.message))
    return Scan(tuple(ordered), usage, len(reading.world.modules), len(reading.trees))


def _places(reading: _Reading) -> Mapping[tuple[str, str], list[Place]]:
    places: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for run in reading.runs.values():
        test = _is_test(reading, run)
        for use in run.uses:
            place = Place(use.at, use.how, test)
            places[use.function.client, use.function.name].append(place)
    return places


def _unread(reading: _Reading) -> Iterator[Finding]:
    for there in reading.trees.values():
        if isinstance(there, Unreadable):
            yield finding("TW210", f"not read: {there.message}", there.at)
