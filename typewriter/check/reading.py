"""Reading code, file by file, until no file has anything new to tell another.

Files that name a client are read first. What they hand on (a name, a class with a client in it, a
function that returns one) makes those who import it worth reading, too; a file is read again when
what it imports, or what it is given, has turned out to be more.
"""

import ast
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from protocols.findings import Position
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
from typewriter.check.source import Source
from typewriter.check.text import Lines, Unreadable, parsed
from typewriter.check.values import Offered
from typewriter.check.world import World
from typewriter.check.wrappers import Wrapper, known_wrappers, wrapper_modules, wrapper_names

MOST_READINGS: Final = 8
"""How often a file is read again before what is known of it has to do."""


@dataclass
class Reading:
    """The state of reading. `given` is what callers pass to a module's functions."""

    world: World
    wrappers: Mapping[str, Wrapper]
    trees: dict[str, tuple[ast.Module, Lines] | Unreadable] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    given: dict[str, Facts] = field(default_factory=lambda: defaultdict(Facts))
    asking: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    times: Counter[str] = field(default_factory=Counter)
    queue: deque[str] = field(default_factory=deque)
    queued: set[str] = field(default_factory=set)
    handed_on: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def imports(self) -> Mapping[str, Sequence[Import]]:
        """Who imports what."""
        return imports_by_part(self.world.modules)

    def enqueue(self, modules: Iterable[str]) -> None:
        """Read these, again if they have been."""
        for module in sorted(modules):
            if module in self.world.modules and module not in self.queued:
                self.queued.add(module)
                self.queue.append(module)

    def next(self) -> str:
        """The next file to read."""
        module = self.queue.popleft()
        self.queued.discard(module)
        return module


def read_code(world: World, clients: Sequence[Known], wrappers: Sequence[str]) -> Reading:
    """Read every file that may have to do with a client."""
    reading = Reading(world, known_wrappers(wrappers, world))
    words = words_of([*(one.name.rpartition(".")[2] for one in clients), *wrapper_names(wrappers)])
    for module, source in world.modules.items():
        if source.problem and (not source.text or is_hit(source.text, words)):
            reading.trees[module] = _parsed(source)
            world.lost.add(module)
    reading.enqueue(name for name, one in world.modules.items() if is_hit(one.text, words))
    reading.enqueue(wrapper_modules(wrappers, world))
    reading.enqueue(_within_clients(world))
    _read_all(reading)
    _read_lost_track(reading, clients)
    _read_all(reading)
    return reading


def _within_clients(world: World) -> Iterator[str]:
    """Modules that somebody put beside generated ones: they need not name the client."""
    folders = tuple(f"{name}." for name in world.clients)
    return (name for name in world.modules if name.startswith(folders))


def _read_all(reading: Reading) -> None:
    while reading.queue:
        _read(reading, reading.next())


def _read(reading: Reading, module: str) -> None:
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
    reading: Reading, source: Source, module: str, tree: ast.Module, lines: Lines
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


def _spread(reading: Reading, run: Run) -> None:
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


def _hand_on(reading: Reading, module: str) -> None:
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


def _read_lost_track(reading: Reading, clients: Sequence[Known]) -> None:
    """Where a client went out of sight, calls not found yet may be in any file that names one."""
    found = {use.function for run in reading.runs.values() for use in run.uses}
    names = {
        name
        for client in clients
        if client.name in escaped_clients(reading)
        for name in client.functions
        if Offered(client.name, name) not in found
    }
    if names:
        unread = reading.world.modules.keys() - reading.trees.keys()
        texts = ((module, reading.world.modules[module].text) for module in unread)
        reading.enqueue(module for module, text in texts if asks_for(text, names))


def escaped_clients(reading: Reading) -> set[str]:
    """Clients that were handed to what cannot be followed."""
    return {client for run in reading.runs.values() for client in run.escaped}
