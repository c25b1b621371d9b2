"""What reading a module has told: what others may get from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from typewriter.check.values import NOTHING, Value, join

Fact = tuple[str, str, str]
"""What can be asked of a module: an export, a class's attribute or bases, what a function returns."""


LISTED: Final[Fact] = ("listed", "", "")
"""What `__all__` lists."""


def export(name: str) -> Fact:
    """A name of the module."""
    return ("export", name, "")


def attribute(of: str, name: str) -> Fact:
    """An attribute of a class, or of its objects."""
    return ("attribute", of, name)


def declared(of: str, name: str) -> Fact:
    """What an attribute is said to be, where its class says it."""
    return ("declared", of, name)


def bases(of: str) -> Fact:
    """What a class is derived from."""
    return ("bases", of, "")


def returned(function: str) -> Fact:
    """What a function returns or yields."""
    return ("returned", function, "")


def promised(function: str) -> Fact:
    """What a function says that it returns."""
    return ("promised", function, "")


def late(name: str) -> Fact:
    """A name of the module that functions bind, whenever they are called."""
    return ("late", name, "")


def given(function: str, parameter: str) -> Fact:
    """What callers pass to a function; known of callers that were read."""
    return ("given", function, parameter)


@dataclass(slots=True)
class Facts:
    """Fact → value. An export has the value it has at the end; other facts any they ever had."""

    known: dict[Fact, Value] = field(default_factory=dict)

    def add(self, fact: Fact, value: Value) -> None:
        """One more value that may be."""
        self.known[fact] = join(self.known.get(fact, NOTHING), value)

    def get(self, fact: Fact) -> Value | None:
        """What is known, or None."""
        return self.known.get(fact)

    def named(self, kind: str) -> Iterator[tuple[str, Value]]:
        """Facts of one kind about a name: `export`, `late`."""
        for (each, name, _), value in self.known.items():
            if each == kind:
                yield name, value

    def join(self, other: "Facts") -> "Facts":
        """All that either knows."""
        both = Facts(dict(self.known))
        for fact, value in other.known.items():
            both.add(fact, value)
        return both
