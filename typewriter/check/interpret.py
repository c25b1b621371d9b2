"""Reading a file: its statements in order, then what its functions do."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from typewriter.check import facts
from typewriter.check.calls import call, read_arguments
from typewriter.check.definitions import read_later
from typewriter.check.expressions import EXPRESSIONS, anything_else
from typewriter.check.facts import Facts
from typewriter.check.run import Given, Run
from typewriter.check.scopes import Scope, Where
from typewriter.check.statements import read_body
from typewriter.check.text import Lines
from typewriter.check.values import UNKNOWN, Class, Client, Instance, Text, Value, items_of
from typewriter.check.world import World
from typewriter.check.wrappers import Wrapper

_EXPRESSIONS: Final[Mapping[type[ast.AST], Callable[[Run, Scope, Any], Value]]] = {
    **EXPRESSIONS,
    ast.Call: call,
}


class _Reader:
    """The parts of a reading, put together."""

    def value(self, run: Run, scope: Scope, node: ast.expr) -> Value:
        """What `node` may be."""
        return _EXPRESSIONS.get(type(node), anything_else)(run, scope, node)

    def body(self, run: Run, scope: Scope, body: Sequence[ast.stmt]) -> bool:
        """Read statements; whether the last of them leaves."""
        return read_body(run, scope, body)

    def arguments(self, run: Run, scope: Scope, node: ast.Call) -> Given:
        """What each argument of a call is."""
        return read_arguments(run, scope, node)

    def assign(self, run: Run, scope: Scope, target: ast.Attribute, value: Value) -> None:
        """An attribute is set: of an object or a class it is known, of a client put up with."""
        for one in run.value(scope, target.value):
            match one:
                case Instance(Class(module, name)) | Class(module, name) if module == run.module:
                    run.facts.add(facts.attribute(name, target.attr), value)
                case Client():
                    run.guarded.add(target.attr)
                case _:
                    run.lose(value)

    def give_back(self, run: Run, scope: Scope, value: Value) -> None:
        """The function returns or yields."""
        run.facts.add(facts.returned(scope.home().name), value)


READER: Final = _Reader()


def read_file(
    tree: ast.Module,
    lines: Lines,
    *,
    module: str,
    is_package: bool,
    world: World,
    before: Facts,
    callers: Facts,
    wrappers: Mapping[str, Wrapper],
) -> Run:
    """Read a file once.

    `before` is what the reading before this one told, `callers` what its functions are given.
    """
    run = Run(module, is_package, lines, world, before, callers, READER, wrappers)
    scope = Scope(Where.MODULE, late=dict(before.named("late")))
    read_body(run, scope, tree.body)
    while run.waiting:
        read_later(run, run.waiting.popleft())
    for name, value in scope.names.items():
        run.facts.known[facts.export(name)] = value
    for name, value in scope.late.items():
        run.facts.known[facts.late(name)] = value
    _list_exports(run)
    return run


def _list_exports(run: Run) -> None:
    listed = run.facts.get(facts.export("__all__"))
    if listed is None:
        return
    names = items_of(listed)
    clear = all(isinstance(one, Text) for one in names)
    run.facts.known[facts.LISTED] = names if clear else UNKNOWN
