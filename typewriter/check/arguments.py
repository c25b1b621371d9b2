"""Arguments of a call, held against the function that it calls."""

import ast
from collections.abc import Iterable, Iterator
from typing import Final

from protocols.findings.suggest import nearest
from typewriter.check.known import KnownFunction, Parameter
from typewriter.check.literals import Types, conflicts
from typewriter.check.run import Run
from typewriter.check.values import Partial

WHO: Final = "who_"
_SOMEBODY: Final = "User(…), Anonymous(…) or Both(…)"


def check_arguments(run: Run, node: ast.Call, before: Partial, *, is_whole: bool = True) -> None:
    """Tell what is certainly wrong. `before` holds what is given already.

    With `is_whole` false more arguments are still to come, so none is missing yet.
    """
    function = run.function(before.of)
    if function is None:
        return
    splats = [one for one in node.keywords if one.arg is None and _keys(one.value) is None]
    for one in splats:
        run.tell("TW207", f"{function.name}() hides its properties in **", run.lines.keyword(one))
    keywords = list(_keywords(node))
    _check_positional(run, node, function, before)
    types = run.world.clients[before.of.client].types
    for keyword in keywords:
        _check_keyword(run, function, keyword, types)
    if is_whole and not splats and not before.is_open:
        named = before.keywords | {name for name, _, _ in keywords}
        named |= {_meant(function, name) for name in named - function.keywords.keys()}
        _check_missing(run, node, function, named, before)


Keyword = tuple[str, ast.expr, ast.keyword | ast.expr]
"""An argument's name, its value, and where the name stands."""


def _keywords(node: ast.Call) -> Iterator[Keyword]:
    """Keyword arguments, those also that are written as `**{"a": 1}`."""
    for one in node.keywords:
        if one.arg is not None:
            yield one.arg, one.value, one
        elif isinstance(one.value, ast.Dict):
            for key, value in zip(one.value.keys, one.value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, value, key


def _keys(node: ast.expr) -> set[str] | None:
    """The keys of a dict that is written out; None if they cannot all be seen."""
    if not isinstance(node, ast.Dict):
        return None
    constants = [one.value for one in node.keys if isinstance(one, ast.Constant)]
    keys = {one for one in constants if isinstance(one, str)}
    return keys if len(constants) == len(node.keys) else None


def _check_positional(run: Run, node: ast.Call, function: KnownFunction, before: Partial) -> None:
    if (
        before.is_open
        or before.knows_who
        or any(isinstance(one, ast.Starred) for one in node.args)
    ):
        return
    taken = len(function.positional) - before.positional
    for extra in node.args[taken:][:1]:
        message = f"{function.name}() takes its properties by keyword"
        run.tell("TW205", message, run.lines.span(extra))
    if node.args and before.positional == 0 and _is_nobody(node.args[0]):
        tell_nobody(run, function, node.args[0])


def tell_nobody(run: Run, function: KnownFunction, node: ast.expr) -> None:
    """Report that `node` is no identity."""
    message = f"{function.name}() is told first whom it is about: {_SOMEBODY}"
    run.tell("TW205", message, run.lines.span(node))


def _is_nobody(node: ast.expr) -> bool:
    """Whether an identity is certainly none: text, a number, a dict."""
    return isinstance(node, ast.Constant | ast.JoinedStr | ast.Dict | ast.List | ast.Tuple)


def _check_keyword(run: Run, function: KnownFunction, keyword: Keyword, types: Types) -> None:
    name, value, at = keyword
    parameter = function.keywords.get(name)
    if parameter is None:
        place = run.lines.keyword(at) if isinstance(at, ast.keyword) else run.lines.span(at)
        run.tell("TW205", _unknown(function, name), place)
    elif parameter.type is not None:
        for one in conflicts(value, name, parameter.type, types):
            if not (one.is_extra and parameter.is_open):
                run.tell("TW205", f"{one.path}: {one.message}", run.lines.span(one.node))


def _unknown(function: KnownFunction, name: str) -> str:
    if any(one.name == name for one in function.positional):
        return f"{function.name}() takes {name} without its name, in the first places"
    meant = _meant(function, name)
    near = f' (did you mean "{meant}"?)' if meant else ""
    return f"{function.name}() has no argument {name}{near}"


def _meant(function: KnownFunction, name: str) -> str:
    """The argument that a wrong name is like, which is then not missing as well."""
    return nearest(name, function.keywords)


def _check_missing(
    run: Run, node: ast.Call, function: KnownFunction, named: frozenset[str], before: Partial
) -> None:
    missing = _missing(function.keywords.values(), named)
    starred = any(isinstance(one, ast.Starred) for one in node.args)
    if not starred and not before.knows_who:
        places = function.positional[before.positional + len(node.args) :]
        missing = [one.name for one in places if one.required] + missing
    if missing:
        advice = f"{WHO} comes first: {_SOMEBODY}" if WHO in missing else ""
        message = f"{function.name}() lacks {', '.join(missing)}"
        run.tell("TW205", message, run.lines.name(node.func), advice)


def _missing(parameters: Iterable[Parameter], named: frozenset[str]) -> list[str]:
    return [one.name for one in parameters if one.required and one.name not in named]
