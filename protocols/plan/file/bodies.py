"""The schema of a rule's `properties`, `traits` or `context`, put together from what files say."""

from collections.abc import Iterable, Mapping
from itertools import chain, islice
from typing import Any

from protocols.findings import Finding
from protocols.findings.catalog import finding
from protocols.plan.file.checks import faults
from protocols.plan.file.compose import MAX_PROBLEMS
from protocols.plan.file.join import Declared, Joined, said
from protocols.plan.file.places import Places, Written
from protocols.plan.file.required import settle
from protocols.plan.file.types import Scopes
from protocols.plan.keywords import Path, schemas


class Schemas:
    """Settles and checks schemas, and keeps what it finds, up to a bound."""

    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes
        self.findings: list[Finding] = []

    def settled(self, schema: Any, places: Places) -> Any:
        """The schema with `required` marks moved, after every check."""

        def misplaced(path: Path) -> None:
            self.findings.append(
                finding(
                    "TP020",
                    "`required: true` marks nothing here",
                    places.at(path),
                    advice="it marks an entry of `properties`, `traits` or `context`",
                )
            )

        plain = settle(schema, misplaced)
        parts = list(schemas(plain))
        told = (
            finding(rule, message, places.at(path), advice=advice)
            for rule, message, path, advice in faults(plain, parts)
        )
        room = max(0, MAX_PROBLEMS - len(self.findings))
        self.findings += islice(chain(told, self._scopes.references(parts, places)), room)
        return plain


def object_schema(
    what: str, field: str, declared: Iterable[Declared], joined: Joined
) -> tuple[dict[str, Any], dict[Path, Written]]:
    """An object schema over all the entries that the files give `field`, and where each stands."""
    maps = list(said(declared, field))
    entries = joined.entries(what, maps)
    schema = {
        "type": "object",
        "properties": {name: value for name, (value, _) in entries.items()},
    }
    mounts: dict[Path, Written] = {}
    if maps:
        first = mounts["properties",] = maps[0][1]
        mounts |= {
            ("properties", name): written.part(name)
            for name, (_, written) in entries.items()
            if written is not first
        }
    return schema, mounts


def with_keywords(
    schema: dict[str, Any], mounts: dict[Path, Written], more: Mapping[str, Any], at: Written
) -> None:
    """Add further keywords to an object schema; those that collide apply together, by allOf."""
    colliding = {}
    for keyword, value in more.items():
        if keyword == "properties" and _disjoint(value, schema["properties"]):
            schema["properties"] = schema["properties"] | value
            mounts.update({(keyword, name): at.part(keyword, name) for name in value})
        elif keyword not in schema:
            schema[keyword] = value
            mounts[keyword,] = at.part(keyword)
        elif value != schema[keyword]:
            colliding[keyword] = value
    if colliding:
        beside = schema.get("allOf", [])
        if isinstance(beside, list):
            schema["allOf"] = [*beside, colliding]
            mounts["allOf", len(beside)] = at


def _disjoint(value: object, properties: Mapping[str, Any]) -> bool:
    return isinstance(value, dict) and not properties.keys() & value.keys()
