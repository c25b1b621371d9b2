import os
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from protocols.errors import WorkspaceError
from protocols.findings import Finding
from protocols.pipeline.workspace.checks import CHECKS, literal_secrets
from protocols.pipeline.workspace.model import Workspace
from protocols.pipeline.workspace.substitute import substitute
from protocols.plan.file import Document, build, read_document


def load_workspace(path: str | os.PathLike[str], env: Mapping[str, str]) -> Workspace:
    """Read a workspace file, with `${NAME}` taken from `env` and paths relative to the file.

    Raises:
        UnreadableInput: the file cannot be read.
        WorkspaceError: it cannot be used; carries all its problems with their places.
    """
    document, findings = read_document(path)
    if document is None:
        raise WorkspaceError(findings)
    workspace, problems = _build(document, Path(path).parent, env)
    problems += findings
    if problems or workspace is None:
        raise WorkspaceError(_in_file_order(problems))
    return workspace


def _in_file_order(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda each: each.at)


def _build(
    document: Document, folder: Path, env: Mapping[str, str]
) -> tuple[Workspace | None, list[Finding]]:
    data, missing = substitute(document, env)
    workspace, malformed = build(
        Workspace, document, context={"folder": folder, "document": document}, data=data
    )
    problems = [*missing, *literal_secrets(document), *malformed]
    if workspace is not None:
        problems += chain.from_iterable(check(workspace, document) for check in CHECKS)
    return workspace, problems
