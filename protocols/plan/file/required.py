"""`required: true` on an entry of a map of properties becomes draft-07's list on the owner."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from protocols.plan.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SCHEMAS, Path

Report = Callable[[Path], None]
"""Called with the path of every `required: true|false` that marks no entry of `properties`."""

_OWNER: Final = "properties"


def settle(schema: Any, report: Report, path: Path = (), *, is_entry: bool = False) -> Any:
    """The same schema with every mark moved to where draft-07 wants it. Data is left alone."""
    if not isinstance(schema, Mapping):
        return schema
    settled = {}
    for keyword, value in schema.items():
        if keyword == "required" and isinstance(value, bool):
            if not is_entry:
                report((*path, keyword))
        else:
            settled[keyword] = _settle_value(keyword, value, report, (*path, keyword))
    marked = _marked(schema)
    if marked:
        own = settled.get("required")
        listed = own if isinstance(own, list) else []
        settled["required"] = [*listed, *(name for name in marked if name not in listed)]
    return settled


def _settle_value(keyword: str, value: Any, report: Report, path: Path) -> Any:
    if isinstance(value, Mapping) and keyword in MAPS_OF_SCHEMAS:
        return {
            name: settle(child, report, (*path, name), is_entry=keyword == _OWNER)
            for name, child in value.items()
        }
    if isinstance(value, list) and keyword in LISTS_OF_SCHEMAS:
        return [settle(child, report, (*path, index)) for index, child in enumerate(value)]
    return settle(value, report, path) if keyword in SCHEMAS else value


def _marked(schema: Mapping[str, Any]) -> list[str]:
    entries = schema.get(_OWNER)
    if not isinstance(entries, Mapping):
        return []
    return [
        name
        for name, entry in entries.items()
        if isinstance(entry, Mapping) and entry.get("required") is True
    ]
