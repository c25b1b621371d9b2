"""All the code together: its modules, the clients it uses, and what is known of each module."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from typewriter.check.facts import Facts
from typewriter.check.known import Known
from typewriter.check.sdks import SDKS
from typewriter.check.source import Source
from typewriter.check.values import (
    UNKNOWN,
    Alias,
    Anything,
    Atom,
    Class,
    Client,
    Elsewhere,
    Function,
    Giver,
    Instance,
    Many,
    Module,
    Offered,
    Outside,
    Partial,
    Text,
    Tracking,
    Unknown,
    Value,
    join_all,
    outside,
)

HARMLESS: Final = (Unknown, Text, Elsewhere)
"""What leads nowhere."""
_ROOTS: Final = frozenset({"lib", "python", "src"})
"""Folders that are no package, and where packages lie."""


@dataclass(slots=True)
class World:
    """`named` finds a module by the last part of its name; `facts` are of the modules read so far.

    `carriers` are modules that lead others to a client, `lost` those that cannot be read.
    `behind` sorts facts by what they are about; `reaching` remembers what leads to a client.
    """

    clients: Mapping[str, Known]
    modules: Mapping[str, Source]
    named: Mapping[str, Sequence[str]]
    facts: dict[str, Facts] = field(default_factory=dict)
    carriers: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    behind: dict[str, Mapping[tuple[str, str], list[Value]]] = field(default_factory=dict)
    reaching: dict[Atom, bool] = field(default_factory=dict)

    def resolve(self, dotted: str, importer: str = "") -> Value:
        """What `import dotted` brings, when `importer` asks."""
        found = self._client(dotted)
        if found or dotted in self.modules:
            return found or frozenset({Module(dotted)})
        found = self._below_client(dotted)
        return found or self._module(dotted, importer)

    def member(self, module: str, name: str) -> Value:
        """A module or a client that lies in the package `module`, or an unread name of it."""
        dotted = f"{module}.{name}"
        found = self._client(dotted) or self._below_client(dotted)
        if found or dotted in self.modules:
            return found or frozenset({Module(dotted)})
        if module in self.modules and module not in self.facts:
            return frozenset({Elsewhere(module, name)})
        return UNKNOWN if module in self.modules else self._module(dotted, module)

    def learn(self, module: str, facts: Facts) -> None:
        """What reading a module has told."""
        self.facts[module] = facts
        found: dict[tuple[str, str], list[Value]] = defaultdict(list)
        for (kind, of, _), value in facts.known.items():
            found[kind, of].append(value)
        self.behind[module] = found
        self.reaching.clear()

    def carries(self, value: Value) -> bool:
        """Whether a client, or a library that sends events, can be reached through it."""
        return any(self._reaches(one) for one in value)

    def carried(self, module: str) -> frozenset[str]:
        """Names of a module through which a client can be reached."""
        self.reaching.clear()
        known = self.facts[module]
        return frozenset(name for name, value in known.named("export") if self.carries(value))

    def _reaches(self, one: Atom) -> bool:
        """A search that goes to each thing once; what leads nowhere is remembered."""
        if isinstance(one, HARMLESS):
            return False
        if one in self.reaching:
            return self.reaching[one]
        seen: set[Atom] = {one}
        waiting: list[Atom] = [one]
        while waiting:
            here = waiting.pop()
            if self._is_client(here):
                self.reaching[one] = True
                return True
            for value in self._leading_on(here):
                waiting += value - seen
                seen |= value
        self.reaching.update(dict.fromkeys(seen, False))
        return False

    def _is_client(self, one: Atom) -> bool:
        match one:
            case Outside(name):
                return name.startswith(SDKS)
            case Module(name):
                return name in self.carriers
            case _:
                return isinstance(one, Client | Offered | Anything | Tracking | Partial)

    def _leading_on(self, one: Atom) -> Iterator[Value]:
        """What is in a table, what a function returns, what a class has or is derived from."""
        match one:
            case Many(inner) | Alias(inner) | Giver(inner):
                yield inner
            case Function(module, name) if module in self.carriers:
                yield from self.behind[module].get(("returned", name), ())
            case Class(module, name) | Instance(Class(module, name)) if module in self.carriers:
                yield from self.behind[module].get(("attribute", name), ())
                yield from self.behind[module].get(("bases", name), ())
            case _:
                pass

    def _client(self, dotted: str) -> Value:
        if dotted in self.clients:
            return frozenset({Client(dotted)})
        package, _, last = dotted.rpartition(".")
        known = self.clients.get(package)
        return (
            frozenset({Client(package, last)}) if known and last in known.modules else frozenset()
        )

    def _below_client(self, dotted: str) -> Value:
        """A client that lies deeper than its name says: `app.vendored.acme_tracking`."""
        for name, known in self.clients.items():
            if f".{name}" not in dotted:
                continue
            before, found, rest = dotted.rpartition(f".{name}")
            if found and not rest and before:
                return frozenset({Client(name)})
            if found and rest.removeprefix(".") in known.modules and rest.startswith("."):
                return frozenset({Client(name, rest[1:])})
        return frozenset()

    def _module(self, dotted: str, importer: str) -> Value:
        """A module of the code whose name has more before it, if the root is a folder above."""
        likely = [
            name
            for name in self.named.get(dotted.rpartition(".")[2], ())
            if name.endswith(f".{dotted}")
            and self._is_root(name[: -len(dotted) - 1], dotted, importer)
        ]
        if not likely:
            return outside(dotted)
        nearest = max(_shared(name, importer) for name in likely)
        near = [name for name in likely if _shared(name, importer) == nearest]
        return join_all(frozenset({Module(name)}) for name in near)

    def _is_root(self, folder: str, dotted: str, importer: str) -> bool:
        """Whether a folder, its parts joined by dots, may be one that modules are imported from."""
        if folder in self.modules or dotted.partition(".")[0] in sys.stdlib_module_names:
            return False
        usual = folder.rpartition(".")[2] in _ROOTS
        return usual or "." in dotted or importer.startswith(f"{folder}.")


def build_world(clients: Sequence[Known], sources: Iterable[Source]) -> World:
    """Where every module is found. Of two files of one name, the first is what imports find."""
    modules: dict[str, Source] = {}
    named: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        if source.module in modules:
            modules[f"{source.module}@{source.path}"] = source
        else:
            modules[source.module] = source
            named[source.module.rpartition(".")[2]].append(source.module)
    return World({one.name: one for one in clients}, modules, named)


def _shared(name: str, other: str) -> int:
    """How many parts two dotted names begin with alike."""
    pairs = zip(name.split("."), other.split("."), strict=False)
    count = 0
    for one, two in pairs:
        if one != two:
            break
        count += 1
    return count
