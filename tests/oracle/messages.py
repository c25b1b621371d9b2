"""Values that a schema nearly accepts: built to fit, then broken in a few places."""

import copy
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any, Final

from tests.oracle.generate import TYPES, Schemas
from tests.oracle.words import FORMATS, KEYS, NUMBERS, PATTERNS, TEXTS

DEEPEST: Final = 6
FOR: Final = {
    "properties": "object",
    "required": "object",
    "patternProperties": "object",
    "additionalProperties": "object",
    "minProperties": "object",
    "dependencies": "object",
    "propertyNames": "object",
    "items": "array",
    "minItems": "array",
    "contains": "array",
    "uniqueItems": "array",
    "pattern": "string",
    "format": "string",
    "minLength": "string",
    "minimum": "number",
    "multipleOf": "number",
    "maximum": "number",
}
"""Keyword → the type of value it speaks of."""

ALIKE: Final = (
    *(0, 1, 1.0, True, False, None, "1", [1], [True], [1.0]),
    *({"a": 1}, {"a": 1.0}, {"a": True}, {"b": 1}, [[0]], [[False]], []),
)
"""What tells by value from by sight, in arrays of unique elements."""


class Values:
    """Makes values for schemas; the same seed makes the same ones."""

    def __init__(self, random: Random, definitions: Mapping[str, Any]) -> None:
        self._random = random
        self._definitions = definitions
        self._any = Schemas(random)

    def near(self, schema: Any) -> Any:
        """A value made to fit, with up to three faults put in."""
        value = self._fitting(schema, 0)
        for _ in range(self._random.choice((0, 0, 1, 1, 2, 3))):
            value = self._broken(value)
        return value

    def wrapped(self, body: Any) -> dict[str, Any]:
        """`properties` near to a body; seldom none at all, or no object."""
        chance = self._random.random()
        if chance < 0.01:
            return {}
        if chance < 0.03:
            return {"properties": self._any.data(1)}
        value = self.near(body)
        return {"properties": self._multiplied(value) if chance > 0.995 else value}

    def _multiplied(self, value: Any) -> Any:
        """The same with its arrays some hundred times as long, so that many things are wrong."""
        if isinstance(value, dict):
            return {key: self._multiplied(inner) for key, inner in value.items()}
        times = self._random.randint(20, 200)
        return value * times if isinstance(value, list) and len(value) < 20 else value

    def _fitting(self, schema: Any, depth: int) -> Any:
        random = self._random
        parts = list(self._parts(schema, 0))
        fixed = [part for part in parts if "const" in part or "enum" in part]
        if fixed and random.random() < 0.8:
            part = random.choice(fixed)
            return copy.deepcopy(part["const"] if "const" in part else random.choice(part["enum"]))
        makers: Mapping[str, Callable[[list[Any], int], Any]] = {
            "string": self._string,
            "number": self._number,
            "integer": self._integer,
            "array": self._array,
            "object": self._object,
        }
        kind = self._kind(parts)
        if kind in makers and (depth < DEEPEST or kind not in {"array", "object"}):
            return makers[kind](parts, depth)
        return (
            None if kind == "null" else random.choice((True, False)) if kind == "boolean" else []
        )

    def _parts(self, schema: Any, depth: int) -> Iterator[Mapping[str, Any]]:
        """The schemas that speak of one value, one branch of each combination."""
        if not isinstance(schema, Mapping) or depth > DEEPEST:
            return
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            yield from self._parts(self._definitions[name], depth + 1)
            return
        yield schema
        several = [*schema.get("allOf", ())]
        several += [
            self._random.choice(schema[key]) for key in ("anyOf", "oneOf") if schema.get(key)
        ]
        if "if" in schema:
            chosen = self._random.random() < 0.5
            several += [schema["if"], schema.get("then")] if chosen else [schema.get("else")]
        several += [
            part for part in schema.get("dependencies", {}).values() if isinstance(part, dict)
        ]
        for part in several:
            yield from self._parts(part, depth + 1)

    def _kind(self, parts: list[Mapping[str, Any]]) -> str:
        wanted: list[str] = []
        for part in parts:
            types = part.get("type", ())
            wanted += [types] if isinstance(types, str) else types
            if "type" not in part:
                wanted += [FOR[key] for key in part if key in FOR]
        return self._random.choice(wanted or TYPES)

    def _string(self, parts: list[Mapping[str, Any]], _depth: int) -> str:
        random = self._random
        texts: list[str] = []
        for part in parts:
            texts += PATTERNS.get(part.get("pattern", "^$^"), ())
            texts += FORMATS.get(part.get("format", ""), ())
        text = random.choice(texts if texts and random.random() < 0.8 else TEXTS)
        least = max((part.get("minLength", 0) for part in parts), default=0)
        most = min((part.get("maxLength", 99) for part in parts), default=99)
        if random.random() < 0.3:
            text = (text + "é😀abc" * 2)[: max(least, min(len(text), most))]
        return text

    def _number(self, parts: list[Mapping[str, Any]], _depth: int) -> Any:
        random = self._random
        limits = [
            part[key]
            for part in parts
            for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
            if key in part
        ]
        steps = [part["multipleOf"] for part in parts if "multipleOf" in part]
        if steps and random.random() < 0.7:
            step = random.choice(steps)
            return random.choice(
                (step * random.randint(-3, 400), float(f"{step * random.randint(0, 999):.7g}"))
            )
        number = random.choice(limits or NUMBERS)
        return number + random.choice((0, 0, 1, -1, 0.5)) if limits else number

    def _integer(self, parts: list[Mapping[str, Any]], depth: int) -> Any:
        number = self._number(parts, depth)
        whole = int(number)
        return whole if abs(whole) < 2**64 and self._random.random() < 0.8 else number

    def _array(self, parts: list[Mapping[str, Any]], depth: int) -> list[Any]:
        random = self._random
        least = max((part.get("minItems", 0) for part in parts), default=0)
        if any("uniqueItems" in part for part in parts) and random.random() < 0.4:
            return [copy.deepcopy(random.choice(ALIKE)) for _ in range(random.randint(1, 4))]
        count = max(least, random.randint(0, 3))
        made = []
        for index in range(count):
            schemas = [
                self._item(part, index) for part in parts if {"items", "contains"} & part.keys()
            ]
            made.append(
                self._fitting(random.choice(schemas), depth + 1) if schemas else self._any.data(1)
            )
        return made

    def _item(self, part: Mapping[str, Any], index: int) -> Any:
        if "contains" in part and self._random.random() < 0.4:
            return part["contains"]
        items = part.get("items", True)
        if not isinstance(items, list):
            return items
        return items[index] if index < len(items) else part.get("additionalItems", True)

    def _object(self, parts: list[Mapping[str, Any]], depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for part in parts:
            for key, schema in self._entries(part):
                made[key] = self._fitting(schema, depth + 1)
            for key in part.get("dependencies", ()):
                if self._random.random() < 0.4:
                    made.setdefault(key, self._any.data(1))
        least = max((part.get("minProperties", 0) for part in parts), default=0)
        while len(made) < least:
            made[self._random.choice(KEYS)] = self._any.data(1)
        return made

    def _entries(self, part: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Some of the keys one schema speaks of, and the schema of each."""
        chance = self._random.random
        known, required = part.get("properties", {}), part.get("required", ())
        for key in [*required, *known]:
            if key in required or chance() < 0.6:
                yield key, known.get(key, True)
        for pattern, schema in part.get("patternProperties", {}).items():
            if chance() < 0.5:
                yield self._random.choice(PATTERNS[pattern]), schema
        if "additionalProperties" in part and chance() < 0.4:
            yield self._random.choice(KEYS), part["additionalProperties"]

    def _broken(self, value: Any) -> Any:
        """The value with one fault put in somewhere."""
        random = self._random
        if isinstance(value, dict) and value and random.random() < 0.8:
            key = random.choice([*value])
            chance = random.random()
            if chance < 0.15:
                return {name: inner for name, inner in value.items() if name != key}
            if chance < 0.3:
                return {**value, random.choice(KEYS): self._any.data(1)}
            return {**value, key: self._broken(value[key])}
        if isinstance(value, list) and value and random.random() < 0.8:
            index = random.randrange(len(value))
            chance = random.random()
            if chance < 0.2:
                return [*value, copy.deepcopy(value[index])]
            if chance < 0.3:
                return value[:index] + value[index + 1 :]
            return [*value[:index], self._broken(value[index]), *value[index + 1 :]]
        return self._twisted(value)

    def _twisted(self, value: Any) -> Any:
        random = self._random
        if random.random() < 0.3:
            return self._any.data(2)
        if isinstance(value, bool):
            return random.choice((int(value), not value, str(value)))
        if isinstance(value, int | float):
            near = (value + 1, value - 1, value + 0.5, -value, str(value), bool(value))
            return random.choice((*near, _as_other(value)))
        if isinstance(value, str):
            extra = random.choice((*"\n a1é😀\u0000", ""))
            return random.choice((value + extra, extra + value, value[:-1], value.upper()))
        return self._any.data(2)


def _as_other(number: Any) -> Any:
    """1 ↔ 1.0."""
    if isinstance(number, int):
        return float(number)
    return int(number) if number.is_integer() and abs(number) < 2**64 else number
