"""Generating and importing clients, for tests."""

import importlib
import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from types import ModuleType

from protocols import compile_plan, load_plan
from protocols.plan.compile import CompiledPlan
from typewriter.render.python import python_files
from typewriter.view.calls import view_plan
from typewriter.view.lock import Lock
from typewriter.view.python.build import python_package
from typewriter.view.python.package import Package

GENERATOR = "protocols-typewriter/0"
CASES = Path(__file__).parents[2] / "cases" / "typewriter"
GOLDEN = Path(__file__).parents[2] / "golden"

_numbers = count()


def compiled_from(text: str, folder: Path) -> CompiledPlan:
    """A plan written as YAML, compiled."""
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return compile_plan(load_plan(path))


def package_of(compiled: CompiledPlan, previous: Lock | None = None) -> Package:
    return python_package(view_plan(compiled), previous)


def files_of(compiled: CompiledPlan, previous: Lock | None = None) -> dict[str, str]:
    """The whole client as text."""
    return dict(python_files(compiled, package_of(compiled, previous), GENERATOR))


def imported(files: Mapping[str, str], folder: Path) -> ModuleType:
    """Write a client under a name of its own and import it; `folder` must be on the path."""
    name = f"generated_client_{next(_numbers)}"
    package = folder / name
    package.mkdir(parents=True)
    for path, text in files.items():
        (package / path).write_text(text, encoding="utf-8")
    importlib.invalidate_caches()
    return importlib.import_module(name)


def submodule(client: ModuleType, name: str) -> ModuleType:
    return importlib.import_module(f"{client.__name__}.{name}")


def forget(folder: Path) -> None:
    """Unload every client that came from `folder`."""
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None) or "").startswith(str(folder)):
            del sys.modules[name]
