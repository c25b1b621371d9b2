"""No call, class or file of a plan can take a name that generated code uses itself."""

import ast

import pytest

from protocols import compile_plan, load_plan
from tests.unit.typewriter.making import CASES, GENERATOR, files_of
from typewriter.render.python import RUNTIME, python_files
from typewriter.view.calls import view_plan
from typewriter.view.lock import read_lock
from typewriter.view.python.build import python_package
from typewriter.view.python.options import PythonOptions
from typewriter.view.python.vocabulary import RESERVED, RESERVED_MODULES

PLAN = compile_plan(load_plan(CASES / "edge-cases.yaml"))
OPTIONS = [PythonOptions(), PythonOptions(enums="class")]
ONLY_FOR_CHOICES = {"Enum"}


def _files(options: PythonOptions) -> dict[str, str]:
    return dict(python_files(PLAN, python_package(view_plan(PLAN), None, options), GENERATOR))


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: options.enums)
def test_whatever_a_module_of_calls_uses_is_reserved_or_the_plans(options: PythonOptions) -> None:
    files = _files(options)
    lock = read_lock(files["plan.lock"])
    assert lock is not None
    for name, source in files.items():
        if not name.endswith(".py") or name in RUNTIME or name == "_plan.py":
            continue
        tree = ast.parse(source)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        given = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        named = {
            each.id
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
            for part in node.body
            for each in ast.walk(part)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }
        free = {one for one in used - given - named if not one.startswith("_")}
        assert free <= RESERVED | set(lock.names) | ONLY_FOR_CHOICES, name


def test_every_file_of_every_client_is_reserved() -> None:
    shared = {name.partition(".")[0] for name in files_of(PLAN) if name in RUNTIME}
    made = {"_plan", "_schemas", "_tracker", "_types"}
    for name in (shared | made) - {"testing"}:
        assert name.removeprefix("_") in RESERVED_MODULES
    assert "testing" in RESERVED
