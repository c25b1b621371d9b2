"""Values and keys as TypeScript source, so that they say exactly what they said before."""

import json
import re
from typing import Any, Final

_PLAIN_KEY: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_SHORT: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_LAST_OF_ONE_UNIT: Final = 0xFFFF
SAFEST_INTEGER: Final = 2**53 - 1
"""JavaScript's numbers tell whole numbers apart up to here."""


def quoted(text: str) -> str:
    """A string literal. What does not print, or could end an HTML script, is escaped."""
    if text.isprintable() and '"' not in text and "\\" not in text and "<" not in text:
        return f'"{text}"'
    inner = "".join(map(_char, text)).replace("</", r"<\/").replace("<!", r"\u003c!")
    return f'"{inner}"'


def key(text: str) -> str:
    """A key of an interface: bare where that can be."""
    return text if _PLAIN_KEY.fullmatch(text) else quoted(text)


def own_key(text: str) -> str:
    """A key of an object literal, where `__proto__` would be something else."""
    return f"[{quoted(text)}]" if text == "__proto__" else key(text)


def literal(value: Any) -> str:
    """A JSON value as an expression."""
    match value:
        case str():
            return quoted(value)
        case list() | tuple():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            inner = (f"{own_key(name)}: {literal(one)}" for name, one in value.items())
            return f"{{ {', '.join(inner)} }}" if value else "{}"
        case _:
            return json.dumps(value)


def _char(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    return char if char.isprintable() else escaped(char)


def escaped(char: str) -> str:
    """A character by its number, as two if it needs two code units."""
    code = ord(char)
    if code <= _LAST_OF_ONE_UNIT:
        return f"\\u{code:04x}"
    pair = char.encode("utf-16-be")
    return f"\\u{pair[:2].hex()}\\u{pair[2:].hex()}"
