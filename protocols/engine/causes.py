"""From a validator's errors to their leaf causes: why exactly a value fails."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

import jsonschema_rs

from protocols.engine.error_place import place_of
from protocols.engine.many import LOOKED_AT, Outline, failures, is_bulky, outline_of
from protocols.engine.paths import Place
from protocols.engine.wanted import accepted_by, wanted_by
from protocols.plan.compile import CompiledRule
from protocols.plan.compile.quick import UUID

MOST_TOLD: Final = 50
"""How many complaints of a message are told apart; all are counted."""

Error = jsonschema_rs.ValidationError
Kinds = jsonschema_rs.ValidationErrorKind


class Cause(NamedTuple):
    """One leaf reason why a message fails.

    `at` is where the value stands, `keyword` the draft-07 keyword it breaks (`falseSchema` for a
    schema that accepts nothing). `missing` is the absent key of a `required`; `at` is then the
    object that lacks it. `types` is set when several branches only differ in the type they want, and
    when the error tells of a format as a pattern,
    `part` where in the compiled schema the keyword stands, if the error does not say so.
    """

    at: Place
    keyword: str
    missing: str | None
    instance: Any
    error: Error
    types: tuple[str, ...] = ()
    part: Place | None = None

    @property
    def key(self) -> tuple[Place, str, str | None]:
        """What makes two causes the same complaint."""
        return self[:3]

    @property
    def place(self) -> Place:
        """Where a reader looks for it: at the value, or where the missing key would be."""
        return self.at if self.missing is None else (*self.at, self.missing)

    @property
    def schema_path(self) -> Place:
        """Where in the compiled schema the keyword stands."""
        return tuple(self.error.schema_path) if self.part is None else self.part

    @property
    def wanted(self) -> str:
        """What the plan expects, as text. Never the message's value."""
        return wanted_by(self.error.kind, self.types)

    @property
    def accepts(self) -> tuple[str, ...]:
        """The types of `type`, the strings of `enum`, the name of `format`."""
        return self.types or accepted_by(self.error.kind)


class Found(NamedTuple):
    """Why a message fails: each complaint once, ordered by place, and how many there are in all.

    `unplanned` is whether it may hold something unplanned as well.
    """

    causes: Sequence[Cause] = ()
    total: int = 0
    unplanned: bool = True


def closed_causes_in(rule: CompiledRule, message: Mapping[str, Any]) -> Found | None:
    """The same for a message that `rule.closed` has just refused, without a second validator.

    None when there are perhaps very many complaints, or it cannot be told whose one is.
    """
    closed = rule.closed
    if closed is None or is_bulky(message):
        return None
    found: list[Cause] = []
    unplanned = False
    for cause in _causes(closed.iter_errors(message), {closed.name: message}):
        at, keyword, missing, instance, error, types, _ = cause
        part = closed.written(tuple(error.evaluation_path))
        if keyword == "additionalProperties":
            unplanned, said = True, _says(rule.schema, part)
            if said is None:
                return None
            if not said:
                continue
        elif keyword == "pattern" and _is_uuid(error):
            keyword, types, part = "format", ("uuid",), (*part[:-1], "format")
        # In a bundle a message stands under the rule's name.
        found.append(Cause(at[1:], keyword, missing, instance, error, types, part))
    found = _sorted(found)
    return Found(found, len(found), unplanned)


def _says(schema: Any, part: Place) -> bool | None:
    """Whether the plan itself has the keyword there; None where a key's name is not known for sure."""
    try:
        for step in part[:-1]:
            schema = schema[step]
            if "" in schema:  # of which paths say nothing
                return None
    except (KeyError, IndexError, TypeError):
        return None
    return part[-1] in schema


def _is_uuid(error: Error) -> bool:
    """Whether the pattern is the one that stands for the format."""
    kind: Any = error.kind
    return bool(kind.pattern == UUID)


