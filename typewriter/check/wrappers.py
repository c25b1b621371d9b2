"""Functions of a project's own that send what they are given, as the project declares them."""

from collections.abc import Iterator, Mapping, Sequence

from typewriter.check.values import Module, only
from typewriter.check.world import World


def wrapper_places(wrappers: Sequence[str], world: World) -> Mapping[str, str]:
    """A wrapper's dotted name, from its module's own → the argument that it sends."""
    found: dict[str, str] = {}
    for wrapper in wrappers:
        dotted, _, place = wrapper.rpartition(":")
        module = _module(dotted, world)
        name = f"{module[0]}{dotted[len(module[1]) :]}" if module else dotted
        found[name] = place
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
