"""The TypeScript compiler accepts every client, as strict as it can be, and refuses its misuse."""

from pathlib import Path

import pytest

from protocols import compile_plan, load_plan
from tests.unit.typewriter.making import CASES
from tests.unit.typewriter.typescript.making import files_of, project, tsc, write
from typewriter.view.typescript.functions import Sdk

pytestmark = pytest.mark.needs("node", "npm-packages")

ROOT = Path(__file__).parents[4]
PLANS = [*sorted((ROOT / "plans").glob("*.yaml")), CASES / "edge-cases.yaml"]
SDKS: tuple[Sdk, ...] = ("browser", "node")


def test_clients_of_every_plan_compile_under_every_strict_option(tmp_path: Path) -> None:
    project(tmp_path, noEmit=True, isolatedDeclarations=True, declaration=True, lib=["es2020"])
    for plan in PLANS:
        compiled = compile_plan(load_plan(plan))
        for sdk in SDKS:
            write(files_of(compiled, sdk=sdk), tmp_path / sdk / plan.stem)
    assert tsc(tmp_path) == []
