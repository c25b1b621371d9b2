"""A test that needs an absent tool is skipped and named, and with REQUIRE_ALL=1 it fails."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = """
from functools import cache
TOOLS = {"unicorn": ("a unicorn", lambda: None), "horse": ("a horse", lambda: "horse")}
def find(name):
    return TOOLS[name][1]()
"""
TESTS = """
import pytest
@pytest.mark.needs("horse", "unicorn")
def test_riding(): pass
@pytest.mark.needs("horse")
def test_walking(): pass
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    tests = tmp_path / "tests"
    tests.mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tests)
    (tests / "tools.py").write_text(TOOLS, encoding="utf-8")
    (tests / "test_it.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\npythonpath = .\naddopts = --strict-markers --import-mode=importlib\n",
        encoding="utf-8",
    )
    return tmp_path


def _run(project: Path, *, require_all: str, workers: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if "PYTEST" not in key}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n", workers],
        cwd=project,
        env={**environment, "REQUIRE_ALL": require_all},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("workers", ["0", "1"], ids=["one process", "workers"])
def test_without_the_tool_the_test_is_skipped_and_named(project: Path, workers: str) -> None:
    run = _run(project, require_all="0", workers=workers)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 passed, 1 skipped" in run.stdout
    assert "unicorn: a unicorn" in run.stdout
    assert "1 tests skipped because of it\n  tests/test_it.py::test_riding" in run.stdout


def test_where_all_is_required_its_absence_is_a_failure(project: Path) -> None:
    run = _run(project, require_all="1", workers="0")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "1 passed, 1 error" in run.stdout
    assert "needs outside tool: unicorn (a unicorn)" in run.stdout
