"""Types: who may see them, and whether each says anything at all."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from protocols.findings import Finding
from protocols.findings.catalog import finding
from protocols.plan.file.libraries import Source
from protocols.plan.file.places import Places
from protocols.plan.file.suggest import did_you_mean
from protocols.plan.file.walk import IN_PLACE, children, schemas

PREFIX: Final = "#/types/"


class Scopes:
    """Which type names each file sees: its own, then those of what it uses."""

    def __init__(self, sources: list[Source]) -> None:
        self._seen = {source.document.file: _names(source) for source in sources}
        self._everything = frozenset().union(*(names or () for names in self._seen.values()))

    def references(self, schema: Any, places: Places) -> Iterator[Finding]:
        """What is wrong with the `$ref`s of one schema."""
        for path, each in schemas(schema):
            reference = each.get("$ref")
            if isinstance(reference, str):
                at = places.at((*path, "$ref"))
                fault = self._fault(reference, at.file)
                if fault:
                    rule, message, advice = fault
                    yield finding(rule, message, at, advice=advice)

    def _fault(self, reference: str, file: str) -> tuple[str, str, str] | None:
        name = reference.removeprefix(PREFIX)
        if name == reference or not name:
            advice = f"write {PREFIX}NAME and define NAME under `types`, here or in a library"
            return "TP025", f'"$ref" is not a type of the plan: {reference}', advice
        names = self._seen[file]
        if names is None or name in names:
            return None
        if name in self._everything:
            return (
                "TP026",
                f'type "{name}" is defined in a file that this one does not use',
                "add it to `use`",
            )
        message = f'no type is called "{name}"{did_you_mean(name, names)}'
        return "TP026", message, "define it under `types`, here or in a library"


def _names(source: Source) -> frozenset[str] | None:
    """None when a file in sight could not be read, so that its types are unknown."""
    names: set[str] = set()
    for each in source.visible():
        if not each.whole:
            return None
        types = each.document.data.get("types") if isinstance(each.document.data, dict) else None
        names.update(types if isinstance(types, dict) else ())
    return frozenset(names)


def empty_types(types: Mapping[str, Any]) -> list[str]:
    """Types that lead back to themselves before any part of a value is looked at."""
    leads = {name: frozenset(_in_place(schema)) for name, schema in types.items()}
    return [name for name in types if _reaches(name, leads)]


def _in_place(schema: Any) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        yield reference.removeprefix(PREFIX)
    for path, child in children(schema):
        if path[0] in IN_PLACE:
            yield from _in_place(child)


def _reaches(name: str, leads: Mapping[str, frozenset[str]]) -> bool:
    seen: list[str] = sorted(leads[name])
    for each in seen:
        if each == name:
            return True
        seen.extend(sorted(leads.get(each, frozenset()).difference(seen)))
    return False
