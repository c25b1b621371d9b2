"""Functions of a project's own that send what they are given, as the project declares them."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from typewriter.check.forwards import Definition, is_plain_forward
from typewriter.check.text import Unreadable, parsed
from typewriter.check.values import Module, only
from typewriter.check.world import World


class Wrapper(NamedTuple):
    """The argument that a wrapper sends, by its place and by its name if it has one.

    `forwards` are the other parameters with a place, if the wrapper does nothing but call what it is
    given with all else; None if it does more, or cannot be seen.
    """

    places: frozenset[str] = frozenset()
    forwards: frozenset[str] | None = None


def known_wrappers(wrappers: Sequence[str], world: World) -> Mapping[str, Wrapper]:
    """Wrappers by their dotted names, from their modules' own."""
    found: dict[str, Wrapper] = {}
    for wrapper in wrappers:
        dotted, _, place = wrapper.rpartition(":")
        module = _module(dotted, world)
        if module is None:
            found[dotted] = Wrapper(frozenset({place}))
        else:
            inner = dotted[len(module[1]) + 1 :]
            found[f"{module[0]}.{inner}"] = _wrapper(place, world, module[0], inner)
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


def _wrapper(place: str, world: World, module: str, inner: str) -> Wrapper:
    node = _definition(world, module, inner)
    if node is None:
        return Wrapper(frozenset({place}))
    unnamed = frozenset(one.arg for one in node.args.posonlyargs)
    parameters = _parameters(node, is_method="." in inner)
    index = parameters.index(place) if place in parameters else _index(place, len(parameters))
    if index is None:
        return Wrapper(frozenset({place}))
    name = parameters[index]
    others = [one for one in parameters if one != name]
    return Wrapper(
        frozenset({str(index), name} - unnamed),
        frozenset(others) if is_plain_forward(node, name, others) else None,
    )


def _index(place: str, count: int) -> int | None:
    is_short = place.isdecimal() and len(place) <= len(str(count))
    return int(place) if is_short and int(place) < count else None


def _definition(world: World, module: str, inner: str) -> Definition | None:
    """The function or method, where it can be read."""
    source = world.modules[module]
    there = parsed(source.path, source.text)
    if isinstance(there, Unreadable):
        return None
    body: Iterable[ast.stmt] = there[0].body
    *classes, name = inner.split(".")
    for each in classes:
        inside = (one.body for one in body if isinstance(one, ast.ClassDef) and one.name == each)
        body = next(inside, [])
    return next((one for one in body if isinstance(one, Definition) and one.name == name), None)


def _parameters(node: Definition, *, is_method: bool) -> Sequence[str]:
    """What a call gives by place: without a method's object."""
    decorators = {one.id for one in node.decorator_list if isinstance(one, ast.Name)}
    first = int(is_method and "staticmethod" not in decorators)
    return [one.arg for one in (*node.args.posonlyargs, *node.args.args)][first:]
