"""Generating TypeScript clients and asking the real compiler about them, for tests."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from protocols.plan.compile import CompiledPlan
from tests import tools
from typewriter.render.typescript import typescript_files
from typewriter.view.calls import view_plan
from typewriter.view.lock import Lock
from typewriter.view.typescript.build import typescript_package
from typewriter.view.typescript.options import Sdk
from typewriter.view.typescript.package import Package

GENERATOR: Final = "protocols-typewriter/0"
STRICTEST: Final = {
    "strict": True,
    "noUncheckedIndexedAccess": True,
    "exactOptionalPropertyTypes": True,
    "verbatimModuleSyntax": True,
    "isolatedModules": True,
    "erasableSyntaxOnly": True,
    "noUnusedLocals": True,
    "noUnusedParameters": True,
    "noImplicitReturns": True,
    "noImplicitOverride": True,
    "noPropertyAccessFromIndexSignature": True,
    "noFallthroughCasesInSwitch": True,
    "module": "nodenext",
    "target": "es2022",
    "lib": ["es2022"],
    "types": [],
}


def package_of(
    compiled: CompiledPlan, previous: Lock | None = None, sdk: Sdk = "browser"
) -> Package:
    return typescript_package(view_plan(compiled), previous, sdk)


def files_of(
    compiled: CompiledPlan, previous: Lock | None = None, sdk: Sdk = "browser"
) -> dict[str, str]:
    """The whole client as text."""
    package = package_of(compiled, previous, sdk)
    return dict(typescript_files(compiled, package, GENERATOR, sdk))


def write(files: Mapping[str, str], folder: Path) -> Path:
    """The client on disk."""
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def project(folder: Path, **options: Any) -> Path:
    """Make `folder` a project of ES modules, checked as strictly as the compiler can."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    config = {"compilerOptions": {**STRICTEST, **options}, "include": ["**/*.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
    modules = folder / "node_modules"
    if not modules.exists():
        modules.symlink_to(tools.path("npm-packages"), target_is_directory=True)
    return folder


def tsc(folder: Path, *more: str) -> list[str]:
    """What the compiler says of a project, a line each; nothing if it is content."""
    compiler = Path(tools.path("npm-packages")) / "typescript" / "bin" / "tsc"
    run = subprocess.run(
        [tools.path("node"), str(compiler), "-p", ".", "--pretty", "false", *more],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    said = run.stdout.splitlines()
    assert bool(said) == bool(run.returncode), run.stdout
    return said


def node(script: Path, given: Any = None) -> Any:
    """What a script prints as JSON."""
    run = subprocess.run(
        [tools.path("node"), str(script)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout)
