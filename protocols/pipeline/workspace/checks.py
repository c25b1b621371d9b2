"""What must hold between the parts of a workspace file: one function per nit, listed in a table."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from protocols.findings import Finding, Position
from protocols.findings.suggest import did_you_mean
from protocols.pipeline.workspace.destinations import WebhookDestination
from protocols.pipeline.workspace.faults import fault
from protocols.pipeline.workspace.model import Workspace
from protocols.pipeline.workspace.substitute import strings, variable_in
from protocols.plan.file import Document

Step = str | int
WorkspaceCheck = Callable[[Workspace, Document], Iterator[Finding]]


def literal_secrets(document: Document) -> Iterator[Finding]:
    """Secrets of destinations and keys of hashes that are written out."""
    for path, text in strings(document.data):
        if _is_secret(path) and variable_in(text) is None:
            at = document.at(path, value=True)
            yield fault("WS003", f"`{path[-1]}` is written out", at, "write it as ${NAME}")


def _is_secret(path: tuple[Step, ...]) -> bool:
    return path[-1:] == ("secret",) or is_hash_key(path)


def is_hash_key(path: tuple[Step, ...]) -> bool:
    """Whether the value at `path` is what a transformation hashes with."""
    return path[-2:] == ("hash", "key")


def _write_keys(workspace: Workspace, document: Document) -> Iterator[Finding]:
    first: dict[str, Position] = {}
    for name, source in workspace.sources.items():
        at = document.at(("sources", name, "write_key"))
        key = source.write_key.get_secret_value()
        if key in first:
            twice = fault("WS004", f'the write key of "{name}" is another source\'s too', at)
            yield replace(twice, related=((first[key], "first used here"),))
        first.setdefault(key, at)


def _named_sources(workspace: Workspace, document: Document) -> Iterator[Finding]:
    for path, name in _source_names(workspace):
        if name not in workspace.sources:
            hint = did_you_mean(name, workspace.sources)
            yield fault(
                "WS005", f'there is no source "{name}"{hint}', document.at(path, value=True)
            )


def _source_names(workspace: Workspace) -> Iterator[tuple[tuple[Step, ...], str]]:
    for owner, source in workspace.sources.items():
        if source.forward_violations_to is not None:
            place = ("sources", owner, "forward_violations_to", "source")
            yield place, source.forward_violations_to.source
        if source.forward_blocked_to is not None:
            yield ("sources", owner, "forward_blocked_to"), source.forward_blocked_to
    for owner, destination in workspace.destinations.items():
        for index, name in enumerate(destination.sources):
            yield ("destinations", owner, "sources", index), name


def _self_forwards(workspace: Workspace, document: Document) -> Iterator[Finding]:
    for path, target in _source_names(workspace):
        if path[0] == "sources" and path[1] == target:
            at = document.at(path, value=True)
            yield fault("WS006", f'"{target}" forwards to itself', at, "name another source")


def _plans(workspace: Workspace, document: Document) -> Iterator[Finding]:
    for name, source in workspace.sources.items():
        if source.plan is not None and not source.plan.is_file():
            at = document.at(("sources", name, "plan"), value=True)
            yield fault("WS007", f"there is no plan at {source.plan}", at)
        if source.plan is None and source.controls.model_fields_set:
            at = document.at(("sources", name, "controls"))
            yield fault("WS008", f'"{name}" has controls and no plan', at, "add `plan:`")


def _files(workspace: Workspace, document: Document) -> Iterator[Finding]:
    owners: dict[Path, str] = {}
    for name, destination in workspace.destinations.items():
        if isinstance(destination, WebhookDestination):
            continue
        path = destination.path.resolve()
        if path in owners:
            at = document.at(("destinations", name, "path"), value=True)
            yield fault("WS009", f'"{owners[path]}" writes to this file too', at)
        owners.setdefault(path, name)


CHECKS: Final[tuple[WorkspaceCheck, ...]] = (
    _write_keys,
    _named_sources,
    _self_forwards,
    _plans,
    _files,
)
