"""Which keys of a value nothing in its schemas names: a slow walk over plain draft-07 data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.oracle import ecma
from tests.oracle.amendments import AMENDMENTS
from tests.oracle.peer import Path

DOT: Final = AMENDMENTS["dot_stops_at_line_feed"].dot


@dataclass(frozen=True, slots=True)
class Walk:
    """`definitions` holds what `$ref` leads to."""

    definitions: Mapping[str, Any]

    def unplanned(self, schemas: Iterable[Any], value: Any, path: Path) -> Iterator[Path]:
        """Keys that no schema names, at every depth, in any way in which draft-07 can name them."""
        parts = list(self._beside(schemas))
        if isinstance(value, list):
            for index, child in enumerate(value):
                below = [item for part in parts for item in _items(part, index)]
                yield from self.unplanned(below, child, (*path, index))
        if not isinstance(value, dict):
            return
        is_open = _is_open(parts)
        for key, child in value.items():
            if is_open or any(_naming(part, key) for part in parts):
                below = [schema for part in parts for schema in _below(part, key)]
                yield from self.unplanned(below, child, (*path, key))
            else:
                yield (*path, key)

    def _beside(self, schemas: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
        """All that speak of the same value."""
        for schema in schemas:
            if not isinstance(schema, Mapping):
                continue
            if "$ref" in schema:
                yield from self._beside([self.definitions[schema["$ref"].rpartition("/")[2]]])
                continue
            yield schema
            for combiner in ("allOf", "anyOf", "oneOf"):
                yield from self._beside(schema.get(combiner, ()))
            words = [schema[word] for word in ("if", "then", "else") if word in schema]
            yield from self._beside([*words, *schema.get("dependencies", {}).values()])


def _is_open(parts: Iterable[Mapping[str, Any]]) -> bool:
    """An object whose schemas name no key, or that say what further keys may hold."""
    extras = [part["additionalProperties"] for part in parts if "additionalProperties" in part]
    names = any(part.get("properties") or part.get("patternProperties") for part in parts)
    return not (names or False in extras) or any(extra is not False for extra in extras)


def _items(part: Mapping[str, Any], index: int) -> list[Any]:
    items = part.get("items", True)
    if not isinstance(items, list):
        return [items]
    return [items[index]] if index < len(items) else [part.get("additionalItems", True)]


def _naming(part: Mapping[str, Any], key: str) -> list[Any]:
    own = [part["properties"][key]] if key in part.get("properties", {}) else []
    patterns = part.get("patternProperties", {}).items()
    return own + [schema for each, schema in patterns if ecma.compiled(each, DOT).search(key)]


def _below(part: Mapping[str, Any], key: str) -> list[Any]:
    further = part.get("additionalProperties", False)
    return _naming(part, key) or ([] if further is False else [further])
