"""Calls of functions: what is known of the arguments beforehand is looked up once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from protocols.engine.fql.functions import FUNCTIONS, kind_of
from protocols.engine.fql.tree import Call, Kind, Literal
from protocols.engine.fql.wildcard import compile_wildcard
from protocols.engine.fql.work import NoAnswer, expect_short
from protocols.errors import FqlError

Ask = Callable[[Mapping[str, Any]], Any]

_TYPES: Final[dict[Kind, frozenset[type]]] = {
    Kind.STRING: frozenset({str}),
    Kind.NUMBER: frozenset({int, float}),
    Kind.BOOL: frozenset({bool}),
    Kind.LIST: frozenset({list}),
}
_LONG: Final = frozenset({str, list})


def compile_call(node: Call, arguments: Sequence[Ask], longest: int) -> Ask:
    """The call as a function of messages; it takes texts and lists up to `longest`."""
    answer, otherwise = _answering(node, longest), _otherwise(node)
    takes = [_types(kinds) for kinds in FUNCTIONS[node.name].takes]
    if len(arguments) == 1:
        return _of_one(arguments[0], takes[0], answer, otherwise)
    return _of_two((arguments[0], arguments[1]), (takes[0], takes[1]), answer, otherwise)


def _types(kinds: frozenset[Kind]) -> frozenset[type]:
    return frozenset(kind for each in kinds for kind in _TYPES[each])


def _of_one(
    argument: Ask,
    takes: frozenset[type],
    answer: Callable[..., Any],
    otherwise: Callable[..., Any],
) -> Ask:
    def call(message: Mapping[str, Any]) -> Any:
        value = argument(message)
        return answer(value) if type(value) in takes else otherwise(value)

    return call


def _of_two(
    arguments: tuple[Ask, Ask],
    takes: tuple[frozenset[type], frozenset[type]],
    answer: Callable[..., Any],
    otherwise: Callable[..., Any],
) -> Ask:
    (one, two), (takes_one, takes_two) = arguments, takes

    def call(message: Mapping[str, Any]) -> Any:
        first, second = one(message), two(message)
        if type(first) in takes_one and type(second) in takes_two:
            return answer(first, second)
        return otherwise(first, second)

    return call


def _answering(node: Call, longest: int) -> Callable[..., Any]:
    """The function, given what it takes: refuses what is too long, and says where it stands."""
    answer, deep = _answer(node), FUNCTIONS[node.name].deep

    def answered(*values: Any) -> Any:
        try:
            for value in values:
                if type(value) in _LONG:
                    expect_short(value, longest, deep=deep)
            return answer(*values)
        except (ValueError, NoAnswer) as fault:
            raise FqlError(f"{node.name}(): {fault}", node.offset) from None

    return answered


def _answer(node: Call) -> Callable[..., Any]:
    """The function itself; of `match` with a pattern written out, one that has read the pattern."""
    pattern = node.arguments[-1]
    if node.name == "match" and isinstance(pattern, Literal) and isinstance(pattern.value, str):
        matches = compile_wildcard(pattern.value)
        return lambda text, _: matches(text)
    return FUNCTIONS[node.name].answer


def _otherwise(node: Call) -> Callable[..., Any]:
    """The answer where an argument is null; refuses arguments that the function does not take."""
    function = FUNCTIONS[node.name]

    def of_null(*values: Any) -> Any:
        for argument, value, kinds in zip(node.arguments, values, function.takes, strict=True):
            if value is not None and kind_of(value) not in kinds:
                fault = f"{node.name}() does not take a {kind_of(value)}"
                raise FqlError(fault, argument.offset)
        return function.of_null

    return of_null
