"""What a TypeScript client for a plan consists of, name by name: all that a template prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from protocols.findings import Finding
from typewriter.view.typescript.doc import Doc


@dataclass(frozen=True, slots=True)
class Property:
    """A key of an interface, by its name on the wire."""

    wire: str
    type: str
    optional: bool
    doc: Doc


@dataclass(frozen=True, slots=True)
class Interface:
    """An object's keys. `extra` is the type of keys that the plan does not name, if there may be any."""

    name: str
    doc: Doc
    properties: tuple[Property, ...]
    extra: str | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """A shared type that is not an object."""

    name: str
    doc: Doc
    type: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function."""

    name: str
    type: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a call says of itself: a fixed value, or else a parameter of the same name."""

    name: str
    value: Any = None
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """One call as a function.

    `body` is the parameter that holds its properties, if it has any; `fixed` are properties that
    have only one value, wire name → value.
    """

    name: str
    doc: Doc
    parameters: tuple[Parameter, ...]
    facts: tuple[Fact, ...]
    body: str | None
    fixed: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Imports:
    """`import { NAMES, type TYPES } from MODULE`."""

    module: str
    names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Module:
    """One file: imports, types, functions."""

    name: str
    imports: tuple[Imports, ...]
    aliases: tuple[Alias, ...]
    interfaces: tuple[Interface, ...]
    functions: tuple[Function, ...]

    @property
    def exports(self) -> Imports:
        """Every name that the module defines, sorted."""
        types = [*(one.name for one in self.aliases), *(one.name for one in self.interfaces)]
        functions = sorted(one.name for one in self.functions)
        return Imports(self.name, tuple(functions), tuple(sorted(types)))


@dataclass(frozen=True, slots=True)
class Package:
    """A whole client. `names` says what each public name stands for."""

    modules: tuple[Module, ...]
    exports: tuple[Imports, ...]
    names: Mapping[str, tuple[str, ...]]
    findings: tuple[Finding, ...]
