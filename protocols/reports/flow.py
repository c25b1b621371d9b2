"""Where messages go: the stages every report draws, and the parts each divides into."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocols.journal.interface import DestinationCounts, SourceCounts


@dataclass(frozen=True, slots=True)
class Part:
    """Messages that fared in one way; `name` is what they were, `codes` why, where that is known."""

    kind: str
    name: str
    count: int
    codes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """How many messages came this far; `onward` is the part that went on, `lost` what did not."""

    name: str
    count: int
    onward: Part
    lost: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """All the messages of the stage."""
        return (self.onward, *self.lost)


def stages(counts: SourceCounts) -> tuple[Stage, ...]:
    """From what was received to what the destinations may have."""
    admitted = Part("admitted", "admitted", counts.admitted)
    return (
        Stage(
            "received",
            counts.received,
            Part("accepted", "accepted", counts.accepted),
            (
                Part("duplicate", "duplicate", counts.duplicate),
                Part("suppressed", "suppressed", counts.suppressed),
                Part("rejected", "rejected", counts.rejected, counts.rejections),
            ),
        ),
        Stage(
            "accepted",
            counts.accepted,
            admitted,
            (
                Part("blocked", "blocked", counts.blocked, counts.discards),
                Part("dropped", "dropped by a transformation", counts.dropped),
            ),
        ),
        Stage("admitted", counts.admitted, admitted),
    )


def ends(counts: DestinationCounts) -> tuple[Part, ...]:
    """What became of a destination's messages."""
    return (
        Part("delivered", "delivered", counts.delivered),
        Part("filtered", "filtered", sum(counts.filtered.values()), counts.filtered),
        Part("dead", "dead", counts.dead),
        Part("pending", "pending", counts.pending),
    )
