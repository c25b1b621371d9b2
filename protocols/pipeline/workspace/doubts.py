"""What a workspace may say and hardly means: it would do nothing, or something else than was meant.

A path that begins with no field of a message is not refused, since senders may have fields of their
own; but where `email` is dropped or hashed and `properties.email` was meant, data passes unchanged.
A text with a variable in it is not judged: a doubt quotes what it is about, and the value may be secret.
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
from protocols.pipeline.workspace.model import Workspace
from protocols.pipeline.workspace.private import private_webhooks
from protocols.pipeline.workspace.substitute import has_variable
from protocols.plan.file import Document
from protocols.plan.model import Kind, Plan

_FIELDS: Final = ENVELOPE | {"forwardedFromProject", "projectId"}
_STEPS: Final = ("transformations", "filters")

Way = tuple[str | int, ...]
_Named = tuple[str, Way, bool]
"""A path's first name, the way to where it is written, and whether it stands there as a value."""


def doubts(workspace: Workspace, plans: Mapping[str, Plan]) -> Iterator[Finding]:
    """All that is doubted of a workspace's file; `plans` are by the names of their sources."""
    document = workspace.document
    if document is None:
        return
    yield from _strange_paths(document)
    yield from private_webhooks(workspace, document)
    for name, plan in plans.items():
        yield from _unplanned_renames(name, plan, document)


def _strange_paths(document: Document) -> Iterator[Finding]:
    """Paths of transformations and filters that begin with no field of a message."""
    for kind in ("sources", "destinations"):
        for name, options in (document.data.get(kind) or {}).items():
            for part in _STEPS:
                for index, step in enumerate(options.get(part) or ()):
                    yield from _strange(document, step, (kind, name, part, index))


def _unplanned_renames(source: str, plan: Plan, document: Document) -> Iterator[Finding]:
    """Transformations of a source that give a track a name without a rule."""
    names = {rule.name for rule in plan.rules if rule.kind is Kind.TRACK and rule.name}
    steps = document.data["sources"][source].get("transformations") or ()
    for index, step in enumerate(steps):
        name = step.get("rename_event")
        if name is not None and name not in names and not has_variable(name):
            yield fault(
                "WS023",
                f'the plan has no event "{name}"{did_you_mean(name, names)}',
                document.at(
                    ("sources", source, "transformations", index, "rename_event"), value=True
                ),
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
            yield str(parse_path(path)[0]), (*at, part, path), False
            if part == "rename":
                yield from _first(value, (*at, part, path))
            if part == "define":
                yield from ((name, (*at, part, path), True) for name in _asked(value))
    for lists in (("drop_properties",), ("allow_properties",), ("hash", "paths")):
        yield from _listed(step, at, lists)
    if isinstance(sample := step.get("sample"), dict) and "path" in sample:
        yield from _first(sample["path"], (*at, "sample", "path"))
    if "if" in step:
        yield from ((name, (*at, "if"), True) for name in _asked(step["if"]))


def _listed(step: Mapping[str, Any], at: Way, keys: tuple[str, ...]) -> Iterator[_Named]:
    found: Any = step
    for key in keys:
        found = (found or {}).get(key)
    for index, path in enumerate(found or ()):
        yield from _first(path, (*at, *keys, index))


def _first(path: str, way: Way) -> Iterator[_Named]:
    if not has_variable(path):
        yield str(parse_path(path)[0]), way, True


def _asked(expression: str) -> list[str]:
    """The first names of the paths that an expression reads, each once."""
    if has_variable(expression):
        return []
    return list(dict.fromkeys(_read(parse_fql(expression))))


def _read(node: Node) -> Iterator[str]:
    if isinstance(node, FqlPath):
        yield str(node.steps[0])
    for child in children(node):
        yield from _read(child)
