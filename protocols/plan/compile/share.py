"""Parts that several schemas have in common, kept once: most properties of a plan are one of a few."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from protocols.plan.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SCHEMAS
from protocols.plan.pointers import reference_to, referred

PREFIX: Final = "shared-"
"""How the definitions begin that stand for parts, and that no plan wrote."""


def share(schemas: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """`{"properties": schemas, "definitions": …}`, in which parts that occur twice are references."""
    if any(name.startswith(PREFIX) for name in definitions):
        return {"properties": dict(schemas), "definitions": dict(definitions)}
    parts = _Parts()
    parts.read([*schemas.values(), *definitions.values()])
    properties = {name: parts.rewritten(schema) for name, schema in schemas.items()}
    named = {name: parts.rewritten(schema) for name, schema in definitions.items()}
    return {"properties": properties, "definitions": {**named, **parts.definitions}}


def plain_path(shared: Mapping[str, Any], steps: Iterable[str | int]) -> tuple[str | int, ...]:
    """Where a keyword stood before sharing; `steps` is the way to it, each `$ref` among them.

    A path through a type of the plan begins there, at `definitions`, as it does without sharing.
    """
    path: list[str | int] = []
    place: Any = shared
    for step in steps:
        if _child(place, step) is None and isinstance(place, dict) and "" in place:
            place = place[""]  # version 0.60 of the validator leaves empty keys out of its paths
        target = place.get("$ref") if step == "$ref" and isinstance(place, dict) else None
        if isinstance(target, str):
            name = referred(target)
            place = shared["definitions"].get(name)
            path = path if name.startswith(PREFIX) else ["definitions", name]
            continue
        place = _child(place, step)
        if step != "$ref" or place is not None:  # else the way was lost among keys written alike
            path.append(step)
    return tuple(path)


def _child(place: Any, step: str | int) -> Any:
    if isinstance(place, list):
        return place[step] if isinstance(step, int) and step < len(place) else None
    if not isinstance(place, dict):
        return None
    if isinstance(step, str) or str(step) in place:
        return place.get(str(step))
    # It writes a key of digits, such as "07", as their number.
    return next((part for key, part in place.items() if _number(key) == step), None)


def _number(key: str) -> int | None:
    digits = key.removeprefix("+")
    return int(digits) if digits.isascii() and digits.isdigit() else None


class _Parts:
    """What occurs how often, by content."""

    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {}
        self._numbers: dict[str, int] = {}
        self._of: dict[int, int] = {}
        self._times: Counter[int] = Counter()

    def read(self, schemas: Iterable[Any]) -> None:
        """Count the parts of `schemas`, which must live as long as this."""
        for schema in schemas:
            _over(schema, self._number)

    def rewritten(self, schema: Any) -> Any:
        """The schema, each part that occurs twice in its place as a reference."""
        return _over(schema, self._reference)

    def _number(self, schema: Any) -> Any:
        if not isinstance(schema, Mapping):
            return schema
        text = json.dumps(_over(schema, self._number), sort_keys=True)
        number = self._numbers.setdefault(text, len(self._numbers))
        self._of[id(schema)] = number
        self._times[number] += 1
        return {"=": number}

    def _reference(self, schema: Any) -> Any:
        if not schema or not isinstance(schema, Mapping) or "$ref" in schema:
            return schema
        number = self._of[id(schema)]
        if self._times[number] == 1:
            return self.rewritten(schema)
        name = f"{PREFIX}{number}"
        if name not in self.definitions:
            self.definitions[name] = self.rewritten(schema)
        return {"$ref": reference_to(name)}


def _over(schema: Any, change: Callable[[Any], Any]) -> Any:
    """The schema with every schema directly inside it changed."""
    if not isinstance(schema, Mapping):
        return schema
    changed: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in MAPS_OF_SCHEMAS and isinstance(value, Mapping):
            changed[keyword] = {name: change(part) for name, part in value.items()}
        elif keyword in LISTS_OF_SCHEMAS and isinstance(value, list):
            changed[keyword] = [change(part) for part in value]
        else:
            changed[keyword] = change(value) if keyword in SCHEMAS else value
    return changed
