"""The other opinion: `jsonschema`'s Draft-07 validator, given our format table and pattern function."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any, Final, NamedTuple

import jsonschema
from jsonschema.validators import extend

from tests.oracle import ecma
from tests.oracle.formats import FORMATS

Error = jsonschema.ValidationError
Path = tuple[str | int, ...]

COMPOSITE: Final = ("anyOf", "oneOf")


class Leaf(NamedTuple):
    """One complaint: where, and which keyword. A missing or unexpected key is the last step."""

    path: Path
    keyword: str


class Complaint(NamedTuple):
    """What one error of the peer allows the engine to say; `composite` if it may choose among causes."""

    raw: Leaf
    leaves: frozenset[Leaf]
    composite: bool


class Amendment(NamedTuple):
    """The peer made to see something as ours does: keyword functions, formats, the pattern function."""

    keywords: Mapping[str, Any] = {}
    formats: Mapping[str, Callable[[str], bool]] = {}
    dot: str = ecma.DOT


def peer(schema: Mapping[str, Any], *amendments: Amendment) -> jsonschema.protocols.Validator:
    """A validator for a draft-07 schema."""
    formats = dict(FORMATS)
    keywords = dict(_KEYWORDS)
    dot = ecma.DOT
    for amendment in amendments:
        formats |= amendment.formats
        keywords |= amendment.keywords
        dot = dot if amendment.dot == ecma.DOT else amendment.dot
    checker = jsonschema.FormatChecker(())
    for name, check in formats.items():
        checker.checks(name)(_of_texts(check))
    kind = _draft7(tuple(keywords.items()), dot)
    return kind(_marked(schema), format_checker=checker)


def complaints(validator: jsonschema.protocols.Validator, value: Any) -> list[Complaint]:
    """Everything the peer has to say of a value."""
    return [_complaint(error) for error in validator.iter_errors(value)]


def _complaint(error: Error) -> Complaint:
    path, keyword = tuple(error.absolute_path), str(error.validator)
    composite = keyword in COMPOSITE and bool(error.context)
    leaves = set(_leaves(error))
    if composite:
        leaves |= {Leaf(path, keyword), Leaf(path, "type")}
    return Complaint(Leaf(path, keyword), frozenset(leaves), composite)


def _leaves(error: Error) -> Iterator[Leaf]:
    path, keyword = tuple(error.absolute_path), str(error.validator)
    if keyword in COMPOSITE and error.context:
        for inner in error.context:
            yield from _leaves(inner)
        yield Leaf(path, keyword)
        yield Leaf(path, "type")
    elif keyword in {"required", "additionalProperties", "propertyNames"}:
        for key in _keys(error):
            yield Leaf((*path, key), keyword)
    else:
        yield Leaf(path, keyword)


def _keys(error: Error) -> list[str]:
    if error.validator == "required":
        return [name for name in error.validator_value if name not in error.instance]
    return list(error.validator_value)


def _marked(schema: Any) -> Any:
    """The same schema for a peer that stumbles over two things.

    The errors of a `false` schema lose their place, so it gets a keyword of its own. Beside a
    boolean `items`, `additionalItems` raises; it says nothing there and is left out.
    """
    if schema is False:
        return {"falseSchema": True}
    if not isinstance(schema, Mapping):
        return schema
    idle = isinstance(schema.get("items"), bool)
    return {
        key: _marked_keyword(key, value)
        for key, value in schema.items()
        if not (idle and key == "additionalItems")
    }


def _marked_keyword(keyword: str, value: Any) -> Any:
    if keyword in {"properties", "patternProperties", "definitions", "dependencies"}:
        return {name: _marked(part) for name, part in value.items()}
    if keyword in {"allOf", "anyOf", "oneOf"} or (keyword == "items" and isinstance(value, list)):
        return [_marked(part) for part in value]
    if keyword in {"items", "not", "if", "then", "else", "contains"}:
        return _marked(value)
    if keyword in {"additionalProperties", "additionalItems"} and value is not False:
        return _marked(value)
    return _marked(value) if keyword == "propertyNames" else value


def _of_texts(check: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or check(value)


Search = Callable[[str, str], object]


def _searching(search: Search) -> dict[str, Any]:
    """The keywords that run patterns."""
    keywords = {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional,
    }
    return {name: partial(check, search) for name, check in keywords.items()}


def _pattern(
    search: Search, _validator: Any, pattern: str, value: Any, _schema: Any
) -> Iterator[Error]:
    if isinstance(value, str) and not search(pattern, value):
        yield Error("pattern")


def _pattern_properties(
    search: Search, validator: Any, patterns: Any, value: Any, _schema: Any
) -> Iterator[Error]:
    for pattern, part in patterns.items() if isinstance(value, dict) else ():
        for key in [key for key in value if search(pattern, key)]:
            yield from validator.descend(value[key], part, path=key, schema_path=pattern)


def _additional(
    search: Search, validator: Any, extra: Any, value: Any, schema: Any
) -> Iterator[Error]:
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    extras = [
        key
        for key in (value if isinstance(value, dict) else ())
        if key not in known and not any(search(pattern, key) for pattern in patterns)
    ]
    if extra is False and extras:
        yield Error("additional", validator="additionalProperties", validator_value=extras)
    elif extra is not False:
        for key in extras:
            yield from validator.descend(value[key], extra, path=key)


def _names(validator: Any, names: Any, value: Any, schema: Any) -> Iterator[Error]:
    if not isinstance(value, dict) or not value:
        return
    if names == {"falseSchema": True}:
        yield Error("no names", validator="falseSchema")
        return
    for key in value:
        if not validator.evolve(schema=names).is_valid(key):
            yield Error("name", validator="propertyNames", validator_value=[key])


def _dependencies(validator: Any, dependencies: Any, value: Any, schema: Any) -> Iterator[Error]:
    for key, needed in dependencies.items() if isinstance(value, dict) else ():
        if key not in value:
            continue
        if not isinstance(needed, list):
            yield from validator.descend(value, needed, schema_path=key)
        elif any(name not in value for name in needed):
            yield Error("dependency", validator="required", validator_value=needed)


def _false(validator: Any, mark: Any, value: Any, schema: Any) -> Iterator[Error]:
    yield Error("nothing is accepted")


_KEYWORDS: Final = {
    "propertyNames": _names,
    "dependencies": _dependencies,
    "falseSchema": _false,
}
"""Beside those that run patterns: keywords whose errors do not say which key they mean."""


@cache
def _draft7(keywords: tuple[tuple[str, Any], ...], dot: str) -> Any:
    searching = _searching(lambda pattern, text: ecma.compiled(pattern, dot).search(text))
    return extend(jsonschema.Draft7Validator, searching | dict(keywords))
