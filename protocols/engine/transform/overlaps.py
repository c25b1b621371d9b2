from dataclasses import dataclass, field
from typing import Generic, TypeVar

from protocols.engine.paths import Step

T = TypeVar("T")


@dataclass(slots=True)
class Overlaps(Generic[T]):
    """Paths as a tree, so that one which overlaps another is found without comparing it to all.

    `value` belongs to the path that ends here.
    """

    value: T | None = None
    below: dict[Step, "Overlaps[T]"] = field(default_factory=dict)

    def add(self, steps: tuple[Step, ...], value: T) -> None:
        """Remember a path; of two equal ones, the last."""
        node = self
        for step in steps:
            node = node.below.setdefault(step, Overlaps())
        node.value = value

    def find(self, steps: tuple[Step, ...]) -> T | None:
        """The value of a path that names the same, something around it, or something inside it."""
        level = [self]
        for step in steps:
            level = [child for node in level for child in _children(node, step)]
            for node in level:
                if node.value is not None:
                    return node.value
        return _first(level[0]) if level else None


def _children(node: Overlaps[T], step: Step) -> list[Overlaps[T]]:
    """What lies below a step; every element of an array may be the one that is meant."""
    if isinstance(step, str):
        steps: list[Step] = [step]
    elif step is None:
        steps = [each for each in node.below if not isinstance(each, str)]
    else:
        steps = [step, None]
    return [node.below[each] for each in steps if each in node.below]


def _first(node: Overlaps[T]) -> T | None:
    while node.value is None and node.below:
        node = next(iter(node.below.values()))
    return node.value
