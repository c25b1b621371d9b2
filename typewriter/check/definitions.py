"""Functions and classes: what defining them does, and reading a function's body."""

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from typewriter.check import facts
from typewriter.check.annotations import typed, yielded
from typewriter.check.expressions import all_parameters, parameters
from typewriter.check.run import Later, Run
from typewriter.check.scopes import Scope, Where
from typewriter.check.values import (
    UNKNOWN,
    Class,
    Function,
    Giver,
    Instance,
    Many,
    Offered,
    Outside,
    Tracking,
    Value,
    is_sure,
    join,
    join_all,
    settled,
)

_PROPERTIES: Final = frozenset({"property", "cached_property"})
_MORE_OF_A_PROPERTY: Final = frozenset({"deleter", "setter"})
_MANAGED: Final = frozenset({"asynccontextmanager", "contextmanager"})
_STATIC: Final = frozenset({"staticmethod"})
_PLAIN: Final = frozenset(
    {
        *_PROPERTIES,
        "abstractmethod",
        "asynccontextmanager",
        "cache",
        "classmethod",
        "contextmanager",
        "lru_cache",
        "override",
        "staticmethod",
    }
)
"""Decorators that leave what a function returns as it is."""

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def define_function(run: Run, scope: Scope, node: FunctionNode) -> None:
    """Bind a function; its body is read later."""
    decorators = [_decorator(run, scope, one) for one in node.decorator_list]
    name = f"{scope.name}.{node.name}".lstrip(".")
    arguments = parameters(run, scope, node.args)
    _bind_first(scope, node.args, arguments, decorators)
    _given(run, name, node.args, arguments)
    run.waiting.append(Later(node, scope, name, arguments))
    if node.returns is not None:
        read = typed if _MANAGED.isdisjoint(decorators) else yielded
        _promise(run, name, read(run, scope, node.returns))
    if not _MORE_OF_A_PROPERTY.isdisjoint(decorators) and scope.find(node.name):
        return
    made = Function(run.module, name, not _PROPERTIES.isdisjoint(decorators))
    value: Value = frozenset({made})
    scope.bind(node.name, value if _PLAIN.issuperset(decorators) else join(value, UNKNOWN))


def define_class(run: Run, scope: Scope, node: ast.ClassDef) -> None:
    """Bind a class, and read its body at once. What its body binds are its attributes."""
    for one in node.decorator_list:
        run.use(scope, one)
    above = [run.use(scope, one) for one in node.bases]
    for keyword in node.keywords:
        run.use(scope, keyword.value)
    made = Class(run.module, f"{scope.name}.{node.name}".lstrip("."))
    inner = Scope(Where.CLASS, scope.home(), made.name, made)
    run.facts.add(facts.bases(made.name), join_all(above))
    run.read.body(run, inner, node.body)
    for name, value in inner.names.items():
        is_method = any(isinstance(one, Offered) for one in value)
        told = join(value, UNKNOWN) if is_method else value
        run.facts.add(facts.attribute(made.name, name), told)
    scope.bind(node.name, frozenset({made}))


def read_later(run: Run, later: Later) -> None:
    """Read a function's body.

    A name that is bound anywhere in it is the function's own everywhere in it; when one was read
    before it was bound, the body is read again with that in mind.
    """
    marks = (len(run.uses), len(run.findings), len(run.waiting), len(run.passed))
    scope = _read(run, later, frozenset())
    late = frozenset(scope.fell & scope.ever.keys())
    if late:
        del run.uses[marks[0] :], run.findings[marks[1] :], run.passed[marks[3] :]
        while len(run.waiting) > marks[2]:
            run.waiting.pop()
        _read(run, later, late)


def _read(run: Run, later: Later, own: frozenset[str]) -> Scope:
    scope = Scope(Where.FUNCTION, later.scope.home(), later.name, own=own)
    for name, value in list(_typed_parameters(run, scope, later, later.arguments)):
        scope.bind(name, value)
    if isinstance(later.node, ast.Lambda):
        value = run.use(scope, later.node.body)
        run.facts.add(facts.returned(later.name), value)
    else:
        run.read.body(run, scope, later.node.body)
    return scope


def _decorator(run: Run, scope: Scope, node: ast.expr) -> str:
    """The last name of a decorator. What stands there is used."""
    run.use(scope, node)
    called = node.func if isinstance(node, ast.Call) else node
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _given(run: Run, name: str, arguments: ast.arguments, values: dict[str, Value]) -> None:
    """What callers pass, by place or by keyword, may be there, too."""
    places = [*arguments.posonlyargs, *arguments.args]
    keys = [(one.arg, str(place)) for place, one in enumerate(places)]
    keys += [(one.arg, one.arg) for one in (*arguments.args, *arguments.kwonlyargs)]
    for parameter, key in keys:
        passed = run.ask(run.module, facts.given(name, key))
        if passed:
            values[parameter] = join(values[parameter], passed, UNKNOWN)


def _typed_parameters(
    run: Run, scope: Scope, later: Later, values: Mapping[str, Value]
) -> Iterator[tuple[str, Value]]:
    """Each parameter, of the type it is said to have where nothing better is known of it."""
    for one in all_parameters(later.node.args):
        value = values[one.arg]
        starred = one in {later.node.args.vararg, later.node.args.kwarg}
        if one.annotation is None:
            yield one.arg, value
        elif starred:
            is_keyed = one is later.node.args.kwarg
            yield one.arg, frozenset({Many(typed(run, scope, one.annotation), is_keyed)})
        else:
            said = typed(run, scope, one.annotation)
            known = settled(said, value)
            yield one.arg, known if is_sure(said) or value == UNKNOWN else join(value, said)


def _bind_first(
    scope: Scope, arguments: ast.arguments, values: dict[str, Value], decorators: list[str]
) -> None:
    """A method's first parameter is the object, or the class."""
    first = [*arguments.posonlyargs, *arguments.args][:1]
    if scope.owner is None or not first or not _STATIC.isdisjoint(decorators):
        return
    is_class = "classmethod" in decorators
    values[first[0].arg] = frozenset({scope.owner if is_class else Instance(scope.owner)})


def _promise(run: Run, name: str, said: Value) -> None:
    """What an annotation says of a result; nothing is gained by what is not ours."""
    if any(isinstance(one, Giver | Instance | Many | Outside | Tracking) for one in said):
        run.facts.add(facts.returned(name), said)
        run.facts.add(facts.promised(name), said)
