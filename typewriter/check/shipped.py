"""Calls of what every client ships beside the plan's calls, held against its signatures."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from protocols.findings.suggest import nearest
from typewriter.check.arguments import tell_nobody
from typewriter.check.known import META, TRACKER
from typewriter.check.literals import conflicts
from typewriter.check.run import Run
from typewriter.check.values import Offered
from typewriter.view.types import Literals, Scalar, Type

_PEOPLE: Final = frozenset({"Anonymous", "Both", "User"})
"""Classes that say whom a call is about."""


@dataclass(frozen=True, slots=True)
class Signature:
    """`places` must be given, by name as well unless they are `unnamed`. None: the type is not looked at."""

    places: Mapping[str, Type | None]
    keywords: Mapping[str, Type | None] = field(default_factory=dict)
    unnamed: bool = False


_SETTINGS: Final[Mapping[str, Type | None]] = {
    "validate": Literals(("off", "warn", "raise")),
    "on_violation": None,
    "context": None,
}
SHIPPED_CALLS: Final[Mapping[str, Signature]] = {
    "Anonymous": Signature({"anonymous_id": Scalar.STRING}),
    "Both": Signature({"user_id": Scalar.STRING, "anonymous_id": Scalar.STRING}),
    "HttpTransport": Signature(
        {"write_key": Scalar.STRING},
        {
            "host": Scalar.STRING,
            "queue_size": Scalar.INTEGER,
            "queue_bytes": Scalar.INTEGER,
            "timeout": Scalar.NUMBER,
        },
    ),
    TRACKER: Signature({"transport": None}, {"who": None, **_SETTINGS}),
    "User": Signature({"user_id": Scalar.STRING}),
    "alias": Signature(
        {"previous_id_": Scalar.STRING, "user_id_": Scalar.STRING}, {"meta_": META}, unnamed=True
    ),
    "configure": Signature({"transport": None}, _SETTINGS),
}


def check_who(run: Run, node: ast.Call, of: Offered, who: object) -> None:
    """Tell of a class that stands where one of its objects should: `t.signed_up(t.User)`."""
    function = run.function(of)
    if function and isinstance(who, Offered) and who.name in _PEOPLE:
        tell_nobody(run, function, node.args[0])


def check_shipped(run: Run, node: ast.Call, of: Offered) -> None:
    """Tell what is certainly wrong; nothing of a call whose arguments cannot all be seen."""
    name = of.name
    signature = SHIPPED_CALLS.get(name)
    starred = any(isinstance(one, ast.Starred) for one in node.args)
    if signature is None or starred or any(one.arg is None for one in node.keywords):
        return
    for extra in node.args[len(signature.places) :][:1]:
        message = f"{name}() takes no more by place than {', '.join(signature.places)}"
        run.tell("TW205", message, run.lines.span(extra))
    given = dict(zip(signature.places, node.args, strict=False))
    for keyword in node.keywords:
        _check_keyword(run, name, signature, given, keyword)
    types = {**signature.places, **signature.keywords}
    for each, value in given.items():
        if (wanted := types.get(each)) is not None:
            for one in conflicts(value, each, wanted, {}):
                run.tell("TW205", f"{one.path}: {one.message}", run.lines.span(one.node))
    if missing := [one for one in signature.places if one not in given]:
        message = f"{name}() lacks {', '.join(missing)}"
        run.tell("TW205", message, run.lines.name(node.func))


def _check_keyword(
    run: Run,
    function: str,
    signature: Signature,
    given: dict[str, ast.expr],
    keyword: ast.keyword,
) -> None:
    """What has a name that the function knows is given, and what is like one is meant to be."""
    name, at = keyword.arg or "", run.lines.keyword(keyword)
    places = {} if signature.unnamed else signature.places
    if signature.unnamed and name in signature.places:
        message = f"{function}() takes {name} without its name, in the first places"
        run.tell("TW205", message, at)
        given.setdefault(name, keyword.value)
    elif name in given:
        run.tell("TW205", f"{function}() is given {name} twice", at)
    elif name in places or name in signature.keywords:
        given[name] = keyword.value
    else:
        meant = nearest(name, [*places, *signature.keywords])
        near = f' (did you mean "{meant}"?)' if meant else ""
        run.tell("TW205", f"{function}() has no argument {name}{near}", at)
        given.setdefault(meant, keyword.value)
