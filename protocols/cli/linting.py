"""What `lint` finds in one file: a plan, or a workspace with the plans it names."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from protocols.cli.reading import WithoutSecrets
from protocols.errors import InvalidInput, UnreadableInput
from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.findings.summary import has_errors
from protocols.pipeline.workspace import Workspace, load_workspace
from protocols.pipeline.workspace.doubts import doubts
from protocols.pipeline.workspace.planned import unplanned_in
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan
from protocols.plan.lint import lint as check
from protocols.plan.model import Plan

_WORKSPACE: Final = re.compile(rb"^workspace *:", re.MULTILINE)
_PLAN: Final = re.compile(rb"^plan *:", re.MULTILINE)


class Linted(NamedTuple):
    """All that was found, and whether the file can be used."""

    findings: tuple[Finding, ...]
    usable: bool


def linted(path: str) -> Linted:
    """Lint a file: as a workspace if it says that it is one, else as a plan."""
    try:
        return _workspace(path) if _is_workspace(path) else _plan(path)[0]
    except UnreadableInput as error:
        return Linted((finding("TP013", str(error), Position(error.path)),), usable=False)


def _is_workspace(path: str) -> bool:
    """Told by a key at a line's begin, so that a plan of thousands of events is not read twice."""
    try:
        content = Path(path).read_bytes()
    except OSError:
        return False
    return bool(_WORKSPACE.search(content)) and not _PLAN.search(content)


def _plan(path: str) -> tuple[Linted, Plan | None]:
    try:
        plan = load_plan(path)
    except InvalidInput as error:
        return _refused(error), None
    return Linted(check(plan, compile_plan(plan)), usable=True), plan


def _workspace(path: str) -> Linted:
    """No variable needs to be set: what runs the gateway has the secrets, what checks files has not."""
    try:
        workspace = load_workspace(path, WithoutSecrets())
    except InvalidInput as error:
        return _refused(error)
    read = {each: _plan(str(each)) for each in _plans(workspace)}
    plans = {path: plan for path, (_, plan) in read.items() if plan}
    own = sorted(_unfitting(workspace, plans), key=lambda each: each.at)
    usable = not has_errors(own) and all(result.usable for result, _ in read.values())
    of_plans = [each for result, _ in read.values() for each in result.findings]
    return Linted((*own, *of_plans), usable)


def _unfitting(workspace: Workspace, plans: Mapping[Path, Plan]) -> Iterator[Finding]:
    """What the workspace says that would do nothing."""
    of_sources = {
        name: plans[source.plan]
        for name, source in workspace.sources.items()
        if source.plan is not None and source.plan in plans
    }
    yield from unplanned_in(workspace, of_sources)
    yield from doubts(workspace, of_sources)


def _plans(workspace: Workspace) -> tuple[Path, ...]:
    found = (source.plan for source in workspace.sources.values())
    return tuple(dict.fromkeys(path for path in found if path is not None))


def _refused(error: InvalidInput) -> Linted:
    problems = tuple(each for each in error.problems if isinstance(each, Finding))
    return Linted(problems, usable=False)
