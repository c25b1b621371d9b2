"""What both commands share: commands imported when they run, and exit codes decided in one place."""

from protocols.console.lazy import LazyGroup
from protocols.console.run import (
    CLEAN,
    FINDINGS,
    INTERNAL,
    INTERRUPTED,
    USAGE,
    explained,
    outcome,
    run,
)

__all__ = [
    "CLEAN",
    "FINDINGS",
    "INTERNAL",
    "INTERRUPTED",
    "USAGE",
    "LazyGroup",
    "explained",
    "outcome",
    "run",
]
