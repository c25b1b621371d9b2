from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from protocols.gateway.stamp import utc_text
from protocols.plan.model import PlanRef


@dataclass(frozen=True, slots=True)
class Refused:
    """A workspace or a plan that was not taken into use: since when, and where it is at fault.

    `problems` are places and ids, `plans/web.yaml:12:9: TP014`: no text of the files.
    """

    since: datetime
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InUse:
    """What the gateway serves with, and how reading its files anew went so far.

    `plans` are by source. `refused` is there from the first reload that failed until one succeeds.
    """

    since: datetime | None = None
    plans: Mapping[str, PlanRef] = field(default_factory=dict)
    taken: int = 0
    failed: int = 0
    refused: Refused | None = None

    def told(self) -> Mapping[str, object]:
        """For `/readyz`."""
        plans = {
            name: {"plan": ref.id, "version": ref.version, "sha256": ref.sha256}
            for name, ref in self.plans.items()
        }
        since = utc_text(self.since) if self.since else None
        return {"reload": self._reload(), "in_use": {"since": since, "plans": plans}}

    def _reload(self) -> Mapping[str, object]:
        counts = {"taken": self.taken, "refused": self.failed}
        if self.refused is None:
            return {"state": "ok", **counts}
        since = utc_text(self.refused.since)
        return {"state": "failed", **counts, "since": since, "problems": self.refused.problems}
