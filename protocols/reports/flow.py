"""Where messages go: the stages every report draws, and what leaves at each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocols.journal.interface import DestinationCounts, SourceCounts


@dataclass(frozen=True, slots=True)
class Part:
    """Messages that end in one way; `name` is what they were, `codes` why, where that is known."""

    kind: str
    name: str
    count: int
    codes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """How many messages came this far, and what was lost on the way from the stage before."""

    name: str
    count: int
    losses: tuple[Part, ...] = ()


def stages(counts: SourceCounts) -> tuple[Stage, ...]:
    """From what a source received to what its destinations may have."""
    return (
        Stage("received", counts.received),
        Stage(
            "accepted",
            counts.accepted,
            (
                Part("duplicate", "duplicate", counts.duplicate),
                Part("suppressed", "suppressed", counts.suppressed),
                Part("rejected", "rejected", counts.rejected, counts.rejections),
            ),
        ),
        Stage(
            "admitted",
            counts.admitted,
            (
                Part("blocked", "blocked", counts.blocked, counts.discards),
                Part("dropped", "dropped by a transformation", counts.dropped),
            ),
        ),
    )


def ends(counts: DestinationCounts) -> tuple[Part, ...]:
    """What became of a destination's messages."""
    return (
        Part("delivered", "delivered", counts.delivered),
        Part("filtered", "filtered", sum(counts.filtered.values()), counts.filtered),
        Part("dead", "dead", counts.dead),
        Part("pending", "pending", counts.pending),
    )
