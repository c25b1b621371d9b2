"""`required: true` on an entry of a map of properties becomes draft-07's list on the owner."""

from collections.abc import Callable
from typing import Any, Final

from protocols.plan.keywords import HOLDERS, LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SCHEMAS, Path

Report = Callable[[Path], None]
"""Called with the path of every `required: true|false` that marks no entry of `properties`."""

_OWNER: Final = "properties"


def settle(schema: Any, report: Report, path: Path = (), *, is_entry: bool = False) -> Any:
    """The schema with every mark moved to where draft-07 wants it, itself if nothing is to be moved.

    Data is left alone.
    """
    if not isinstance(schema, dict):
        return schema
    is_marked = isinstance(schema.get("required"), bool)
    if not is_marked and HOLDERS.isdisjoint(schema):
        return schema
    settled = {
        keyword: _settle_value(keyword, value, report, (*path, keyword))
        if keyword in HOLDERS
        else value
        for keyword, value in schema.items()
    }
    if is_marked:
        del settled["required"]
        if not is_entry:
            report((*path, "required"))
    marked = _marked(schema)
    if marked:
        listed = settled.get("required")
        own = listed if isinstance(listed, list) else []
        settled["required"] = [*own, *(name for name in marked if name not in own)]
    return settled


def _settle_value(keyword: str, value: Any, report: Report, path: Path) -> Any:
    if isinstance(value, dict) and keyword in MAPS_OF_SCHEMAS:
        return {
            name: settle(child, report, (*path, name), is_entry=keyword == _OWNER)
            for name, child in value.items()
        }
    if isinstance(value, list) and keyword in LISTS_OF_SCHEMAS:
        return [settle(child, report, (*path, index)) for index, child in enumerate(value)]
    return settle(value, report, path) if keyword in SCHEMAS else value


def _marked(schema: dict[str, Any]) -> list[str]:
    entries = schema.get(_OWNER)
    if not isinstance(entries, dict):
        return []
    return [
        name
        for name, entry in entries.items()
        if isinstance(entry, dict) and entry.get("required") is True
    ]
