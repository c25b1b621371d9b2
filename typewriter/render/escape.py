"""How text becomes Python source: one filter for each place that text can stand in.

A template can print nothing without one of these (a test holds the templates to it), and none of
them lets text end the string, name or comment it stands in.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from typewriter.naming import is_name

_ANNOTATION_NODES: Final = (
    ast.Expression,
    ast.BinOp,
    ast.BitOr,
    ast.Name,
    ast.Subscript,
    ast.Tuple,
    ast.Constant,
    ast.UnaryOp,
    ast.USub,
    ast.Load,
)
_DEFAULTS: Final = {"": "", "None": " = None", "UNSET": " = UNSET"}


def literal(value: Any) -> str:
    """A JSON value as source. `repr` escapes quotes, and all that does not print or reorders text."""
    return repr(value)


@lru_cache(maxsize=4096)
def name(text: str) -> str:
    """A Python name, exactly."""
    if not is_name(text):
        raise ValueError(f"not a Python name: {text!r}")
    return text


def names(texts: Sequence[str]) -> str:
    """Names after `import`."""
    return ", ".join(map(name, texts))


def dotted(text: str) -> str:
    """A module to import from; a leading dot means our own package."""
    _ = [name(part) for part in text.removeprefix(".").split(".")]
    return text


@lru_cache(maxsize=4096)
def annotation(text: str) -> str:
    """An annotation: names, `|`, `[]` and constants, and nothing that runs."""
    tree = ast.parse(text, mode="eval")
    if not all(isinstance(node, _ANNOTATION_NODES) for node in ast.walk(tree)):
        raise ValueError(f"not an annotation: {text!r}")
    return ast.unparse(tree)


def default_value(text: str) -> str:
    """What stands after an argument's annotation."""
    return _DEFAULTS[text]


def indented(text: str) -> str:
    """Text as it stands in a docstring: at a body's indentation, the end on a line of its own."""
    first, *others = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    body = [f"    {line}" if line else "" for line in others]
    return "\n".join([first, *body, "    "]) if body else first


def doc(text: str) -> str:
    """The inside of a docstring, escaped."""
    escaped = indented(text).replace("\\", "\\\\")
    if not escaped.replace("\n", "").isprintable():
        escaped = "".join(map(_doc_char, escaped))
    if '""' in escaped or escaped.endswith('"'):
        escaped = escaped.replace('"', '\\"')
    return escaped


FILTERS: Final[Mapping[str, Callable[[Any], str]]] = {
    "annotation": annotation,
    "default_value": default_value,
    "doc": doc,
    "dotted": dotted,
    "literal": literal,
    "name": name,
    "names": names,
}


def _doc_char(char: str) -> str:
    if char == "\n" or char.isprintable():
        return char
    return repr(char)[1:-1].replace("\\t", "\t")
