import operator as python
from collections.abc import Callable
from typing import Any, Final

from protocols.engine.fql.functions import kind_of
from protocols.engine.fql.tree import Kind, Operator

_ORDERINGS: Final[dict[Operator, Callable[[Any, Any], bool]]] = {
    Operator.GREATER: python.gt,
    Operator.AT_LEAST: python.ge,
    Operator.LESS: python.lt,
    Operator.AT_MOST: python.le,
}
_MAX_DEPTH: Final = 64


class NoAnswer(Exception):
    """The two values do not compare; says why, without the values."""


def relation(operator: Operator) -> Callable[[Any, Any], bool]:
    """What an operator asks of two values; the answer raises `NoAnswer` for types it cannot take."""
    match operator:
        case Operator.EQUAL:
            return _equal
        case Operator.UNEQUAL:
            return lambda a, b: not _equal(a, b)
        case Operator.IN:
            return _in
        case ordering:
            return _ordering(ordering)


def _ordering(sign: Operator) -> Callable[[Any, Any], bool]:
    holds = _ORDERINGS[sign]

    def compare(a: Any, b: Any) -> bool:
        for value in (a, b):
            if kind_of(value) not in {Kind.NUMBER, Kind.NULL}:
                raise NoAnswer(f"`{sign}` takes numbers, not a {kind_of(value)}")
        return a is not None and b is not None and holds(a, b)

    return compare


def _in(value: Any, items: Any) -> bool:
    if kind_of(value) in {Kind.LIST, Kind.OBJECT}:
        raise NoAnswer(f"`in` looks for one value, not a {kind_of(value)}")
    if items is None:
        return False
    if not isinstance(items, list):
        raise NoAnswer(f"`in` looks into a list, not a {kind_of(items)}")
    return any(_equal(value, item) for item in items)


def _equal(a: Any, b: Any, depth: int = 0) -> bool:
    kind = kind_of(a)
    if kind is not kind_of(b):
        return False
    if kind is Kind.OBJECT:
        raise NoAnswer("two objects do not compare")
    if kind is not Kind.LIST:
        return bool(a == b)
    if depth >= _MAX_DEPTH:
        raise NoAnswer("a list nested too deep to compare")
    return len(a) == len(b) and all(
        _equal(one, other, depth + 1) for one, other in zip(a, b, strict=True)
    )
