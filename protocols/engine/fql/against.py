"""Comparing with a value that is known beforehand, as most conditions do, takes a short way.

Values that a short way does not know are handed to `Related`, which alone says what an operator means.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from protocols.engine.fql.compare import ORDERINGS
from protocols.engine.fql.tree import Operator

Ask = Callable[[Mapping[str, Any]], Any]

Related = Callable[[Any, Any], bool]
"""Whether the value on the left is to that on the right as the operator says."""

_MIRRORED: Final = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.UNEQUAL: Operator.UNEQUAL,
    Operator.GREATER: Operator.LESS,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.LESS: Operator.GREATER,
    Operator.AT_MOST: Operator.AT_LEAST,
}
_NUMBERS: Final = frozenset({int, float})


def against(operator: Operator, read: Ask, known: object, related: Related) -> Ask:
    """The comparison of what `read` finds with `known` on its right."""
    if operator in {Operator.EQUAL, Operator.UNEQUAL}:
        return _equals(read, known, related, wanted=operator is Operator.EQUAL)
    if operator is Operator.IN:
        return _among(read, known, related)
    return _ordered(operator, read, known, related)


def known_first(operator: Operator, known: object, read: Ask, related: Related) -> Ask:
    """The comparison with `known` on the left of what `read` finds."""
    if operator is Operator.IN:
        return lambda message: related(known, read(message))
    return against(_MIRRORED[operator], read, known, lambda one, other: related(other, one))


def _equals(read: Ask, known: object, related: Related, *, wanted: bool) -> Ask:
    if isinstance(known, str):
        return (lambda m: read(m) == known) if wanted else (lambda m: read(m) != known)
    if known is None or isinstance(known, bool):
        return (lambda m: read(m) is known) if wanted else (lambda m: read(m) is not known)
    if type(known) not in _NUMBERS:
        return lambda message: related(read(message), known)

    def equals(message: Mapping[str, Any]) -> bool:
        value = read(message)
        return (type(value) in _NUMBERS and value == known) is wanted

    return equals


def _among(read: Ask, known: object, related: Related) -> Ask:
    items = known if isinstance(known, list) else []
    texts = frozenset(item for item in items if isinstance(item, str))

    def among(message: Mapping[str, Any]) -> bool:
        value = read(message)
        return value in texts if type(value) is str else related(value, known)

    return among


def _ordered(operator: Operator, read: Ask, known: object, related: Related) -> Ask:
    compare = ORDERINGS[operator]
    is_number = type(known) in _NUMBERS

    def ordered(message: Mapping[str, Any]) -> bool:
        value = read(message)
        if is_number and type(value) in _NUMBERS:
            return compare(value, known)
        return related(value, known)

    return ordered
