"""Numbers and times as people read them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

UNKNOWN: Final = "n/a"


def count(number: int) -> str:
    """`12345` → `12,345`."""
    return f"{number:,}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 finding`, `12,345 findings`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float | None) -> str:
    """`0.062` → `6.2 %`. What is not all never reads 100 %, what is not nothing never 0 %."""
    if share is None:
        return UNKNOWN
    shown = f"{share * 100:.1f}"
    if shown == "0.0" and share:
        return "<0.1 %"
    if shown == "100.0" and share < 1:
        return ">99.9 %"
    return f"{shown.removesuffix('.0')} %"


def ratio(number: float | None) -> str:
    """`0.0532` → `0.05`; what is not nothing never reads 0."""
    if number is None:
        return UNKNOWN
    shown = f"{number:.2f}"
    return "<0.01" if shown == "0.00" and number else shown


def moment(timestamp: str) -> str:
    """RFC 3339 → `2026-11-22 02:19 UTC`; anything else as it is."""
    try:
        parsed = datetime.fromisoformat(timestamp)
    except ValueError:
        return timestamp
    if parsed.tzinfo is None:
        return timestamp
    return f"{parsed.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def by_code(split: Mapping[str, int]) -> str:
    """`{"a": 2, "b": 30}` → `b 30, a 2`."""
    ranked = sorted(split.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{code} {number:,}" for code, number in ranked)
