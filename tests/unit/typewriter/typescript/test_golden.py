"""The TypeScript client for a plan full of edge cases is, byte for byte, the one in tests/golden."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from protocols import compile_plan, load_plan
from tests.unit.typewriter.making import CASES, GOLDEN
from tests.unit.typewriter.typescript.making import files_of
from typewriter.view.lock import read_lock
from typewriter.write.folder import read_folder, write_folder

CLIENT = GOLDEN / "edge-cases" / "edge-cases-tracking"
PLAN = CASES / "edge-cases.yaml"
ROOT = Path(__file__).parents[4]
PRINT_HASHES = f"""
from pathlib import Path
from protocols import compile_plan, load_plan
from tests.unit.typewriter.typescript.making import files_of
from typewriter.view.lock import sha256
for path, text in files_of(compile_plan(load_plan(Path({str(PLAN)!r})))).items():
    print(path, sha256(text))
"""


def test_the_client_is_the_golden_one(regold: bool) -> None:
    files = files_of(compile_plan(load_plan(PLAN)))
    if regold:
        write_folder(CLIENT, files)
    assert read_folder(CLIENT) == files


def test_generating_again_over_its_own_lock_changes_nothing() -> None:
    files = files_of(compile_plan(load_plan(PLAN)))
    assert files_of(compile_plan(load_plan(PLAN)), read_lock(files["plan.lock"])) == files


def test_for_a_server_only_the_sdk_and_what_must_be_given_differ() -> None:
    compiled = compile_plan(load_plan(PLAN))
    browser, server = files_of(compiled), files_of(compiled, sdk="node")
    assert browser.keys() == server.keys()
    for name in browser.keys() - {"sdk.ts", "plan.lock"}:
        pairs = zip(browser[name].splitlines(), server[name].splitlines(), strict=True)
        changed = [(one, other) for one, other in pairs if one != other]
        assert all(one.startswith("export function") for one, _ in changed)
        assert all("options?: " in one and "options: " in other for one, other in changed)


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_bytes_do_not_depend_on_the_hash_seed(seed: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PRINT_HASHES],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    lock = read_lock((CLIENT / "plan.lock").read_text(encoding="utf-8"))
    assert lock is not None
    printed = dict(line.split(" ") for line in run.stdout.splitlines())
    assert {path: printed[path] for path in lock.files} == lock.files


def test_no_file_tells_when_or_where_it_was_made() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in CLIENT.iterdir())
    assert str(Path.cwd()) not in text
    assert str(CASES) not in text
