from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from protocols.engine.access import TooMany
from protocols.engine.fql import Predicate, compile_fql
from protocols.engine.transform.edits import Edit, allows, drops
from protocols.engine.transform.model import Filter, Sample
from protocols.engine.transform.sampling import sampler
from protocols.errors import FqlError

FILTERED_BY_RULES: Final = "FILTERED_BY_RULES"
"""Why a destination did not get a message: a rule says so. Source: Segment's delivery overview."""

INVALID_SETTINGS: Final = "INVALID_SETTINGS"
"""Why a destination did not get a message: one of its filters or transformations has no answer for it."""


class Filtered(NamedTuple):
    """What a destination gets: None and a code when nothing; the very object that came in when all."""

    message: Mapping[str, Any] | None
    code: str | None = None


_REFUSED: Final = Filtered(None, FILTERED_BY_RULES)
_UNANSWERED: Final = Filtered(None, INVALID_SETTINGS)


@dataclass(frozen=True, slots=True)
class FilterSet:
    """A destination's filters, ready for messages.

    They act in Segment's order: samples, drops and only-sends, which are `refusals`; then dropped
    properties, then allowed ones, which are `edits`.
    """

    refusals: tuple[Predicate, ...] = ()
    edits: tuple[tuple[Predicate, tuple[Edit, ...]], ...] = ()

    def apply(self, message: Mapping[str, Any]) -> Filtered:
        """What is left of a message. Every condition is asked of the message as it came.

        A condition that has no answer refuses the message, so that a broken filter never lets
        through what it should stop; it has a code of its own. The argument is not touched.
        """
        try:
            for refuses in self.refusals:
                if refuses(message):
                    return _REFUSED
            return Filtered(_cut(message, self.edits) if self.edits else message)
        except (FqlError, TooMany):
            surely = any(_surely(refuses, message) for refuses in self.refusals)
            return _REFUSED if surely else _UNANSWERED


def _surely(refuses: Predicate, message: Mapping[str, Any]) -> bool:
    """Whether this one refuses, whatever others cannot answer: their order must not matter."""
    try:
        return refuses(message)
    except FqlError:
        return False


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
    sampled = [_sampled(item, item.sample) for item in items if item.sample]
    refused = [_refused(item) for item in items if item.drop or item.only_send]
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
    return FilterSet((*sampled, *refused), (*dropped, *allowed))


def _condition(item: Filter) -> Predicate:
    return compile_fql(item.condition or "all")


def _sampled(item: Filter, sample: Sample) -> Predicate:
    holds, kept = _condition(item), sampler(sample)
    return lambda message: holds(message) and not kept(message)


def _refused(item: Filter) -> Predicate:
    holds = _condition(item)
    return (lambda message: not holds(message)) if item.only_send else holds
