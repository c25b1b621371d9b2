r"""A plan's patterns as Python's `re`, read as ECMA-262 has them: the peer's own reading.

Where `re` differs and ours must not: `$` is the very end, `\d` and `\w` are ASCII, `\s` is
ECMA-262's list of white space, `.` stops at all four line ends.
"""

import re
from functools import cache
from typing import Final

_SPACE: Final = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_NOT_SPACE: Final = (
    r"\x00-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e"
    r"\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\U0010ffff"
)
_TOKEN: Final = re.compile(r"\\.|\[\^?|\]|\$|\.|[^\\\[\]$.]+", re.DOTALL)


DOT: Final = r"[^\n\r\u2028\u2029]"


@cache
def compiled(pattern: str, dot: str = DOT) -> re.Pattern[str]:
    """The pattern for `search`; `dot` is what `.` stands for."""
    parts, in_class = [], False
    for token in _TOKEN.findall(pattern):
        parts.append(_inside(token) if in_class else _outside(token, dot))
        if token in {"[", "[^"} and not in_class:
            in_class = True
        elif token == "]":
            in_class = False
    return re.compile("".join(parts), re.ASCII)


def _outside(token: str, dot: str) -> str:
    return {
        "$": r"\Z",
        ".": dot,
        r"\s": f"[{_SPACE}]",
        r"\S": f"[^{_SPACE}]",
    }.get(token, token)


def _inside(token: str) -> str:
    return {r"\s": _SPACE, r"\S": _NOT_SPACE}.get(token, token)
