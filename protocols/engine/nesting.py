"""How deep a message nests: deeper ones are refused before anything walks them."""

from typing import Any, Final

MAX_DEPTH: Final = 64
"""How deep objects and arrays of a message may nest."""

_NOT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))


def nests_deeper(value: Any, text: bytes, limit: int) -> bool:
    """Whether `value`, parsed from `text`, nests deeper than `limit` levels.

    Most texts are proved shallow by their brackets alone, much faster than by a walk.
    """
    return not _brackets_are_shallow(text, limit) and _walk_is_deeper(value, limit)


def _brackets_are_shallow(text: bytes, limit: int) -> bool:
    brackets = text.translate(None, _NOT_BRACKETS)
    for _ in range(limit // 2):  # a round can take away two levels, as in `[{}]`
        inner = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if not inner:
            return True
        if len(inner) == len(brackets):
            return False
        brackets = inner
    return False


def _walk_is_deeper(value: Any, limit: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(limit):
        level = [child for node in level for child in _children(node)]
        if not level:
            return False
    return True


def _children(node: dict[str, Any] | list[Any]) -> list[Any]:
    values = node.values() if isinstance(node, dict) else node
    return [value for value in values if isinstance(value, dict | list)]
