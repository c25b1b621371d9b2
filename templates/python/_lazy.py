"""Loading each public name when it is first used."""

from __future__ import annotations

import sys

# Type checkers take it for true; importing the real one would take longer than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Hooks = tuple[Callable[[str], object], Callable[[], list[str]]]


def hooks(package: str, names: Mapping[str, str]) -> Hooks:
    """A package's `__getattr__` and `__dir__`, for `names`: module → what it defines, line by line.

    They are functions of this module since in their own a call of the plan may be called `getattr`.
    """

    homes: dict[str, str] = {}

    def found() -> dict[str, str]:
        if not homes:
            homes.update({name: home for home, lines in names.items() for name in lines.split()})
        return homes

    def listed() -> list[str]:
        return sorted(found())

    def load(name: str) -> object:
        if name == "__all__":
            return listed()
        home = found().get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        value: object = getattr(import_module(home, package), name)
        setattr(sys.modules[package], name, value)
        return value

    return load, listed
