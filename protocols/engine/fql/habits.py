"""What is an operator in other languages, and how FQL says it."""

from typing import Final

from protocols.engine.fql.lex import Mark, Token
from protocols.errors import FqlError

_NOT: Final = "write `!(…)`"
_INSTEAD: Final = {
    "is not": "write `!= null`",
    "not in": "write `!(a in […])`",
    "not like": "write `!match(text, 'pattern')`",
    "and": "write `and` in small letters",
    "or": "write `or` in small letters",
    "in": "write `in` in small letters",
    "is": "write `= null`",
    "not": _NOT,
    "like": "use `match(text, 'pattern')`",
    "contains": "write `contains(text, 'part')`",
}
"""One or two words of another language in small letters → what stands for them here."""


def habit(before: Token | None, word: Token, after: Token | None) -> FqlError | None:
    """What to say of a word where none may stand, if another language has an operator there."""
    if word.mark is Mark.PATH:
        two = f"{word.text} {after.text}" if after else ""
        for written in (two, word.text):
            if written.lower() in _INSTEAD:
                return _fault(written, word.offset, _INSTEAD[written.lower()])
    negates = before is not None and before.mark is Mark.PATH and before.text.lower() == "not"
    if before is not None and negates and word.mark is not Mark.END:
        return _fault(before.text, before.offset, _NOT)
    return None


def instead_of(name: str) -> str:
    """What stands for an operator that was written like a function: `NOT(a)`. Empty if it is none."""
    return _INSTEAD.get(name.lower(), "")


def _fault(written: str, offset: int, remedy: str) -> FqlError:
    return FqlError(f"`{written}` is not an operator", offset, remedy)
