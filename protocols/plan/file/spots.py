"""Where each part of a YAML document is written: a tree beside the data."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Span = tuple[int, int, int, int]
"""First line and column, end line and column; lines and columns from 1, the end exclusive."""

Step = str | int


@dataclass(slots=True, eq=False)
class Spot:
    """One node: the span of its key if it has one, of its value, and its parts by key or index."""

    value: Span
    key: Span | None = None
    parts: dict[Step, "Spot"] = field(default_factory=dict)


def nearest(root: Spot, path: Sequence[Step]) -> Spot:
    """The spot at `path`, or that of its nearest ancestor in the document."""
    spot = root
    for step in path:
        below = spot.parts.get(step)
        if below is None:
            break
        spot = below
    return spot
