"""Names while a file is read from top to bottom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from typewriter.check.values import NOTHING, UNKNOWN, Class, Value, join


class Where(Enum):
    """What a scope belongs to. `INLINE` is a comprehension: it is run at once, where it stands."""

    MODULE = auto()
    CLASS = auto()
    FUNCTION = auto()
    INLINE = auto()


@dataclass(slots=True)
class Scope:
    """Names and what they are now (`names`), or ever were (`ever`).

    `name` is the dotted name of the function or class in its module. `moved` are names that belong
    to another scope by `global` or `nonlocal`. `fell` are names that were read here and found
    further out; `own` are known to be bound here, if only later; `late` by functions within.
    """

    where: Where
    parent: "Scope | None" = None
    name: str = ""
    owner: Class | None = None
    names: dict[str, Value] = field(default_factory=dict)
    ever: dict[str, Value] = field(default_factory=dict)
    moved: dict[str, "Scope"] = field(default_factory=dict)
    fell: set[str] = field(default_factory=set)
    own: frozenset[str] = frozenset()
    late: dict[str, Value] = field(default_factory=dict)

    def bind(self, name: str, value: Value) -> None:
        """Give a name a value, here or where it belongs."""
        if name in self.moved:
            target = self.moved[name]
            target.names[name] = join(target.names.get(name, NOTHING), value)
            target.late[name] = join(target.late.get(name, NOTHING), value)
        else:
            target = self
            self.names[name] = value
        before = target.ever.get(name)
        target.ever[name] = value if before is None else join(before, value)

    def find(self, name: str) -> Value | None:
        """What a name is, or None if nothing binds it."""
        here: Scope | None = self
        while here is not None:
            if name in here.names and name not in here.moved:
                return join(here.names[name], here.late.get(name, NOTHING))
            if name in here.late:
                return here.late[name]
            if name in here.own:
                return NOTHING
            if here.where is not Where.INLINE:
                break
            here = here.parent
        if here is None:
            return None
        here.fell.add(name)
        return _found_outside(here, name)

    def home(self) -> "Scope":
        """The function, class or module in which a comprehension stands; else the scope itself."""
        here = self
        while here.where is Where.INLINE and here.parent is not None:
            here = here.parent
        return here

    def module(self) -> "Scope":
        """The outermost scope."""
        here = self
        while here.parent is not None:
            here = here.parent
        return here

    def loosen(self, names: Iterable[str]) -> None:
        """These may be something else by now."""
        for name in names:
            if self.names.get(name):
                self.names[name] = join(self.names[name], UNKNOWN)


def merged(branches: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """Names after any one of several ways was gone."""
    first, *others = branches
    result = dict(first)
    for other in others:
        for name, value in other.items():
            there = result.get(name)
            if there is None:
                result[name] = value
            elif there is not value and there != value:
                result[name] = join(there, value)
    return result


def _found_outside(scope: Scope, name: str) -> Value | None:
    """A name of an enclosing function or of the module, as it is when that has run to its end."""
    here = scope.parent
    while here is not None:
        if here.where is not Where.CLASS and (name in here.ever or name in here.late):
            ever = join(here.ever.get(name, NOTHING), here.late.get(name, NOTHING))
            last = join(here.names.get(name, ever), here.late.get(name, NOTHING))
            return last if last == ever else join(last, UNKNOWN)
        here = here.parent
    return None
