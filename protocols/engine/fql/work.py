"""How much an expression may do: all that walks texts and lists shares one budget.

The budget is counted in characters and elements, not in time. The more walks an expression has, the
shorter the texts and lists it takes; for a message that holds longer ones it has no answer.
"""

from typing import Any, Final

from protocols.engine.fql.tree import Call, Compare, Literal, Node, Operator, Path, children
from protocols.engine.weight import weight

MAX_WORK: Final = 2**20
"""How many characters and elements one evaluation looks at; of the slow walks, a sixteenth."""

MAX_LENGTH: Final = 2**16
"""The longest text or list that a function or comparison takes, however little else is done."""

_SLOW: Final = 16


class NoAnswer(Exception):
    """The values have no answer; says why, without the values."""


def length_for(node: Node) -> int:
    """The longest text or list that the expression takes, in characters or elements."""
    return min(MAX_LENGTH, MAX_WORK // max(1, _walks(node)))


def expect_short(value: str | list[Any], longest: int, *, deep: bool = False) -> None:
    """Refuse to walk what is too long; of lists, by the number of elements, or by all that they hold.

    Raises:
        NoAnswer: it is.
    """
    if (weight(value, longest) if deep else len(value)) > longest:
        kind = "string" if isinstance(value, str) else "list"
        raise NoAnswer(f"a {kind} longer than {longest}, too long for an expression of this size")


def _walks(node: Node) -> int:
    return _own(node) + sum(map(_walks, children(node)))


def _own(node: Node) -> int:
    match node:
        case Call(name):
            return _SLOW if name == "match" else 1
        case Path(steps):
            return _SLOW if None in steps else 0
        case Compare(operator, left, right):
            scalar = isinstance(left, Literal) or isinstance(right, Literal)
            return 0 if scalar and operator is not Operator.IN else _SLOW
        case _:
            return 0
