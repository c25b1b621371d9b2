"""The hard cases of naming and typing, one row each: a piece of a plan, and what the client makes of it.

`sends` maps a call, as it is written in Python, to the properties that it sends; type checkers must
accept each. `refused` maps a call to the error that mypy must have for it. `breaks` are calls that
are well typed and that the plan forbids, so that they are refused when they are made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Sent = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Case:
    """One row. `events` is YAML: names and rules of events; `types` are the plan's own."""

    number: int
    about: str
    events: str = ""
    types: str = ""
    sends: Mapping[str, Sent] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    narrows: str = ""
    breaks: tuple[str, ...] = ()
