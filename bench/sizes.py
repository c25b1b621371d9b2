"""How much is measured: enough to tell, or just enough to see that it runs."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sizes:
    """Counts of what one run measures; `seconds` is how long one load on a server lasts."""

    rounds: int
    events: int
    compared: int
    slow_share: int
    rules: int
    large_plan: int
    client: int
    imported_client: int
    checked_files: int
    starts: int
    seconds: float
    load_rounds: int


FULL: Final = Sizes(
    rounds=9,
    events=20_000,
    compared=50_000,
    slow_share=10,
    rules=200,
    large_plan=2_000,
    client=500,
    imported_client=1_000,
    checked_files=10_000,
    starts=21,
    seconds=5.0,
    load_rounds=5,
)
QUICK: Final = Sizes(
    rounds=3,
    events=2_000,
    compared=5_000,
    slow_share=10,
    rules=200,
    large_plan=2_000,
    client=500,
    imported_client=1_000,
    checked_files=10_000,
    starts=5,
    seconds=2.0,
    load_rounds=3,
)
