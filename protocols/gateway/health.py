from collections.abc import Callable
from dataclasses import dataclass

from protocols.gateway.answers import Answer, answer_json
from protocols.gateway.in_use import InUse
from protocols.gateway.load import Load
from protocols.journal.interface import Journal


@dataclass(frozen=True, slots=True)
class Health:
    """Whether this process lives, and whether it takes events."""

    journal: Journal
    load: Load
    in_use: Callable[[], InUse] = InUse

    def live(self) -> Answer:
        """The process answers: that is all `/livez` says."""
        return answer_json({"status": "live"})

    def ready(self) -> Answer:
        """200 while events are taken, 503 with the reasons while they are not.

        A reload that failed is told and is no such reason: what was in use before takes events.
        """
        reasons = self.reasons()
        status = "ready" if not reasons else "not ready"
        content = {"status": status, "durability": "fsync", "reasons": reasons}
        told = self.in_use().told()
        return answer_json({**content, **told}, status=503 if reasons else 200)

    def reasons(self) -> list[str]:
        """Why no events are taken; empty when they are."""
        found = ["the server is stopping"] if self.load.draining else []
        if self.journal.failure is not None:
            found.append(f"the journal takes no writes: {self.journal.failure}")
        return found
