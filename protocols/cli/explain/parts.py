"""Transformations and filters as people know them: by name and line, with what they did."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from protocols.cli.explain.setting import Where
from protocols.cli.explain.view import Change, Part
from protocols.engine.paths import MISSING
from protocols.engine.transform import Filter
from protocols.pipeline import trace
from protocols.pipeline.difference import Difference, differences


class Written(NamedTuple):
    """What people call a transformation or filter, and the line it stands on.

    `idle` is what it did when nothing changed: one that chooses messages let this one pass.
    """

    name: str
    place: str
    idle: str = "nothing"


def changes(before: Mapping[str, Any], after: Mapping[str, Any] | None) -> tuple[Change, ...]:
    """What differs between a message and what became of it; nothing when nothing is left."""
    return () if after is None else tuple(map(_change, differences(before, after)))


def _change(found: Difference) -> Change:
    if found.before is MISSING:
        return Change("added", found.path, after=found.after)
    if found.after is MISSING:
        return Change("removed", found.path, before=found.before)
    return Change("changed", found.path, found.before, found.after)


def parts(found: Sequence[trace.Part], written: Sequence[Written]) -> tuple[Part, ...]:
    """What each transformation or filter did, in the order of `found`."""
    return tuple(
        Part(
            name=written[each.index].name,
            did=written[each.index].idle if each.did is trace.Did.NOTHING else each.did.value,
            place=written[each.index].place,
            changes=changes(each.before, each.after),
            fault=each.fault,
        )
        for each in found
    )


def transformations(
    names: Sequence[str], where: Where, at: Sequence[str | int]
) -> tuple[Written, ...]:
    """The transformations in the list that the keys `at` lead to."""
    return tuple(Written(name, where((*at, index))) for index, name in enumerate(names))


def filters(items: Sequence[Filter], where: Where, at: Sequence[str | int]) -> tuple[Written, ...]:
    """The filters in the list that the keys `at` lead to. They have no names: what they do is one."""
    return tuple(
        Written(_action(item), where((*at, index)), "nothing" if _cuts(item) else "passed")
        for index, item in enumerate(items)
    )


def _cuts(item: Filter) -> bool:
    return bool(item.drop_properties or item.allow_properties)


def _action(item: Filter) -> str:
    condition = f" if {item.condition}" if item.condition else ""
    if item.sample is not None:
        by = item.sample.path or "messageId"
        return f"sample {item.sample.percent * 100:g} % by {by}{condition}"
    if item.drop or item.only_send:
        return f"{'drop' if item.drop else 'only_send'}{condition}"
    kept = item.allow_properties
    names = ", ".join(kept or item.drop_properties or ())
    return f"{'allow_properties' if kept else 'drop_properties'} {names}{condition}"
