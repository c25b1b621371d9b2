from collections.abc import Callable
from decimal import Decimal
from typing import Final

from protocols.engine.fql.habits import habit
from protocols.engine.fql.lex import Mark, Token, tokens
from protocols.engine.fql.tree import (
    Call,
    Compare,
    Everything,
    Join,
    Junction,
    ListOf,
    Literal,
    Node,
    Not,
    Operator,
    Path,
)
from protocols.engine.paths import parse_path
from protocols.errors import FqlError

MAX_BYTES: Final = 5 * 1024
"""The longest expression, in bytes of UTF-8. Source: Segment's limits of destination filters."""

MAX_DEPTH: Final = 32
"""How deep parentheses, lists, calls and `!` may stand in one another."""

_MAX_NUMBER: Final = 10**20
_OPERATORS: Final = {str(operator): operator for operator in Operator}
_WORDS: Final = {"true": True, "false": False, "null": None}
_STARTS: Final = "a path, a value, a function, `!` or `(`"


def parse_fql(text: str) -> Node:
    """Read an expression.

    Raises:
        FqlError: it is not one; or it is longer than `MAX_BYTES`, or nested deeper than `MAX_DEPTH`.
    """
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise FqlError(f"longer than {MAX_BYTES} bytes", 0, "split it into several")
    return _Parser(tuple(tokens(text))).whole()


class _Parser:
    """Recursive descent: one method a rule of the grammar."""

    def __init__(self, words: tuple[Token, ...]) -> None:
        self._words = words
        self._place = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._either()
        if self._next.mark is not Mark.END:
            raise self._habit() or self._leftover()
        return node

    @property
    def _next(self) -> Token:
        return self._words[self._place]

    def _take(self) -> Token:
        word = self._next
        self._place += word.mark is not Mark.END
        return word

    def _at(self, mark: Mark, text: str) -> bool:
        return self._next.mark is mark and self._next.text == text

    def _expect(self, sign: str, why: str) -> None:
        if not self._at(Mark.SIGN, sign):
            message = f"expected `{sign}` {why}, found {_named(self._next)}"
            raise self._habit() or FqlError(message, self._next.offset)
        self._take()

    def _nested(self, rule: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FqlError(
                f"nested deeper than {MAX_DEPTH}", self._next.offset, "split it into several"
            )
        node = rule()
        self._depth -= 1
        return node

    def _either(self) -> Node:
        return self._joined(Junction.OR, self._both)

    def _both(self) -> Node:
        return self._joined(Junction.AND, self._comparison)

    def _joined(self, junction: Junction, rule: Callable[[], Node]) -> Node:
        offset = self._next.offset
        operands = [rule()]
        while self._at(Mark.KEYWORD, junction):
            self._take()
            operands.append(rule())
        return operands[0] if len(operands) == 1 else Join(junction, tuple(operands), offset)

    def _comparison(self) -> Node:
        left = self._unary()
        if (operator := self._operator()) is None:
            return left
        offset = self._take().offset
        node = Compare(operator, left, self._unary(), offset)
        if self._operator():
            raise FqlError(
                "comparisons do not chain", self._next.offset, "join two of them with `and`"
            )
        return node

    def _operator(self) -> Operator | None:
        comparing = self._next.mark in {Mark.SIGN, Mark.KEYWORD}
        return _OPERATORS.get(self._next.text) if comparing else None

    def _unary(self) -> Node:
        if not self._at(Mark.SIGN, "!"):
            return self._term()
        offset = self._take().offset
        return Not(self._nested(self._unary), offset)

    def _term(self) -> Node:
        word = self._take()
        if word.mark is Mark.SIGN and word.text in {"(", "["}:
            return self._group() if word.text == "(" else ListOf(self._items("]"), word.offset)
        if word.mark is Mark.PATH:
            return self._path_or_call(word)
        value = _VALUES.get(word.mark)
        node = value(word) if value else None
        if node is None:
            raise FqlError(f"expected {_STARTS}, found {_named(word)}", word.offset)
        return node

    def _group(self) -> Node:
        node = self._nested(self._either)
        self._expect(")", "to close a `(`")
        return node

    def _path_or_call(self, word: Token) -> Node:
        if self._at(Mark.SIGN, "("):
            self._take()
            return Call(word.text, self._items(")"), word.offset)
        try:
            return Path(parse_path(word.text), word.offset)
        except ValueError:
            fault = "a name follows `]` without a dot between them"
            raise FqlError(fault, word.offset, "write `list[0].name`") from None

    def _items(self, close: str) -> tuple[Node, ...]:
        items: list[Node] = []
        while not self._at(Mark.SIGN, close):
            if items:
                self._expect(",", f"or `{close}`")
            items.append(self._nested(self._either))
        self._take()
        return tuple(items)

    def _habit(self) -> FqlError | None:
        before = self._words[self._place - 1] if self._place else None
        after = self._words[self._place + 1] if self._place + 1 < len(self._words) else None
        return habit(before, self._next, after)

    def _leftover(self) -> FqlError:
        message = f"expected the expression to end, found {_named(self._next)}"
        return FqlError(message, self._next.offset, "join conditions with `and` or `or`")


def _number(word: Token) -> Node:
    written = Decimal(word.text)
    if written.copy_abs() > _MAX_NUMBER:
        raise FqlError("a number beyond 10^20", word.offset, "compare it as a string")
    return Literal(float(written) if "." in word.text else int(written), word.offset)


def _string(word: Token) -> Node:
    return Literal(word.text[1:-1], word.offset)


def _keyword(word: Token) -> Node | None:
    if word.text == "all":
        return Everything(word.offset)
    return Literal(_WORDS[word.text], word.offset) if word.text in _WORDS else None


_VALUES: Final[dict[Mark, Callable[[Token], Node | None]]] = {
    Mark.NUMBER: _number,
    Mark.STRING: _string,
    Mark.KEYWORD: _keyword,
}


def _named(word: Token) -> str:
    return "the end" if word.mark is Mark.END else f"`{word.text[:40]}`"
