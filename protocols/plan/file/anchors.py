"""What YAML's aliases repeat, and how much of it is too much."""

from dataclasses import dataclass
from typing import Any, Final

MAX_NODES: Final = 10_000
MAX_CHARACTERS: Final = 1_000_000


@dataclass(slots=True)
class Anchored:
    """What an anchor names, and what repeating it would cost.

    `row` is its part of the document, `height` how many maps and lists stand inside one another there.
    """

    value: Any
    row: int
    height: int
    nodes: int
    characters: int


@dataclass(slots=True)
class Repeated:
    """What all aliases so far have repeated."""

    times: int = 0
    nodes: int = 0
    characters: int = 0

    def add(self, known: Anchored) -> str:
        """One more alias of `known`; what is too much now, or nothing."""
        self.times += 1
        self.nodes += known.nodes
        self.characters += known.characters
        if self.nodes > MAX_NODES:
            return f"aliases repeat more than {MAX_NODES:,} nodes"
        if self.characters > MAX_CHARACTERS:
            return f"aliases repeat more than {MAX_CHARACTERS:,} characters"
        return ""
