"""A draft-07 schema as the list of plain parts that all apply to a value."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from protocols.plan.pointers import referred

Definitions = Mapping[str, Any]

ALL_TYPES: Final = ("string", "integer", "number", "boolean", "null", "array", "object")
BRANCHING: Final = ("oneOf", "anyOf")
_TELLING: Final = frozenset({"type", "properties", "items", "enum", "const", "$ref", "allOf"})


class Part(NamedTuple):
    """Keywords that apply together, and the plan's types they stand in, outermost first."""

    schema: Mapping[str, Any]
    via: tuple[str, ...] = ()


def parts(schema: Any, definitions: Definitions, via: tuple[str, ...] = ()) -> Iterator[Part]:
    """`schema`, what it refers to and what its `allOf` holds; each of the plan's types once."""
    return _parts(schema, definitions, via, set(via))


def _parts(
    schema: Any, definitions: Definitions, via: tuple[str, ...], seen: set[str]
) -> Iterator[Part]:
    if not isinstance(schema, Mapping):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        # Draft-07 ignores what stands beside a reference; only its words are kept.
        yield Part({k: v for k, v in schema.items() if k in {"description", "deprecated", "pii"}})
        name = referred(reference)
        if name in definitions and name not in seen:
            seen.add(name)
            yield from _parts(definitions[name], definitions, (*via, name), seen)
        return
    yield Part(schema, via)
    for inner in schema.get("allOf", ()):
        yield from _parts(inner, definitions, via, seen)


def types_of(found: Sequence[Part]) -> tuple[str, ...]:
    """The JSON types that every part allows, in a fixed order; all of them if no part says."""
    allowed = set(ALL_TYPES)
    for part in found:
        allowed &= _said_types(part.schema)
    return tuple(name for name in ALL_TYPES if name in allowed)


def branches_of(found: Sequence[Part]) -> tuple[Any, ...]:
    """The alternatives of the first part that has typed ones; `required` alone is not a type."""
    for part in found:
        for keyword in BRANCHING:
            branches = part.schema.get(keyword, ())
            if branches and all(map(says_a_type, branches)):
                return tuple(branches)
    return ()


def beside(found: Sequence[Part], branches: tuple[Any, ...]) -> tuple[Mapping[str, Any], ...]:
    """What applies besides `branches`, with `allOf` already unfolded."""
    return tuple(
        {
            keyword: value
            for keyword, value in part.schema.items()
            if keyword != "allOf" and not (keyword in BRANCHING and tuple(value) == branches)
        }
        for part in found
    )


def says_a_type(schema: Any) -> bool:
    """Whether a schema says what a value is, rather than only restricting it."""
    if not isinstance(schema, Mapping):
        return False
    nested = [branch for keyword in BRANCHING for branch in schema.get(keyword, ())]
    return not _TELLING.isdisjoint(schema) or (bool(nested) and all(map(says_a_type, nested)))


def _said_types(schema: Mapping[str, Any]) -> set[str]:
    said = schema.get("type")
    names = {said} if isinstance(said, str) else set(said or ())
    if not names:
        return _implied_types(schema)
    # Draft-07: an integer is a number, so `number` leaves room for a part that says `integer`.
    return names | {"integer"} if "number" in names else names


def _implied_types(schema: Mapping[str, Any]) -> set[str]:
    if "properties" in schema:
        return {"object"}
    return {"array"} if "items" in schema else set(ALL_TYPES)
