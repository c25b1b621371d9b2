from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from protocols.pipeline.admit import AdmittingSource


@dataclass(frozen=True, slots=True)
class Source:
    """A source as the gateway serves it.

    `plan` is the plan as analytics.js takes it from its settings. A `verbose` source answers with
    each item's decision.
    """

    name: str
    admitting: AdmittingSource
    plan: Mapping[str, Any] = field(default_factory=dict)
    verbose: bool = False