def causes_in(rule: CompiledRule | None, message: Mapping[str, Any]) -> Found:
    """Why `message` breaks `rule`.

    All causes are listed where a message has no more than `many.MANY`. Of one that has more, failing
    keywords are counted, also those of each branch of a choice, and the first are listed; unless
    they are no more than a thousand and tell less than fifty causes, which are then all listed.
    """
    if rule is None:
        return Found()
    outline = outline_of(rule, message)
    if outline:
        found = _sorted(_outlined(rule, message, outline))
        # Few complaints, told by many branches of a choice, are worth counting one by one.
        if found and (len(found) >= MOST_TOLD or len(outline) > LOOKED_AT):
            return Found(found, len(outline))
    found = all_causes_in(rule, message)
    return Found(found, len(found))


def all_causes_in(rule: CompiledRule | None, message: Mapping[str, Any]) -> list[Cause]:
    """The same, however many: what is left out must be weighed against every one."""
    if rule is None:
        return []
    return _sorted(_causes(rule.validator.iter_errors(message), message))


def _outlined(rule: CompiledRule, message: Mapping[str, Any], outline: Outline) -> Iterator[Cause]:
    for at, value, error, path in failures(rule, message, outline):
        for cause in _causes([error], value):
            yield cause._replace(at=(*at, *cause.at), part=path)


def _sorted(causes: Iterable[Cause]) -> list[Cause]:
    found = list(causes)
    if len(found) > 1:
        once = {cause.key: cause for cause in found}
        return sorted(once.values(), key=_order)
    return found


def _order(cause: Cause) -> tuple[Place, str]:
    # Places compare, since two that part ways do so in one object or one array.
    return cause.at, cause.keyword


def _causes(errors: Iterable[Error], message: Mapping[str, Any]) -> Iterator[Cause]:
    for error in errors:
        kind = error.kind
        several = _SEVERAL.get(type(kind))
        if several is not None:
            yield from several(error, message)
        else:
            missing = kind.property if type(kind) is Kinds.Required else None
            if missing is not None and missing in cast("dict[str, Any]", error.instance):
                continue  # version 0.60 misses keys that no `properties` name, where it refuses such
            yield Cause(place_of(error, message), kind.name, missing, error.instance, error)


def _unexpected_keys(error: Error, message: Mapping[str, Any]) -> Iterator[Cause]:
    kind: Any = error.kind
    at, instance = place_of(error, message), cast("dict[str, Any]", error.instance)
    for key in kind.unexpected:
        yield Cause((*at, key), kind.name, None, instance[key], error)


def _unexpected_name(error: Error, message: Mapping[str, Any]) -> Iterator[Cause]:
    kind: Any = error.kind
    name = str(kind.error.instance)
    yield Cause((*place_of(error, message), name), kind.name, None, name, error)


def _nearest_branch(error: Error, message: Mapping[str, Any]) -> Iterator[Cause]:
    """The branch the sender most likely meant: one not refused outright, then fewest faults.

    When all branches want another type, that is the cause; when none is nearer, the composite is.
    """
    kind: Any = error.kind
    branches, depth = kind.context, len(error.instance_path)
    meant = [branch for branch in branches if not any(_refuses(fault, depth) for fault in branch)]
    meant.sort(key=len)
    if meant:
        yield from _causes(meant[0], message)
        return
    types = _wanted_types(branches, depth)
    keyword = "type" if types else kind.name
    yield Cause(place_of(error, message), keyword, None, error.instance, error, types)


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


_SEVERAL: Final[Mapping[type[Any], Callable[[Error, Mapping[str, Any]], Iterator[Cause]]]] = {
    Kinds.AnyOf: _nearest_branch,
    Kinds.OneOfNotValid: _nearest_branch,
    Kinds.AdditionalProperties: _unexpected_keys,
    Kinds.PropertyNames: _unexpected_name,
}
"""Errors that are not one cause at their own place: one per unexpected key, those of a branch."""
