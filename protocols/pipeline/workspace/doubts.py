"""What a workspace may say and hardly means: it would do nothing, or something else than was meant.

A path that begins with no field of a message is not refused, since senders may have fields of their
own; but where `email` is dropped or hashed and `properties.email` was meant, data passes unchanged.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from protocols.engine.fql.parse import parse_fql
from protocols.engine.fql.tree import Node, children
from protocols.engine.fql.tree import Path as FqlPath
from protocols.engine.paths import parse_path
from protocols.engine.remedies.wrong_name import ENVELOPE
from protocols.findings import Finding
from protocols.findings.suggest import did_you_mean
from protocols.pipeline.workspace.faults import fault
from protocols.pipeline.workspace.model import Source
from protocols.plan.file import Document
from protocols.plan.model import Kind, Plan

_FIELDS: Final = ENVELOPE | {"forwardedFromProject", "projectId"}
_STEPS: Final = ("transformations", "filters")

Way = tuple[str | int, ...]
_Named = tuple[str, Way, bool]
"""A path's first name, the way to where it is written, and whether it stands there as a value."""


def strange_paths(document: Document, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Paths of transformations and filters that begin with no field of a message.

    `data` is the document's with its variables resolved, of a workspace that loads.
    """
    for kind in ("sources", "destinations"):
        for name, options in (data.get(kind) or {}).items():
            for part in _STEPS:
                for index, step in enumerate(options.get(part) or ()):
                    yield from _strange(document, step, (kind, name, part, index))


def unplanned_renames(
    plan: Plan, source: Source, document: Document, under: Way
) -> Iterator[Finding]:
    """Transformations of a source, written at `under`, that give a track a name without a rule."""
    names = {rule.name for rule in plan.rules if rule.kind is Kind.TRACK and rule.name}
    for index, step in enumerate(source.transformations):
        name = step.rename_event
        if name is not None and name not in names:
            yield fault(
                "WS023",
                f'the plan has no event "{name}"{did_you_mean(name, names)}',
                document.at((*under, "transformations", index, "rename_event"), value=True),
                "rename to one of the plan's, or add it there: under this name it is unplanned",
            )


def _strange(document: Document, step: Mapping[str, Any], at: Way) -> Iterator[Finding]:
    for name, way, is_value in _named(step, at):
        if name not in _FIELDS:
            hint = did_you_mean(name, _FIELDS)
            advice = "" if hint else f"if it stands in the properties, write properties.{name}"
            message = f'a message has no field "{name}"{hint}'
            yield fault("WS022", message, document.at(way, value=is_value), advice)


def _named(step: Mapping[str, Any], at: Way) -> Iterator[_Named]:
    for part in ("rename", "set", "define", "cast"):
        for path, value in (step.get(part) or {}).items():
            yield _first(path), (*at, part, path), False
            if part == "rename":
                yield _first(value), (*at, part, path), True
            if part == "define":
                yield from ((name, (*at, part, path), True) for name in _asked(value))
    for lists in (("drop_properties",), ("allow_properties",), ("hash", "paths")):
        yield from _listed(step, at, lists)
    if isinstance(sample := step.get("sample"), dict) and "path" in sample:
        yield _first(sample["path"]), (*at, "sample", "path"), True
    if "if" in step:
        yield from ((name, (*at, "if"), True) for name in _asked(step["if"]))


def _listed(step: Mapping[str, Any], at: Way, keys: tuple[str, ...]) -> Iterator[_Named]:
    found: Any = step
    for key in keys:
        found = (found or {}).get(key)
    for index, path in enumerate(found or ()):
        yield _first(path), (*at, *keys, index), True


def _first(path: str) -> str:
    return str(parse_path(path)[0])


def _asked(expression: str) -> list[str]:
    """The first names of the paths that an expression reads, each once."""
    return list(dict.fromkeys(_read(parse_fql(expression))))


def _read(node: Node) -> Iterator[str]:
    if isinstance(node, FqlPath):
        yield str(node.steps[0])
    for child in children(node):
        yield from _read(child)
