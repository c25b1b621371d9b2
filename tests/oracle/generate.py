"""Draft-07 schemas from a seed: every keyword, recursive types, and combinations of all of them."""

from collections.abc import Callable
from random import Random
from typing import Any, Final

from tests.oracle.words import FORMATS, KEYS, NUMBERS, PATTERNS, STEPS, TEXTS

TYPES: Final = ("string", "number", "integer", "boolean", "null", "array", "object")
DEEPEST: Final = 4


class Schemas:
    """Makes schemas that may refer to `definitions`; the same seed makes the same ones."""

    def __init__(self, random: Random, definitions: tuple[str, ...] = ()) -> None:
        self._random = random
        self._definitions = definitions
        self._first = 0

    def definitions(self) -> dict[str, Any]:
        """The types. In place they refer only onwards, so that no reference runs in a circle."""
        made = {}
        for index, name in enumerate(self._definitions, 1):
            self._first = index
            made[name] = self.schema(1, self._random.choice((self._object, self._array, None)))
        self._first = 0
        return made

    def body(self) -> dict[str, Any]:
        """The schema of a `properties` object."""
        body = self._object(0) if self._random.random() < 0.3 else {}
        named = {key: self._below(0) for key in self._keys(1, 5)}
        if self._random.random() < 0.4:
            body["required"] = self._random.sample([*named], 1)
        return {"properties": named, **body, "type": "object"}

    def schema(self, depth: int, part: Callable[[int], dict[str, Any]] | None = None) -> Any:
        """Any schema; below `DEEPEST` one without further schemas."""
        random = self._random
        if part is None and random.random() < 0.04:
            return random.random() < 0.6
        if part is None and depth >= 1 and random.random() < 0.1 and self._later():
            return self._reference(self._later())
        makers: list[Callable[[int], dict[str, Any]]] = [self._string, self._number, self._choice]
        if depth < DEEPEST:
            makers += [self._object, self._array, self._combined, self._object, self._combined]
        made = (part or random.choice(makers))(depth)
        if random.random() < 0.12:
            made = {**random.choice(makers)(depth), **made}
        return made

    def _below(self, depth: int) -> Any:
        """A schema for a value inside: may refer to any type, itself included."""
        if self._definitions and self._random.random() < 0.12:
            return self._reference(self._definitions)
        return self.schema(depth + 1)

    def _later(self) -> tuple[str, ...]:
        return self._definitions[self._first :]

    def _reference(self, names: tuple[str, ...]) -> dict[str, Any]:
        reference = {"$ref": f"#/definitions/{self._random.choice(names)}"}
        if self._random.random() < 0.25:
            beside = self._random.choice((self._string, self._number))(DEEPEST)
            return {"allOf": [reference, beside]}
        return reference

    def _some(self, **makers: Callable[[], Any]) -> dict[str, Any]:
        """Each keyword with one chance in three, at least one of them."""
        chosen = [name for name in makers if self._random.random() < 0.33]
        return {name: makers[name]() for name in chosen or [self._random.choice([*makers])]}

    def _typed(self, schema: dict[str, Any], *names: str) -> dict[str, Any]:
        """Mostly with the type the keywords are for, sometimes with several, or none."""
        chance = self._random.random()
        if chance < 0.6:
            return {"type": self._random.choice(names), **schema}
        if chance < 0.8:
            others = {*names[:1], *self._random.sample(TYPES, self._random.randint(1, 3))}
            return {"type": sorted(others), **schema}
        return schema

    def _string(self, _depth: int) -> dict[str, Any]:
        random = self._random
        schema = self._some(
            minLength=lambda: random.randint(0, 3),
            maxLength=lambda: random.randint(0, 5),
            pattern=lambda: random.choice([*PATTERNS]),
            format=lambda: random.choice([*FORMATS]),
        )
        return self._typed(schema, "string")

    def _number(self, _depth: int) -> dict[str, Any]:
        random = self._random
        schema = self._some(
            minimum=lambda: random.choice(NUMBERS),
            maximum=lambda: random.choice(NUMBERS),
            exclusiveMinimum=lambda: random.choice(NUMBERS),
            exclusiveMaximum=lambda: random.choice(NUMBERS),
            multipleOf=lambda: random.choice(STEPS),
        )
        return self._typed(schema, "number", "integer")

    def _choice(self, _depth: int) -> dict[str, Any]:
        random = self._random
        if random.random() < 0.4:
            return {"const": self.data()}
        if random.random() < 0.4:
            return {"type": random.choice(TYPES)}
        values: list[Any] = []
        for value in (self.data() for _ in range(random.randint(1, 4))):
            if not any(alike(value, known) for known in values):
                values.append(value)
        return {"enum": values}

    def data(self, depth: int = 2) -> Any:
        """Any JSON value."""
        random = self._random
        kind = random.randrange(9 if depth else 6)
        if kind < 6:
            return random.choice(
                (
                    random.choice(TEXTS),
                    random.choice(NUMBERS),
                    random.choice(NUMBERS),
                    random.choice((True, False)),
                    None,
                    random.choice(random.choice([*FORMATS.values()])),
                )
            )
        if kind == 6:
            return [self.data(depth - 1) for _ in range(random.randint(0, 3))]
        return {random.choice(KEYS): self.data(depth - 1) for _ in range(random.randint(0, 3))}

    def _keys(self, least: int, most: int) -> list[str]:
        return self._random.sample(KEYS, self._random.randint(least, most))

    def _object(self, depth: int) -> dict[str, Any]:
        random = self._random
        schema = self._some(
            properties=lambda: {key: self._below(depth) for key in self._keys(1, 4)},
            required=lambda: self._keys(0, 2),
            patternProperties=lambda: {
                random.choice([*PATTERNS]): self._below(depth) for _ in range(random.randint(1, 2))
            },
            additionalProperties=lambda: False if random.random() < 0.5 else self._below(depth),
            minProperties=lambda: random.randint(0, 2),
            maxProperties=lambda: random.randint(0, 4),
            propertyNames=lambda: self._string(depth) if random.random() < 0.9 else False,
            dependencies=lambda: {key: self._dependency(depth) for key in self._keys(1, 2)},
        )
        if "properties" in schema and random.random() < 0.5:
            schema["required"] = random.sample([*schema["properties"]], 1)
        return self._typed(schema, "object")

    def _dependency(self, depth: int) -> Any:
        return self._keys(0, 2) if self._random.random() < 0.5 else self.schema(depth + 1)

    def _array(self, depth: int) -> dict[str, Any]:
        random = self._random
        schema = self._some(
            items=lambda: (
                self._below(depth)
                if random.random() < 0.6
                else [self._below(depth) for _ in range(random.randint(1, 3))]
            ),
            additionalItems=lambda: False if random.random() < 0.4 else self._below(depth),
            minItems=lambda: random.randint(0, 3),
            maxItems=lambda: random.randint(0, 4),
            uniqueItems=lambda: random.random() < 0.9,
            contains=lambda: self._below(depth),
        )
        return self._typed(schema, "array")

    def _combined(self, depth: int) -> dict[str, Any]:
        random = self._random
        several = lambda: [self.schema(depth + 1) for _ in range(random.randint(1, 3))]  # noqa: E731
        one = lambda: self.schema(depth + 1)  # noqa: E731
        schema = self._some(
            allOf=several,
            anyOf=several,
            oneOf=several,
            **{"not": one, "if": one, "then": one, "else": one},
        )
        if "if" in schema and not {"then", "else"} & schema.keys():
            schema["then"] = one()
        return schema


def alike(a: Any, b: Any) -> bool:
    """Equal as JSON: 1 is 1.0, and neither is true."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    return bool(a == b)
