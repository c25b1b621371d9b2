"""What a section answers: its tables, and the figures that targets are held against."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.measure import Series


@dataclass(frozen=True, slots=True)
class Result:
    """`text` is Markdown; `measured` maps a target's key to its figure."""

    text: str
    measured: Mapping[str, Series] = field(default_factory=dict)
