"""Types: who may see them, and whether each says anything at all."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from protocols.findings import Finding
from protocols.findings.catalog import finding
from protocols.findings.suggest import did_you_mean
from protocols.plan.file.graph import in_circles, reach
from protocols.plan.file.libraries import Source
from protocols.plan.file.places import Places
from protocols.plan.keywords import IN_PLACE, Part, children, schemas

PREFIX: Final = "#/types/"
MAX_REACH: Final = 100
"""Types that lead on through more types than this are a mistake, or an attack on the compiler."""


class Scopes:
    """Which type names each file sees: its own, then those of what it uses."""

    def __init__(self, sources: list[Source]) -> None:
        self._seen = {source.document.file: _names(source) for source in sources}
        self._everything = frozenset().union(*(names or () for names in self._seen.values()))

    def references(self, parts: Iterable[Part], places: Places) -> Iterator[Finding]:
        """What is wrong with the `$ref`s of one schema, given as all the object schemas in it."""
        for path, each in parts:
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


def type_faults(types: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Types that say nothing or lead too far: the type's name, the finding's id, message, advice."""
    in_place = {name: tuple(_in_place(schema)) for name, schema in types.items()}
    for name in sorted(in_circles(in_place)):
        advice = "say what it holds; a type may use itself inside properties or items"
        yield name, "TP027", f'type "{name}" leads back to itself', advice
    anywhere = {name: tuple(_anywhere(schema)) for name, schema in types.items()}
    far = {name: steps for name, steps in reach(anywhere).items() if steps > MAX_REACH}
    if far:
        name = min(far, key=far.__getitem__)
        message = f'type "{name}" leads through more than {MAX_REACH} others'
        yield name, "TP029", message, "write some of them out where they are used"


def _in_place(schema: Any) -> Iterator[str]:
    """Names of the types that judge the very value that `schema` judges."""
    if not isinstance(schema, Mapping):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        yield reference.removeprefix(PREFIX)
    for path, child in children(schema):
        if path[0] in IN_PLACE:
            yield from _in_place(child)


def _anywhere(schema: Any) -> Iterator[str]:
    for _, each in schemas(schema):
        reference = each.get("$ref")
        if isinstance(reference, str):
            yield reference.removeprefix(PREFIX)
