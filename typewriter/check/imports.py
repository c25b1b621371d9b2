"""What imports bring."""

import ast
import sys

from typewriter.check import facts
from typewriter.check.attributes import attribute, tell_unknown
from typewriter.check.facts import Facts
from typewriter.check.run import Run
from typewriter.check.scopes import Scope
from typewriter.check.values import UNKNOWN, Client, Module, Offered, Outside, Text, Value, only


def import_module(run: Run, scope: Scope, node: ast.Import) -> None:
    """`import a.b` binds `a`, `import a.b as c` what lies there."""
    for alias in node.names:
        top = alias.name.partition(".")[0]
        if alias.asname:
            scope.bind(alias.asname, run.world.resolve(alias.name, run.module))
        else:
            scope.bind(top, run.world.resolve(top, run.module))


def import_from(run: Run, scope: Scope, node: ast.ImportFrom) -> None:
    """`from a import b`, relative ones too."""
    base = absolute(run, node)
    source = run.world.resolve(base, run.module) if base is not None else UNKNOWN
    for alias in node.names:
        if alias.name == "*":
            _import_all(run, scope, source)
        else:
            scope.bind(alias.asname or alias.name, _imported(run, source, alias))


def absolute(run: Run, node: ast.ImportFrom) -> str | None:
    """The dotted name that an import means; None when it points above everything."""
    if not node.level:
        return node.module or ""
    parts = run.module.split(".")
    up = node.level - run.is_package
    if up > len(parts):
        return None
    above = parts[: len(parts) - up]
    return ".".join([*above, *([node.module] if node.module else [])]) or None


def _imported(run: Run, source: Value, alias: ast.alias) -> Value:
    one = only(source)
    if isinstance(one, Client) and not run.guards:
        _check(run, one, alias)
    return attribute(run, source, alias.name)


def _check(run: Run, client: Client, alias: ast.alias) -> None:
    if not client.module:
        tell_unknown(run, client, alias.name, alias)


def _import_all(run: Run, scope: Scope, source: Value) -> None:
    """A star brings what a module lists, else all that has no underscore before it.

    A module that is still to be read is asked for; Python's own know no client. Of any other,
    nobody knows what it brings.
    """
    for one in source:
        match one:
            case Client(name, module):
                for each, home in run.world.clients[name].exports.items():
                    if module in {"", home}:
                        scope.bind(each, frozenset({Offered(name, each)}))
            case Module(name) if name in run.world.facts:
                run.needs.add(name)
                _import_listed(scope, run.world.facts[name])
            case Module(name) if name in run.world.modules and name not in run.world.lost:
                run.needs.add(name)
                run.wants.add(name)
            case Outside(name) if name.partition(".")[0] in sys.stdlib_module_names:
                pass
            case _:
                scope.loosen(list(scope.names))


def _import_listed(scope: Scope, there: Facts) -> None:
    listed = there.get(facts.LISTED)
    for name, value in list(there.named("export")):
        if _is_listed(name, listed):
            scope.bind(name, value)


def _is_listed(name: str, listed: Value | None) -> bool:
    if listed is None:
        return not name.startswith("_")
    return Text(name) in listed or listed >= UNKNOWN
