import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from protocols.engine.fql.tree import (
    KEYWORDS,
    Call,
    Compare,
    Condition,
    Everything,
    Join,
    Junction,
    ListOf,
    Literal,
    Node,
    Not,
    Path,
    Term,
    Value,
)
from protocols.engine.paths import Step

_OR, _AND, _COMPARE, _UNARY, _TERM = range(5)
_TO_ESCAPE: Final = re.compile(r"[^A-Za-z0-9_-]")
_STARTS_PATH: Final = re.compile(r"[A-Za-z_]")


def print_fql(node: Node) -> str:
    """The expression as text; reading it back gives an equal tree.

    Raises:
        ValueError: a string holds both kinds of quotes, or a key is empty; neither can be written.
    """
    return _show(node, _OR)


def _show(node: Node, binding: int) -> str:
    text, own = _written(node)
    return f"({text})" if own < binding else text


def _written(node: Node) -> tuple[str, int]:
    return _condition(node) if isinstance(node, Condition) else (_term(node), _TERM)


def _condition(node: Condition) -> tuple[str, int]:
    match node:
        case Join(junction, operands):
            own = _OR if junction is Junction.OR else _AND
            return f" {junction} ".join(_show(each, own + 1) for each in operands), own
        case Compare(operator, left, right):
            return f"{_show(left, _UNARY)} {operator} {_show(right, _UNARY)}", _COMPARE
        case Not(operand):
            return f"!{_show(operand, _UNARY)}", _UNARY
        case Everything():
            return "all", _TERM


def _term(node: Term) -> str:
    match node:
        case Call(name, arguments):
            return f"{name}({_listed(arguments)})"
        case ListOf(items):
            return f"[{_listed(items)}]"
        case Path(steps):
            return _path(steps)
        case Literal(value):
            return _literal(value)


def _listed(nodes: Sequence[Node]) -> str:
    return ", ".join(_show(node, _OR) for node in nodes)


def _literal(value: Value) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    text = f"{Decimal(repr(value)):f}"
    return f"{text}.0" if isinstance(value, float) and "." not in text else text


def _quoted(value: str) -> str:
    for quote in "'\"":
        if quote not in value:
            return f"{quote}{value}{quote}"
    msg = "a string with both kinds of quotes cannot be written"
    raise ValueError(msg)


def _path(steps: tuple[Step, ...]) -> str:
    text = ""
    for place, step in enumerate(steps):
        if isinstance(step, str):
            text += f".{_name(step)}" if place else _first_name(steps, step)
        else:
            text += "[]" if step is None else f"[{step}]"
    return text


def _first_name(steps: tuple[Step, ...], step: str) -> str:
    """A path's first name must not look like a number, nor, before no dot, like a keyword."""
    text = _name(step)
    dotted = len(steps) > 1 and isinstance(steps[1], str)
    plain = text[0] == "\\" or (_STARTS_PATH.match(text) and (dotted or text not in KEYWORDS))
    return text if plain else f"\\{text}"


def _name(step: str) -> str:
    if not step:
        msg = "an empty key cannot be written"
        raise ValueError(msg)
    return _TO_ESCAPE.sub(lambda found: f"\\{found.group()}", step)
