"""What an expression is, once read. Two trees are equal when they mean the same, wherever they stood."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from protocols.engine.paths import Step


class Kind(StrEnum):
    """The types of values. An object is none of FQL's types: nothing but `=` and `!=` takes it."""

    STRING = "string"
    NUMBER = "number"
    LIST = "list"
    BOOL = "bool"
    NULL = "null"
    OBJECT = "object"


class Operator(StrEnum):
    """What compares two values."""

    EQUAL = "="
    UNEQUAL = "!="
    GREATER = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    IN = "in"


class Junction(StrEnum):
    """What joins conditions."""

    AND = "and"
    OR = "or"


Value = str | int | float | bool | None

KEYWORDS: Final = frozenset({"and", "or", "in", "true", "false", "null", "all"})


@dataclass(frozen=True, slots=True)
class Everything:
    """`all`: true of every message."""

    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, number, boolean or null written out."""

    value: Value
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[a, b]`."""

    items: tuple["Node", ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Path:
    """A place in the message."""

    steps: tuple[Step, ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is given."""

    name: str
    arguments: tuple["Node", ...]
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`!a`."""

    operand: "Node"
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """`a = b` and its like."""

    operator: Operator
    left: "Node"
    right: "Node"
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Join:
    """`a and b and c`, or the same with `or`; at least two operands."""

    junction: Junction
    operands: tuple["Node", ...]
    offset: int = field(default=0, compare=False)


Term = Literal | ListOf | Path | Call
Condition = Everything | Not | Compare | Join
Node = Term | Condition


def children(node: Node) -> tuple[Node, ...]:
    """The expressions that an expression is made of."""
    match node:
        case ListOf(items):
            return items
        case Call(_, arguments):
            return arguments
        case Not(operand):
            return (operand,)
        case Compare(_, left, right):
            return left, right
        case Join(_, operands):
            return operands
        case Literal() | Path() | Everything():
            return ()


def reads_message(node: Node) -> bool:
    """Whether the value may differ from message to message."""
    return isinstance(node, Path) or any(map(reads_message, children(node)))
