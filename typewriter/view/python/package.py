"""What a Python package for a plan consists of, name by name: all that a template prints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from protocols.findings import Finding


@dataclass(frozen=True, slots=True)
class Argument:
    """One parameter of a function. `default` is source; empty means it must be given."""

    name: str
    annotation: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """One key of what is sent: its wire name, and an argument's value or else a fixed one."""

    wire: str
    argument: str | None
    value: Any = None


@dataclass(frozen=True, slots=True)
class Function:
    """One call as a function.

    `options` are further keyword arguments of the runtime's `send_`: a name, and either an argument
    to pass on or a fixed value.
    """

    name: str
    kind: str
    positional: tuple[Argument, ...]
    arguments: tuple[Argument, ...]
    sent: tuple[Sent, ...]
    options: tuple[Sent, ...]
    docstring: str
    deprecated: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a TypedDict."""

    wire: str
    annotation: str


@dataclass(frozen=True, slots=True)
class TypedDict:
    """A record. Keys that cannot be attributes of a class need the functional form."""

    name: str
    docstring: str
    functional: bool
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A value of a choice, and what it is called."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Strings to choose from, as an `Enum` whose members are strings."""

    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """A shared type that is not a record."""

    name: str
    annotation: str


@dataclass(frozen=True, slots=True)
class Imports:
    """`from MODULE import NAMES`, sorted. A group is what stands between two empty lines."""

    module: str
    names: tuple[str, ...]
    begins_group: bool = False


@dataclass(frozen=True, slots=True)
class Module:
    """One file: types, then functions. `checked` imports are for type checkers only."""

    name: str
    imports: tuple[Imports, ...]
    checked: tuple[Imports, ...]
    choices: tuple[Choice, ...] = ()
    records: tuple[TypedDict, ...] = ()
    aliases: tuple[Alias, ...] = ()
    functions: tuple[Function, ...] = ()

    @property
    def exports(self) -> tuple[str, ...]:
        """Every public name that the module defines, sorted."""
        choices = [one.name for one in self.choices]
        types = [*(one.name for one in self.records), *(one.name for one in self.aliases)]
        return in_order([*choices, *types, *(one.name for one in self.functions)])


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Sorted as import sorters do: constants, classes, functions."""
    return tuple(
        sorted(names, key=lambda name: (not name.isupper(), not name[:1].isupper(), name))
    )


@dataclass(frozen=True, slots=True)
class Package:
    """A whole client. `homes` says where each public name lives, `names` what it stands for."""

    modules: tuple[Module, ...]
    exports: tuple[Imports, ...]
    homes: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]
    renamed: Mapping[str, Mapping[str, str]]
    findings: tuple[Finding, ...]
