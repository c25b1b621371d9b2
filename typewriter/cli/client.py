"""One client after another: from its plan to its text, and what is on disk in its place."""

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from protocols.errors import ConfigError, ProtocolsError
from protocols.findings import Finding
from protocols.plan.compile import CompiledPlan, compile_plan
from protocols.plan.file import load_plan
from typewriter.check.known import Known
from typewriter.config import NAME, Configured
from typewriter.config.checks import DEFAULT_LANGUAGE, shared_folders
from typewriter.config.templates import located, read_templates
from typewriter.languages import LANGUAGES, Client
from typewriter.render.fault import TemplateFault
from typewriter.view.lock import Lock, read_lock
from typewriter.view.marks import GENERATOR_NAME, LOCK
from typewriter.write.drift import Comparison
from typewriter.write.folder import read_folder, repair_folder


@dataclass(frozen=True, slots=True)
class Wanted:
    """A client that somebody asked for. `options` are the language's own dataclass."""

    plan: Path
    output: Path
    package: str | None
    language: str
    options: Any
    templates: Path | None = None

    def folder(self, plan_id: str) -> Path:
        """Where the package goes."""
        name = self.package
        return self.output / (
            LANGUAGES[self.language].package_name(plan_id) if name is None else name
        )

    @property
    def command(self) -> str:
        """What writes it, given its plan."""
        options = {
            "-o": self.output if self.output != Path() else None,
            "--package": self.package,
            "--language": self.language if self.language != DEFAULT_LANGUAGE else None,
            "--templates": self.templates,
        }
        given = [str(part) for pair in options.items() if pair[1] is not None for part in pair]
        return shlex.join(["typewriter", "generate", str(self.plan), *given])


@dataclass(frozen=True, slots=True)
class Made:
    """A client as text, beside what is on disk; and what its names are warned of.

    `known` is what code may use of it, by the name it is imported by; None if code in its language
    is not scanned.
    """

    pair: Comparison
    findings: tuple[Finding, ...]
    known: Callable[[str], Known] | None


Outcome = Made | ProtocolsError
"""A client, or why there is none: a plan that cannot be used, a folder that is not ours."""


@dataclass(slots=True)
class _Plans:
    """Plans that were read, each once, or why they could not be."""

    known: dict[Path, CompiledPlan | ProtocolsError] = field(default_factory=dict)

    def read(self, path: Path) -> CompiledPlan | ProtocolsError:
        if path not in self.known:
            try:
                self.known[path] = compile_plan(load_plan(path))
            except ProtocolsError as error:
                self.known[path] = error
        return self.known[path]


def wanted_by(configured: Configured) -> list[Wanted]:
    """The clients of a configuration."""
    return [
        Wanted(each.plan, each.output, each.package, each.language, each.chosen, each.templates)
        for each in configured.config.clients
    ]


def make_all(
    wanted: Sequence[Wanted], configured: Configured | None = None, *, to_write: bool = False
) -> Iterator[Outcome]:
    """Each client in its turn, made when it is asked for. A plan's error comes once.

    With `to_write`, folders that a killed run left half-written are put right first.

    Raises:
        ConfigError: two of them would be written to the same folder; nothing is made.
    """
    plans = _Plans()
    compiled = {number: plans.read(each.plan) for number, each in enumerate(wanted)}
    folders = {
        number: wanted[number].folder(plan.plan.id)
        for number, plan in compiled.items()
        if isinstance(plan, CompiledPlan)
    }
    if configured and (shared := list(shared_folders(folders, configured.document))):
        raise ConfigError(shared)
    yield from dict.fromkeys(
        each for each in compiled.values() if isinstance(each, ProtocolsError)
    )
    for number, folder in folders.items():
        plan = compiled[number]
        if isinstance(plan, CompiledPlan):
            command = _command(configured) if configured else wanted[number].command
            yield _made(wanted[number], plan, folder, command, to_write=to_write)


def _command(configured: Configured) -> str:
    file = configured.document.file
    named = [] if Path(file).name == NAME else ["--config", file]
    return shlex.join(["typewriter", "generate", *named])


def _made(
    wanted: Wanted, plan: CompiledPlan, folder: Path, command: str, *, to_write: bool
) -> Outcome:
    try:
        if to_write:
            repair_folder(folder)
        existing = read_folder(folder)
        client = _client(wanted, plan, read_lock(existing.get(LOCK, "")))
    except ProtocolsError as error:
        return error
    pair = Comparison(folder, client.files, existing, command)
    return Made(pair, client.findings, client.known)


def _client(wanted: Wanted, plan: CompiledPlan, previous: Lock | None) -> Client:
    make, folder = LANGUAGES[wanted.language].make, wanted.templates
    generator = f"{GENERATOR_NAME}/{version(GENERATOR_NAME)}"
    if folder is None:
        return make(plan, previous, generator, wanted.options, {})
    try:
        own = read_templates(folder, wanted.language)
        return make(plan, previous, generator, wanted.options, own)
    except TemplateFault as fault:
        raise located(fault, folder) from fault
