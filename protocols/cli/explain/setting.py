"""What a message is explained with: one source of a workspace, or a plan alone."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from protocols.cli.reading import WithoutSecrets, known_source
from protocols.cli.validate import read_controls
from protocols.engine.controls import Controls
from protocols.engine.decide import Engine
from protocols.errors import UnreadableInput, WorkspaceError
from protocols.findings.clean import shown_place
from protocols.findings.suggest import did_you_mean, listed
from protocols.pipeline.admit import AdmittingSource
from protocols.pipeline.build import admitting_source
from protocols.pipeline.workspace import Workspace, load_workspace
from protocols.pipeline.workspace.checks import is_hash_key
from protocols.pipeline.workspace.destinations import Destination
from protocols.pipeline.workspace.planned import unplanned_in
from protocols.pipeline.workspace.substitute import strings, variable_in
from protocols.plan.compile import CompiledPlan, compile_plan
from protocols.plan.file import Document, load_plan, read_document

Where = Callable[[Sequence[str | int]], str]
"""The `file:line:col` of what keys lead to in the file that people wrote; empty without a file."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A source ready to admit, the destinations it may reach, and where all of it is written.

    `controls_at` are the keys that lead to the source's controls in its file. `readers` names the
    destinations of each source. `unset` are the environment's variables that hash without a value.
    """

    source: AdmittingSource
    controls: Controls
    plan: CompiledPlan | None
    where: Where
    controls_at: tuple[str, ...] = ()
    destinations: Mapping[str, Destination] = field(default_factory=dict)
    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unset: tuple[str, ...] = ()


def plan_setting(plan_path: str, controls_path: str | None) -> Setting:
    """A plan, and controls of a file of their own.

    Raises:
        PlanError: the plan cannot be used.
        WorkspaceError: the controls cannot be used.
        UnreadableInput: a file cannot be read.
    """
    plan = compile_plan(load_plan(plan_path))
    controls = read_controls(controls_path, plan.plan) or Controls()
    document = read_document(controls_path)[0] if controls_path else None
    source = AdmittingSource(
        "",
        Engine(plan, controls),
        on_engine_error=controls.on_engine_error,
        plan_title=plan.plan.title,
    )
    return Setting(source, controls, plan, _where(document))


def workspace_setting(path: str, source: str | None, destination: str | None) -> Setting:
    """A source of a workspace; of several, the one that is named. No variable needs to be set.

    Raises:
        WorkspaceError: the workspace cannot be used.
        PlanError: the source's plan cannot be used.
        UnreadableInput: a file cannot be read.
        click.UsageError: the source or the destination cannot be told, or is unknown.
    """
    if not Path(path).exists():
        raise UnreadableInput(
            path, "there is no such file; name one: --workspace FILE, or --plan FILE"
        )
    workspace = load_workspace(path, WithoutSecrets())
    name = known_source(workspace, source) or _only_source(workspace)
    options = workspace.sources[name]
    controls_at = ("sources", name, "controls")
    plan = _plan(workspace, name)
    chosen = _destinations(workspace, destination, name)
    return Setting(
        source=admitting_source(name, options, plan),
        controls=options.controls,
        plan=plan,
        where=_where(workspace.document),
        controls_at=controls_at,
        destinations={key: each for key, each in chosen.items() if name in each.sources},
        readers={
            each: tuple(key for key, to in workspace.destinations.items() if each in to.sources)
            for each in workspace.sources
        },
        unset=tuple(_unset_keys(workspace.document)),
    )


def _plan(workspace: Workspace, source: str) -> CompiledPlan | None:
    """The source's plan, which has all that its controls name."""
    path = workspace.sources[source].plan
    if path is None:
        return None
    plan = load_plan(path)
    if strange := tuple(unplanned_in(workspace, {source: plan})):
        raise WorkspaceError(strange)
    return compile_plan(plan)


def _only_source(workspace: Workspace) -> str:
    if len(workspace.sources) > 1:
        names = listed(sorted(workspace.sources))
        raise click.UsageError(f"which source did the message come from? --source {names}")
    return next(iter(workspace.sources))


def _destinations(
    workspace: Workspace, name: str | None, source: str
) -> Mapping[str, Destination]:
    if name is None:
        return workspace.destinations
    if name not in workspace.destinations:
        known = sorted(workspace.destinations)
        hint = did_you_mean(name, known) or f"; it has {listed(known) if known else 'none'}"
        raise click.BadParameter(
            f'the workspace has no destination "{name}"{hint}', param_hint="--destination"
        )
    chosen = workspace.destinations[name]
    if source not in chosen.sources:
        reads = listed(sorted(chosen.sources)) if chosen.sources else "no source"
        raise click.BadParameter(
            f'"{name}" gets nothing from "{source}": it reads {reads}', param_hint="--destination"
        )
    return {name: chosen}


def _unset_keys(document: Document | None) -> Iterator[str]:
    """The variables that are keys of hashes and have no value: what is hashed differs without them."""
    for path, text in strings(document.data if document else None):
        name = variable_in(text) if is_hash_key(path) else None
        if name and not os.environ.get(name):
            yield name


def _where(document: Document | None) -> Where:
    def where(keys: Sequence[str | int]) -> str:
        return shown_place(document.at(keys)) if document else ""

    return where
