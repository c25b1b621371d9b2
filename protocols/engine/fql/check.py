"""What can be known of an expression before any message: its type, and that it makes sense."""

from difflib import get_close_matches

from protocols.engine.fql.functions import FUNCTIONS, Function, kind_of
from protocols.engine.fql.habits import instead_of
from protocols.engine.fql.tree import (
    Call,
    Compare,
    Condition,
    Everything,
    Join,
    Kind,
    ListOf,
    Literal,
    Node,
    Not,
    Operator,
    Path,
    Term,
)
from protocols.engine.fql.wildcard import compile_wildcard
from protocols.errors import FqlError


def check(node: Node) -> Kind | None:
    """The type of an expression, None where only a message can tell.

    Raises:
        FqlError: a function is unknown or wrongly called, or a value has a type that its place forbids.
    """
    return _check_condition(node) if isinstance(node, Condition) else _check_term(node)


def _check_term(node: Term) -> Kind | None:
    match node:
        case Literal(value):
            return kind_of(value)
        case Path(steps):
            return Kind.LIST if None in steps else None
        case ListOf(items):
            for item in items:
                check(item)
            return Kind.LIST
        case Call():
            return _check_call(node)


def _check_condition(node: Condition) -> Kind:
    match node:
        case Compare():
            _check_compare(node)
        case Not(operand):
            check_condition(operand)
        case Join(_, operands):
            for operand in operands:
                check_condition(operand)
        case Everything():
            pass
    return Kind.BOOL


def check_condition(node: Node) -> None:
    """Check an expression that stands for yes or no.

    Raises:
        FqlError: as `check`; or the expression can only be something else than a boolean.
    """
    kind = check(node)
    if kind not in {Kind.BOOL, Kind.NULL, None}:
        raise FqlError(
            f"expected a condition, found a {kind}", node.offset, "compare it with something"
        )


def _check_call(call: Call) -> Kind:
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise FqlError(
            f"there is no function `{call.name[:40]}`", call.offset, _suggestion(call.name)
        )
    if len(call.arguments) != len(function.takes):
        takes, given = len(function.takes), len(call.arguments)
        raise FqlError(f"{call.name}() takes {takes} argument(s), not {given}", call.offset)
    for argument, kinds in zip(call.arguments, function.takes, strict=True):
        kind = check(argument)
        if kind not in kinds | {Kind.NULL, None}:
            raise FqlError(
                f"{call.name}() does not take a {kind}", argument.offset, _takes(function)
            )
    if call.name == "match":
        _check_pattern(call.arguments[1])
    return function.gives


def _suggestion(name: str) -> str:
    if instead := instead_of(name):
        return instead
    close = get_close_matches(name, FUNCTIONS, n=1)
    return f"did you mean `{close[0]}`?" if close else f"the functions are {', '.join(FUNCTIONS)}"


def _takes(function: Function) -> str:
    wanted = (" or ".join(sorted(kinds)) for kinds in function.takes)
    return f"it takes {', and '.join(wanted)}"


def _check_pattern(node: Node) -> None:
    if isinstance(node, Literal) and isinstance(node.value, str):
        try:
            compile_wildcard(node.value)
        except ValueError as fault:
            raise FqlError(f"not a pattern: {fault}", node.offset) from None


def _check_compare(compare: Compare) -> None:
    left, right = check(compare.left), check(compare.right)
    if compare.operator in {Operator.EQUAL, Operator.UNEQUAL}:
        _check_equal(compare, left, right)
    elif compare.operator is Operator.IN:
        _check_in(compare, left, right)
    else:
        for node, kind in ((compare.left, left), (compare.right, right)):
            if kind not in {Kind.NUMBER, Kind.NULL, None}:
                remedy = "compare strings with `=` or match(); number() makes a number of one"
                message = f"`{compare.operator}` takes numbers, not a {kind}"
                raise FqlError(message, node.offset, remedy)


def _check_equal(compare: Compare, left: Kind | None, right: Kind | None) -> None:
    if left == right or {left, right} & {Kind.NULL, None}:
        return
    remedy = "compare values of one type"
    if isinstance(compare.left, Not):
        remedy = f"`!` binds closest: write `!(… {compare.operator} …)`"
    message = f"a {left} never equals a {right}"
    raise FqlError(message, compare.offset, remedy)


def _check_in(compare: Compare, left: Kind | None, right: Kind | None) -> None:
    if left is Kind.LIST:
        raise FqlError("`in` looks for one value, not a list", compare.left.offset)
    if right not in {Kind.LIST, Kind.NULL, None}:
        remedy = "use contains() to look into a string" if right is Kind.STRING else "write `[…]`"
        raise FqlError(f"`in` looks into a list, not a {right}", compare.right.offset, remedy)
