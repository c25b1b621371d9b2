"""The whole house is in order: style, types and import contracts, each by its own tool."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
CHECKS = {
    "ruff check": [sys.executable, "-m", "ruff", "check", "."],
    "ruff format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "mypy": [sys.executable, "-m", "mypy"],
    "import contracts": [str(BIN / "lint-imports"), "--no-cache"],
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_tool_finds_nothing(check: str) -> None:
    run = subprocess.run(CHECKS[check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{check}\n{run.stdout}{run.stderr}"
