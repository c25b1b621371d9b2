"""Types that code gives for things: what an object of such a type is."""

import ast
from collections.abc import Mapping
from types import EllipsisType
from typing import Final

from typewriter.check import facts
from typewriter.check.attributes import tracking
from typewriter.check.run import Run
from typewriter.check.scopes import Scope
from typewriter.check.values import (
    NOTHING,
    UNKNOWN,
    Alias,
    Atom,
    Class,
    Client,
    Giver,
    Instance,
    Many,
    Offered,
    Outside,
    Value,
    is_sure,
    join,
    join_all,
    outside,
)

_LONGEST: Final = 500
_THROUGH: Final = frozenset({"Annotated", "ClassVar", "Final", "Optional", "Union"})
_TABLES: Final = frozenset(
    {
        "ContextVar",
        "Dict",
        "Iterable",
        "List",
        "Mapping",
        "MutableMapping",
        "Sequence",
        "Tuple",
        "deque",
        "defaultdict",
        "dict",
        "frozenset",
        "list",
        "set",
        "tuple",
    }
)
_GENERATORS: Final = frozenset(
    {"AsyncGenerator", "AsyncIterable", "AsyncIterator", "Generator", "Iterable", "Iterator"}
)
_LAST: Final = slice(-1, None)
_USED: Final[Mapping[str, slice]] = {
    "Annotated": slice(0, 1),
    "Callable": _LAST,
    "Dict": _LAST,
    "Mapping": _LAST,
    "MutableMapping": _LAST,
    "defaultdict": _LAST,
    "dict": _LAST,
}
"""Which of the parts in brackets are what is in it, or comes out of it, where not all are."""
GENERICS: Final = _THROUGH | _TABLES | {"Callable"}


def typed(run: Run, scope: Scope, node: ast.expr) -> Value:
    """What has the type that `node` spells."""
    match node:
        case ast.Constant(value=str(text)):
            return _quoted(run, scope, text)
        case ast.Constant(value=None) | ast.Constant(value=EllipsisType()):
            return NOTHING
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return join(typed(run, scope, left), typed(run, scope, right))
        case ast.Subscript(value=generic, slice=inner):
            return _generic(run, scope, generic, inner)
        case ast.Name(id="str" | "int" | "float" | "bool" | "object" | "Any"):
            return UNKNOWN
        case ast.Name(id=name) if scope.find(name) is None:
            below = run.ask(run.module, facts.export(name)) or UNKNOWN
            return join_all(_made(one) for one in below)
        case ast.Name() | ast.Attribute():
            return join_all(_made(one) for one in run.value(scope, node))
        case _:
            return UNKNOWN


def _quoted(run: Run, scope: Scope, text: str) -> Value:
    if len(text) > _LONGEST:
        return UNKNOWN
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return UNKNOWN
    nested = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return UNKNOWN if nested else typed(run, scope, node)


def _generic(run: Run, scope: Scope, generic: ast.expr, inner: ast.expr) -> Value:
    name = last_name(generic)
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    used = parts[_USED[name]] if name in _USED else parts
    if name in _THROUGH:
        return join_all(typed(run, scope, part) for part in used)
    if name in _TABLES and parts:
        return frozenset({Many(join_all(typed(run, scope, part) for part in used), name in _USED)})
    if name == "Callable":
        return frozenset({Giver(join_all(typed(run, scope, part) for part in used))})
    found = (
        typed(run, scope, generic) if isinstance(generic, ast.Name | ast.Attribute) else UNKNOWN
    )
    return found if is_sure(found) else UNKNOWN


def yielded(run: Run, scope: Scope, node: ast.expr) -> Value:
    """What a context manager gives that is written as a generator of type `node`."""
    match node:
        case ast.Subscript(value=generic, slice=inner) if last_name(generic) in _GENERATORS:
            return typed(run, scope, inner.elts[0] if isinstance(inner, ast.Tuple) else inner)
        case _:
            return UNKNOWN


def last_name(node: ast.expr) -> str:
    """`c` of `a.b.c`; empty of what is no name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def alias(run: Run, scope: Scope, node: ast.expr) -> Value:
    """A type under a name of its own: `Annotated[Tracker, …]`, `Tracker | None`."""
    return frozenset({Alias(typed(run, scope, node))})


def _made(one: Atom) -> Value:
    """An object of a class; a module as a type is sloppy, and clear."""
    match one:
        case Class():
            return frozenset({Instance(one)})
        case Offered():
            return tracking(one) or UNKNOWN
        case Outside(name):
            return outside(f"{name}()")
        case Alias(objects):
            return objects
        case Client():
            return frozenset({one})
        case _:
            return UNKNOWN
