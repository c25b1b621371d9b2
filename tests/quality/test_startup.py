"""Asking for help, and importing the packages, is fast: heavy libraries load only when used."""

import subprocess
import sys

import pytest

HEAVY = {
    "duckdb", "httpx", "jinja2", "jsonschema", "jsonschema_rs", "orjson", "pydantic", "rich",
    "starlette", "uvicorn", "yaml",
}  # fmt: skip
HELP = "import sys; sys.argv = [{name!r}, '--help']; from {module} import main; main()"
PROGRAMS = {
    "protocols --help": HELP.format(name="protocols", module="protocols.cli"),
    "typewriter --help": HELP.format(name="typewriter", module="typewriter.cli"),
    "import protocols": "import protocols",
    "import typewriter": "import typewriter",
}


def imported_by(program: str) -> set[str]:
    """The top-level packages a fresh interpreter loads to run `program`."""
    return {name.partition(".")[0] for name in modules_of(program)}


def modules_of(program: str) -> set[str]:
    """The modules a fresh interpreter loads to run `program`."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in run.stderr.splitlines() if line.startswith("import time:")]
    assert len(lines) > 20
    return {line.rpartition("|")[2].strip() for line in lines}


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_heavy_is_loaded(name: str) -> None:
    assert imported_by(PROGRAMS[name]) & HEAVY == set()


def test_an_engine_loads_no_transformations_and_no_files() -> None:
    loaded = modules_of("from protocols import Engine")
    assert "protocols.engine.remedies" in loaded
    apart = ("protocols.engine.fql", "protocols.engine.transform", "protocols.plan.file")
    assert {name for name in loaded if name.startswith(apart)} == set()


def test_the_measurement_sees_a_heavy_import() -> None:
    assert "yaml" in imported_by("import yaml.nodes")
