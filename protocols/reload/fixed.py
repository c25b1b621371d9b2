"""What a running gateway cannot change, because the open journal depends on it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from protocols.errors import WorkspaceError
from protocols.findings import Finding, Position
from protocols.pipeline.workspace import Workspace
from protocols.pipeline.workspace.faults import fault

_FIXED: Final[Mapping[tuple[str, ...], Callable[[Workspace], Any]]] = {
    ("workspace",): lambda it: it.workspace,
    ("data",): lambda it: it.data.resolve(),
    ("retention", "dedupe"): lambda it: it.retention.dedupe,
}


def refuse_fixed(before: Workspace, now: Workspace) -> None:
    """Nothing, when a running gateway can go from one to the other.

    Raises:
        WorkspaceError: it cannot; the old one has to be kept until a restart.
    """
    findings = list(_changes(before, now))
    if findings:
        raise WorkspaceError(findings)


def _changes(before: Workspace, now: Workspace) -> Iterator[Finding]:
    for path, value in _FIXED.items():
        if value(before) != value(now):
            message = f"`{'.'.join(path)}` has changed, which needs a restart"
            yield fault("WS010", message, _place(now, path), "restart, or change it back")


def _place(workspace: Workspace, path: tuple[str, ...]) -> Position:
    document = workspace.document
    return document.at(path) if document else Position("the workspace")
