"""The languages that clients are written in: a row each."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from protocols.findings import Finding
from protocols.plan.compile import CompiledPlan
from typewriter.check.known import Known, known_client
from typewriter.naming import is_name, snake
from typewriter.render.python import TEMPLATES, python_files
from typewriter.render.typescript import TEMPLATES as TYPESCRIPT
from typewriter.render.typescript import typescript_files
from typewriter.view.calls import view_plan
from typewriter.view.lock import Lock
from typewriter.view.python.build import python_package
from typewriter.view.python.options import PythonOptions
from typewriter.view.typescript.build import typescript_package
from typewriter.view.typescript.options import TypeScriptOptions


@dataclass(frozen=True, slots=True)
class Client:
    """A generated client: file name → text, nothing written yet, and what to warn about.

    `known` tells, from the name that code imports it by, what it offers; None in a language whose
    code is not scanned.
    """

    files: Mapping[str, str]
    findings: tuple[Finding, ...]
    known: Callable[[str], Known] | None = None


Make = Callable[[CompiledPlan, Lock | None, str, Any, Mapping[str, str]], Client]
"""From a plan, what an earlier run called things, the generator's name and version, options, and a
user's own templates by their names."""


@dataclass(frozen=True, slots=True)
class Language:
    """How clients in one language are named and made.

    `options` is a dataclass of what a user may choose; without arguments it is the default.
    `package_name` makes a package's name of a plan's id, `is_package_name` says whether one will do.
    """

    make: Make
    options: type[Any]
    package_name: Callable[[str], str]
    is_package_name: Callable[[str], bool]


def _python(
    compiled: CompiledPlan,
    previous: Lock | None,
    generator: str,
    options: PythonOptions,
    own: Mapping[str, str],
) -> Client:
    view = view_plan(compiled)
    package = python_package(view, previous, options)
    files = python_files(compiled, package, generator, TEMPLATES.with_own(own))
    return Client(files, package.findings, partial(known_client, view, package))


def _typescript(
    compiled: CompiledPlan,
    previous: Lock | None,
    generator: str,
    options: TypeScriptOptions,
    own: Mapping[str, str],
) -> Client:
    package = typescript_package(view_plan(compiled), previous, options.sdk)
    templates = TYPESCRIPT.with_own(own)
    files = typescript_files(compiled, package, generator, options.sdk, templates)
    return Client(files, package.findings)


_FOLDER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")

LANGUAGES: Final[Mapping[str, Language]] = {
    "python": Language(
        make=_python,
        options=PythonOptions,
        package_name=lambda plan: f"{snake(plan, prefix='plan', unnamed='plan')}_tracking",
        is_package_name=lambda name: is_name(name) and name.isascii(),
    ),
    "typescript": Language(
        make=_typescript,
        options=TypeScriptOptions,
        package_name=lambda plan: f"{plan}-tracking",
        is_package_name=lambda name: _FOLDER.fullmatch(name) is not None,
    ),
}
