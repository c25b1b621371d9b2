"""From a validator's errors to their leaf causes: why exactly a value fails."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import jsonschema_rs

from protocols.engine.error_place import Place, place_of
from protocols.plan.compile import CompiledRule

Error = jsonschema_rs.ValidationError
Kinds = jsonschema_rs.ValidationErrorKind
Steps = Place

MAX_WANTED: Final = 300
"""Characters of a limit, pattern or list of values that a cause tells."""


class Cause(NamedTuple):
    """One leaf reason why a message fails.

    `at` is where the value stands, `keyword` the draft-07 keyword it breaks (`falseSchema` for a
    schema that accepts nothing). `missing` is the absent key of a `required`; `at` is then the
    object that lacks it. `types` is set when several branches only differ in the type they want.
    """

    at: Steps
    keyword: str
    missing: str | None
    instance: Any
    error: Error
    types: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[Steps, str, str | None]:
        """What makes two causes the same complaint."""
        return self[:3]

    @property
    def schema_path(self) -> Steps:
        """Where in the compiled schema the keyword stands."""
        return tuple(self.error.schema_path)

    @property
    def wanted(self) -> str:
        """What the plan expects, as text. Never the message's value."""
        return (_type_list(self.types) if self.types else _wanted(self.error.kind))[:MAX_WANTED]

    @property
    def accepts(self) -> tuple[str, ...]:
        """The types of `type`, the strings of `enum`, the name of `format`."""
        kind = self.error.kind
        return self.types or (_ACCEPTS[type(kind)](kind) if type(kind) in _ACCEPTS else ())


def causes_in(rule: CompiledRule | None, message: Mapping[str, Any]) -> list[Cause]:
    """Why `message` breaks `rule`, each complaint once, ordered by place."""
    if rule is None:
        return []
    errors = rule.validator.iter_errors(message)
    found = {cause.key: cause for cause in _causes(errors, message)}
    return sorted(found.values(), key=_order)


def _order(cause: Cause) -> tuple[tuple[str, ...], str]:
    return tuple(map(str, cause.at)), cause.keyword


def _causes(errors: Iterable[Error], message: Mapping[str, Any]) -> Iterator[Cause]:
    """One cause per unexpected key; for anyOf and oneOf those of the nearest branch."""
    for error in errors:
        kind, at = error.kind, place_of(error, message)
        if isinstance(kind, Kinds.AnyOf | Kinds.OneOfNotValid):
            yield from _nearest_branch(error, kind.context, message)
        elif isinstance(kind, Kinds.AdditionalProperties):
            instance: Any = error.instance
            for key in kind.unexpected:
                yield _cause(error, at=(*at, key), instance=instance[key])
        elif isinstance(kind, Kinds.PropertyNames):
            name = str(kind.error.instance)
            yield _cause(error, at=(*at, name), instance=name)
        else:
            yield _cause(error, at=at, instance=error.instance)


def _cause(error: Error, *, at: Steps, instance: Any) -> Cause:
    kind = error.kind
    missing = kind.property if isinstance(kind, Kinds.Required) else None
    return Cause(at, kind.name, missing, instance, error)


def _nearest_branch(
    error: Error, branches: Sequence[Sequence[Error]], message: Mapping[str, Any]
) -> Iterator[Cause]:
    """The branch the sender most likely meant: one not refused outright, then fewest faults.

    When all branches want another type, that is the cause; when none is nearer, the composite is.
    """
    depth = len(error.instance_path)
    meant = [branch for branch in branches if not any(_refuses(fault, depth) for fault in branch)]
    meant.sort(key=len)
    if meant:
        yield from _causes(meant[0], message)
        return
    types = _wanted_types(branches, depth)
    at = place_of(error, message)
    cause = _cause(error, at=at, instance=error.instance)
    yield cause._replace(keyword="type", types=types) if types else cause


def _refuses(error: Error, depth: int) -> bool:
    """The value is of another type, or its discriminator says it is another branch's."""
    name, below = error.kind.name, len(error.instance_path) - depth
    return (name == "type" and below == 0) or (name in {"const", "enum"} and below <= 1)


def _wanted_types(branches: Sequence[Sequence[Error]], depth: int) -> tuple[str, ...]:
    """The types the branches want of the value itself, if all of them refuse it by type."""
    kinds = [
        next((f.kind for f in branch if _is_type_of_whole(f, depth)), None) for branch in branches
    ]
    if not all(isinstance(kind, Kinds.Type) for kind in kinds):
        return ()
    return tuple(dict.fromkeys(name for kind in kinds for name in getattr(kind, "types", ())))


def _is_type_of_whole(error: Error, depth: int) -> bool:
    return isinstance(error.kind, Kinds.Type) and len(error.instance_path) == depth


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
