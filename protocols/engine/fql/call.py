"""Calls of functions. Texts are what nearly all of them are given, and every function takes: a short way."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from protocols.engine.fql.functions import FUNCTIONS, kind_of
from protocols.engine.fql.tree import Call, Kind, Literal
from protocols.engine.fql.wildcard import compile_wildcard
from protocols.engine.fql.work import NoAnswer, expect_short
from protocols.errors import FqlError

Ask = Callable[[Mapping[str, Any]], Any]

_LONG: Final = frozenset({Kind.STRING, Kind.LIST})


def compile_call(node: Call, arguments: Sequence[Ask], longest: int) -> Ask:
    """The call as a function of messages; it takes texts and lists up to `longest`."""
    answer = _answer(node)
    settle = _settling(node, answer, longest)
    if len(arguments) == 1:
        return _of_one(arguments[0], answer, settle, longest)
    return _of_two((arguments[0], arguments[1]), answer, settle, longest)


def _of_one(
    argument: Ask, answer: Callable[..., Any], settle: Callable[..., Any], longest: int
) -> Ask:
    def call(message: Mapping[str, Any]) -> Any:
        value = argument(message)
        if type(value) is str and len(value) <= longest:
            try:
                return answer(value)
            except ValueError:
                pass
        return settle(value)

    return call


def _of_two(
    arguments: tuple[Ask, Ask],
    answer: Callable[..., Any],
    settle: Callable[..., Any],
    longest: int,
) -> Ask:
    first, second = arguments

    def call(message: Mapping[str, Any]) -> Any:
        one, two = first(message), second(message)
        if type(one) is str and type(two) is str and max(len(one), len(two)) <= longest:
            try:
                return answer(one, two)
            except ValueError:
                pass
        return settle(one, two)

    return call


def _settling(node: Call, answer: Callable[..., Any], longest: int) -> Callable[..., Any]:
    """What the call answers for any values; or refuses, saying where."""
    function = FUNCTIONS[node.name]

    def settle(*values: Any) -> Any:
        for argument, value, kinds in zip(node.arguments, values, function.takes, strict=True):
            if value is not None and kind_of(value) not in kinds:
                fault = f"{node.name}() does not take a {kind_of(value)}"
                raise FqlError(fault, argument.offset)
        if None in values:
            return function.of_null
        try:
            for value in values:
                if kind_of(value) in _LONG:
                    expect_short(value, longest, deep=function.deep)
            return answer(*values)
        except (ValueError, NoAnswer) as fault:
            raise FqlError(str(fault), node.offset) from None

    return settle


def _answer(node: Call) -> Callable[..., Any]:
    """The function itself; of `match` with a pattern written out, one that has read the pattern."""
    pattern = node.arguments[-1]
    if node.name == "match" and isinstance(pattern, Literal) and isinstance(pattern.value, str):
        matches = compile_wildcard(pattern.value)
        return lambda text, _: matches(text)
    return FUNCTIONS[node.name].answer
