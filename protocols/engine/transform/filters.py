from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from protocols.engine.access import TooMany
from protocols.engine.fql import Predicate, compile_fql
from protocols.engine.transform.edits import Edit, allows, drops
from protocols.engine.transform.model import Filter
from protocols.engine.transform.sampling import Sampler, sampler
from protocols.errors import FqlError

FILTERED_BY_RULES: Final = "FILTERED_BY_RULES"
"""Why a destination did not get a message. Source: Segment's delivery overview."""


class Filtered(NamedTuple):
    """What a destination gets: None and a code when nothing; the very object that came in when all."""

    message: Mapping[str, Any] | None
    code: str | None = None


_REFUSED: Final = Filtered(None, FILTERED_BY_RULES)


class FilterSet(NamedTuple):
    """A destination's filters, ready for messages.

    They act in Segment's order: samples, drops and only-sends, dropped properties, allowed ones.
    """

    samples: tuple[tuple[Predicate, Sampler], ...] = ()
    drops: tuple[Predicate, ...] = ()
    edits: tuple[tuple[Predicate, tuple[Edit, ...]], ...] = ()

    def apply(self, message: Mapping[str, Any]) -> Filtered:
        """What is left of a message. Every condition is asked of the message as it came.

        A condition that has no answer refuses the message, so that a broken filter never lets
        through what it should stop. The argument is not touched.
        """
        try:
            for holds, kept in self.samples:
                if holds(message) and not kept(message):
                    return _REFUSED
            for holds in self.drops:
                if holds(message):
                    return _REFUSED
            return Filtered(_cut(message, self.edits) if self.edits else message)
        except (FqlError, TooMany):
            return _REFUSED


def _cut(
    message: Mapping[str, Any], edits_if: Sequence[tuple[Predicate, tuple[Edit, ...]]]
) -> Mapping[str, Any]:
    left = message
    for holds, edits in edits_if:
        if holds(message):
            for edit in edits:
                left = edit.apply(left, None)
    return left


def compile_filters(items: Sequence[Filter]) -> FilterSet:
    """Filters, in whatever order they are written."""
    dropped = [
        (_condition(item), tuple(drops(item.drop_properties)))
        for item in items
        if item.drop_properties
    ]
    allowed = [
        (_condition(item), tuple(allows(item.allow_properties)))
        for item in items
        if item.allow_properties
    ]
    return FilterSet(
        samples=tuple((_condition(item), sampler(item.sample)) for item in items if item.sample),
        drops=tuple(_drop(item) for item in items if item.drop or item.only_send),
        edits=(*dropped, *allowed),
    )


def _condition(item: Filter) -> Predicate:
    return compile_fql(item.condition or "all")


def _drop(item: Filter) -> Predicate:
    holds = _condition(item)
    return (lambda message: not holds(message)) if item.only_send else holds
