"""What a broken keyword expects, read from the error that jsonschema-rs makes of it."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import jsonschema_rs

Kinds = jsonschema_rs.ValidationErrorKind

MAX_WANTED: Final = 300
"""Characters of a limit, pattern or list of values that a cause tells."""


def wanted_by(kind: Any, types: Sequence[str] = ()) -> str:
    """The limit, pattern, types or values that the plan has there. Never the message's value."""
    return (_type_list(types) if types else _wanted(kind))[:MAX_WANTED]


def accepted_by(kind: Any) -> tuple[str, ...]:
    """The types of `type`, the strings of `enum`, the name of `format`."""
    special = _ACCEPTS.get(type(kind))
    return special(kind) if special else ()


def _type_list(types: Sequence[str]) -> str:
    return types[0] if len(types) == 1 else f"[{','.join(types)}]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _wanted(kind: Any) -> str:
    for attribute in ("limit", "pattern", "format", "multiple_of"):
        value = getattr(kind, attribute, None)
        if isinstance(value, str | int | float) or (
            value is not None and not isinstance(value, type)
        ):
            return str(value)
    special = _WANTED.get(type(kind))
    return special(kind) if special else ""


_WANTED: Final[Mapping[type[Any], Callable[[Any], str]]] = {
    Kinds.Type: lambda kind: _type_list(kind.types),
    Kinds.Enum: lambda kind: ", ".join(map(_json, kind.options)),
    Kinds.Constant: lambda kind: _json(kind.expected_value),
    Kinds.Required: lambda kind: f"{kind.property} to be present",
    Kinds.AnyOf: lambda _: "one of several shapes",
    Kinds.OneOfNotValid: lambda _: "exactly one of several shapes",
    Kinds.OneOfMultipleValid: lambda _: "exactly one of several shapes",
}

_ACCEPTS: Final[Mapping[type[Any], Callable[[Any], tuple[str, ...]]]] = {
    Kinds.Type: lambda kind: tuple(kind.types),
    Kinds.Enum: lambda kind: tuple(o for o in kind.options if isinstance(o, str)),
    Kinds.Format: lambda kind: (kind.format,),
}
