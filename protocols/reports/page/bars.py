"""Bars: counts turned into widths that can be seen and add up."""

from collections.abc import Sequence
from typing import Final

from protocols.reports import wording
from protocols.reports.figures import count
from protocols.reports.flow import Part
from protocols.reports.page.model import Bar, Chip, Segment
from protocols.reports.visible import visible

SCALE: Final = 1000
"""The width of a full bar, in the units of its drawing."""

SLIVER: Final = 6
"""The least width of a part that is not nothing."""


def bar(
    name: str, total: int, parts: Sequence[Part], *, whole: int, note: str = "", error: str = ""
) -> Bar:
    """`total` made of `parts`, drawn so that `whole` fills the width; one part alone needs no words."""
    chips = (
        Chip(part.kind, count(part.count), part.name, wording.codes(part))
        for part in parts
        if part.count and len(parts) > 1
    )
    return Bar(visible(name), count(total), segments(parts, whole), tuple(chips), note, error)


def segments(parts: Sequence[Part], whole: int) -> tuple[Segment, ...]:
    """The parts from left to right; each that is not nothing is seen, and together they fit."""
    drawn = [part for part in parts if part.count > 0]
    whole = max(whole, sum(part.count for part in drawn), 1)
    widths = [max(SCALE * part.count / whole, SLIVER) for part in drawn]
    if sum(widths) > SCALE:
        widest = widths.index(max(widths))
        widths[widest] -= sum(widths) - SCALE
    starts = [sum(widths[:place]) for place in range(len(widths))]
    return tuple(
        Segment(part.kind, round(start, 2), round(width, 2))
        for part, start, width in zip(drawn, starts, widths, strict=True)
    )


def weight(part: int, whole: int) -> float:
    """`part` of `whole` in units of the scale, seen when it is not nothing."""
    return round(max(SCALE * part / whole, SLIVER), 2) if part > 0 and whole > 0 else 0
