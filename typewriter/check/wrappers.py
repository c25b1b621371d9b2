"""Functions of a project's own that send what they are given, as the project declares them."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence

from typewriter.check.text import Unreadable, parsed
from typewriter.check.values import Module, only
from typewriter.check.world import World

_Definition = ast.FunctionDef | ast.AsyncFunctionDef


def wrapper_places(wrappers: Sequence[str], world: World) -> Mapping[str, frozenset[str]]:
    """A wrapper's dotted name, from its module's own → the argument that it sends.

    An argument is there by its place and by its name, where its function is among the code.
    """
    found: dict[str, frozenset[str]] = {}
    for wrapper in wrappers:
        dotted, _, place = wrapper.rpartition(":")
        module = _module(dotted, world)
        if module is None:
            found[dotted] = frozenset({place})
        else:
            inner = dotted[len(module[1]) + 1 :]
            found[f"{module[0]}.{inner}"] = _both(place, _parameters(world, module[0], inner))
    return found


def wrapper_modules(wrappers: Sequence[str], world: World) -> Iterator[str]:
    """Modules of the code in which wrappers are."""
    for wrapper in wrappers:
        if module := _module(wrapper.rpartition(":")[0], world):
            yield module[0]


def wrapper_names(wrappers: Sequence[str]) -> Iterator[str]:
    """What wrappers are called: the last part of their names."""
    return (wrapper.rpartition(":")[0].rpartition(".")[2] for wrapper in wrappers)


def _module(dotted: str, world: World) -> tuple[str, str] | None:
    """The module in the name of a function: as the code's modules are named, and as it is written."""
    written = dotted.rpartition(".")[0]
    while written:
        one = only(world.resolve(written))
        if isinstance(one, Module) and one.name in world.modules:
            return one.name, written
        written = written.rpartition(".")[0]
    return None


def _both(place: str, parameters: Sequence[str]) -> frozenset[str]:
    """`1` and `event`, for either. One that is given by place alone has no name here."""
    if place in parameters:
        return frozenset({place, str(parameters.index(place))})
    index = int(place) if place.isdecimal() and len(place) <= len(str(len(parameters))) else -1
    name = parameters[index] if 0 <= index < len(parameters) else ""
    return frozenset({place, name} - {""})


def _parameters(world: World, module: str, inner: str) -> Sequence[str]:
    """What a call gives by place: without a method's object. Of what cannot be seen, nothing."""
    source = world.modules[module]
    there = parsed(source.path, source.text)
    if isinstance(there, Unreadable):
        return ()
    body: Iterable[ast.stmt] = there[0].body
    is_method = False
    *classes, name = inner.split(".")
    for each in classes:
        is_method = True
        body = next(
            (one.body for one in body if isinstance(one, ast.ClassDef) and one.name == each), ()
        )
    for one in body:
        if isinstance(one, _Definition) and one.name == name:
            return _given(one, is_method=is_method)
    return ()


def _given(node: _Definition, *, is_method: bool) -> Sequence[str]:
    decorators = {one.id for one in node.decorator_list if isinstance(one, ast.Name)}
    first = int(is_method and "staticmethod" not in decorators)
    unnamed = ["" for _ in node.args.posonlyargs]
    return [*unnamed, *(one.arg for one in node.args.args)][first:]
