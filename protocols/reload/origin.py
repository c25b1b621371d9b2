"""Where a workspace comes from, and which files it is made of."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from protocols.errors import UnreadableInput
from protocols.pipeline.workspace import Workspace, load_workspace
from protocols.pipeline.workspace.substitute import substitute
from protocols.plan.file import Document, read_document
from protocols.prepare import Prepared, prepare
from protocols.reload.stamp import Stamp, stamp

Stamps = Mapping[Path, Stamp]


@dataclass(frozen=True, slots=True)
class Origin:
    """A workspace file and the environment for its `${NAME}`; or a workspace made in Python."""

    source: Path | Workspace
    env: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """From where the places of files are told."""
        return Path() if isinstance(self.source, Workspace) else self.source.parent

    def read(self) -> Workspace:
        """The workspace as it is now.

        Raises:
            UnreadableInput: its file cannot be read.
            WorkspaceError: its file cannot be used.
        """
        if isinstance(self.source, Workspace):
            return self.source
        return load_workspace(self.source, self.env)

    def stamps(self) -> Stamps:
        """Every file that `read` and the plans' loader will open, each stamped before it is read.

        Files that are named and missing are among them: they may yet come.
        """
        if isinstance(self.source, Workspace):
            sources = self.source.sources.values()
            return _with_libraries({}, [each.plan for each in sources if each.plan])
        stamps = {self.source: stamp(self.source)}
        plans = _plans(self.source, self.env) if stamps[self.source].digest else ()
        return _with_libraries(stamps, plans)

    def load(self) -> "Loaded":
        """Read the workspace and all its plans.

        Raises:
            InvalidInput: a file cannot be used; carries every problem.
            UnreadableInput: a file cannot be read.
            Undeliverable: a destination needs a library that is not installed.
        """
        stamps = self.stamps()
        return Loaded(self, stamps, prepare(self.read()))


class Loaded(NamedTuple):
    """A workspace ready to serve, where it came from, and its files as they were then."""

    origin: Origin
    stamps: Stamps
    prepared: Prepared


def _with_libraries(stamps: dict[Path, Stamp], plans: Iterable[Path]) -> Stamps:
    todo = list(plans)
    while todo:
        path = todo.pop()
        if path not in stamps:
            stamps[path] = stamp(path)
            todo += _libraries(path) if stamps[path].digest else ()
    return stamps


def _plans(workspace: Path, env: Mapping[str, str]) -> Iterator[Path]:
    document = _document(workspace)
    data = substitute(document, env)[0] if document else None
    sources = _map(_map(data).get("sources"))
    for source in sources.values():
        plan = _map(source).get("plan")
        if isinstance(plan, str):
            yield workspace.parent / plan


def _libraries(plan: Path) -> Iterator[Path]:
    document = _document(plan)
    uses = _map(document.data).get("use") if document else None
    for use in uses if isinstance(uses, list) else ():
        if isinstance(use, str) and "://" not in use:
            yield Path(os.path.normpath(plan.parent / use))


def _document(path: Path) -> Document | None:
    """What can be read of a file; what is wrong with it is told by whoever loads it."""
    try:
        return read_document(path)[0]
    except UnreadableInput:
        return None


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
