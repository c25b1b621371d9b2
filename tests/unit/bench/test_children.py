import sys
from pathlib import Path

import pytest

from bench.children import ran


def test_a_program_is_not_charged_with_the_memory_of_the_bench() -> None:
    held = b"\1" * 200_000_000
    assert ran([sys.executable, "-c", "pass"]).peak_mib < len(held) / 2**20 / 2


def test_the_memory_of_a_program_is_seen() -> None:
    assert ran([sys.executable, "-c", r"held = b'\1' * 100_000_000"]).peak_mib > 95


def test_a_program_runs_where_it_is_told_and_what_it_says_comes_back(tmp_path: Path) -> None:
    code = "import os, sys; print(os.getcwd(), file=sys.stderr)"
    done = ran([sys.executable, "-c", code], cwd=tmp_path)
    assert done.output == f"{tmp_path}\n"
    assert done.seconds > 0


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match=r"left with 3\n.*no such luck"):
        ran([sys.executable, "-c", "import sys; print('no such luck'); sys.exit(3)"])


def test_a_program_that_is_not_there_fails() -> None:
    with pytest.raises(RuntimeError, match="FileNotFoundError"):
        ran(["no-such-program"])
