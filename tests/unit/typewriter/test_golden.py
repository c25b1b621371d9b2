"""The client for a plan full of edge cases is, byte for byte, the one in tests/golden."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from protocols import compile_plan, load_plan
from tests.unit.typewriter.making import CASES, GOLDEN, files_of
from typewriter.view.lock import read_lock
from typewriter.write.folder import read_folder, write_folder

PACKAGE = GOLDEN / "edge-cases" / "edge_cases_tracking"
PLAN = CASES / "edge-cases.yaml"
PRINT_HASHES = f"""
from pathlib import Path
from protocols import compile_plan, load_plan
from tests.unit.typewriter.making import files_of
from typewriter.view.lock import sha256
for path, text in files_of(compile_plan(load_plan(Path({str(PLAN)!r})))).items():
    print(path, sha256(text))
"""


def test_the_client_is_the_golden_one(regold: bool) -> None:
    files = files_of(compile_plan(load_plan(PLAN)))
    if regold:
        write_folder(PACKAGE, files)
    assert read_folder(PACKAGE) == files


def test_generating_again_over_its_own_lock_changes_nothing() -> None:
    files = files_of(compile_plan(load_plan(PLAN)))
    assert files_of(compile_plan(load_plan(PLAN)), read_lock(files["plan.lock"])) == files


def test_bytes_depend_on_nothing_but_the_plan(tmp_path: Path) -> None:
    shuffled = _shuffled(PLAN.read_text(encoding="utf-8"))
    (tmp_path / "edge-cases.yaml").write_text(shuffled, encoding="utf-8")
    assert files_of(compile_plan(load_plan(tmp_path / "edge-cases.yaml"))) == files_of(
        compile_plan(load_plan(PLAN))
    )


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_bytes_do_not_depend_on_the_hash_seed(seed: str, tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    run = subprocess.run(
        [sys.executable, "-c", PRINT_HASHES],
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    lock = read_lock((PACKAGE / "plan.lock").read_text(encoding="utf-8"))
    assert lock is not None
    printed = dict(line.split(" ") for line in run.stdout.splitlines())
    assert {path: printed[path] for path in lock.files} == lock.files


def test_no_file_tells_when_or_where_it_was_made() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.iterdir())
    assert str(Path.cwd()) not in text
    assert str(CASES) not in text


def _shuffled(text: str) -> str:
    """The plan with its events in the opposite order."""
    head, _, rest = text.partition("events:\n")
    events, separator, tail = rest.partition("\nidentify:")
    blocks: list[list[str]] = []
    for line in events.splitlines():
        if line.startswith("  ") and not line.startswith("   ") and not line.startswith("  #"):
            blocks.append([])
        if blocks and not line.startswith("  #"):
            blocks[-1].append(line)
    assert len(blocks) > 40
    body = "\n".join(line for block in reversed(blocks) for line in block)
    return f"{head}events:\n{body}\n{separator}{tail}"
