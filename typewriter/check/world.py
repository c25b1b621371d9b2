"""All the code together: its modules, the clients it uses, and what is known of each module."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from typewriter.check.facts import Facts
from typewriter.check.known import Known
from typewriter.check.sdks import SDKS
from typewriter.check.source import Source
from typewriter.check.values import (
    UNKNOWN,
    Anything,
    Atom,
    Class,
    Client,
    Elsewhere,
    Function,
    Instance,
    Many,
    Module,
    Offered,
    Outside,
    Partial,
    Tracking,
    Value,
    join_all,
    outside,
)

_DEEPEST: Final = 6
"""Steps from a value to what is in it, above it or returned by it."""
_ROOTS: Final = frozenset({"lib", "python", "src"})
"""Folders that are no package, and where packages lie."""


@dataclass(slots=True)
class World:
    """`named` finds a module by the last part of its name; `facts` are of the modules read so far.

    `carriers` are modules that lead others to a client, `lost` those that cannot be read.
    """

    clients: Mapping[str, Known]
    modules: Mapping[str, Source]
    named: Mapping[str, Sequence[str]]
    facts: dict[str, Facts] = field(default_factory=dict)
    carriers: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)

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

    def carries(self, value: Value, depth: int = 0) -> bool:
        """Whether a client, or a library that sends events, can be reached through it."""
        return depth < _DEEPEST and any(self._carries(one, depth + 1) for one in value)

    def carried(self, module: str) -> frozenset[str]:
        """Names of a module through which a client can be reached."""
        known = self.facts[module]
        return frozenset(name for name, value in known.named("export") if self.carries(value))

    def _carries(self, one: Atom, depth: int) -> bool:
        match one:
            case Many(items):
                return self.carries(items, depth)
            case Outside(name):
                return name.startswith(SDKS)
            case Module(name):
                return name in self.carriers
            case Function(module, name):
                return self._leads(module, "returned", name, depth)
            case Class(module, name) | Instance(Class(module, name)):
                kinds = ("attribute", "bases")
                return any(self._leads(module, kind, name, depth) for kind in kinds)
            case _:
                return isinstance(one, Client | Offered | Anything | Tracking | Partial)

    def _leads(self, module: str, kind: str, name: str, depth: int) -> bool:
        if module not in self.carriers:
            return False
        return any(
            self.carries(value, depth)
            for (each, of, _), value in self.facts[module].known.items()
            if each == kind and of == name
        )

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
