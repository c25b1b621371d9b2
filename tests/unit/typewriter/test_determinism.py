"""The same plan makes the same bytes: twice, under any hash seed and locale, however it is written."""

import hashlib
import json
import locale
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from protocols import compile_plan, load_plan
from protocols.plan.file.document import read_document
from tests.unit.typewriter.making import CASES, GOLDEN, files_of
from typewriter.view.lock import read_lock

ROOT = Path(__file__).parents[3]
PLAN = CASES / "edge-cases.yaml"

PROGRAM = """
import hashlib, sys
from pathlib import Path
from protocols import compile_plan, load_plan
from tests.unit.typewriter.making import files_of
made = files_of(compile_plan(load_plan(Path(sys.argv[1]))))
print(hashlib.sha256(repr(sorted(made.items())).encode("ascii", "backslashreplace")).hexdigest())
"""


def _hash(files: dict[str, str]) -> str:
    return hashlib.sha256(
        repr(sorted(files.items())).encode("ascii", "backslashreplace")
    ).hexdigest()


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return files_of(compile_plan(load_plan(PLAN)))


def test_two_runs_agree(files: dict[str, str]) -> None:
    assert files_of(compile_plan(load_plan(PLAN))) == files


def _has(name: str) -> bool:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_ALL, before)
    return True


@pytest.mark.parametrize(
    ("seed", "language", "encoding"),
    [("0", "C", "0"), ("1", "C.UTF-8", "1"), ("4711", "tr_TR.UTF-8", "0")],
)
def test_other_processes_agree(
    seed: str, language: str, encoding: str, files: dict[str, str]
) -> None:
    """Turkish has an i without a dot; where it is not installed, C stands in for it."""
    language = language if _has(language) else "C"
    environment = {
        **os.environ,
        "PYTHONHASHSEED": seed,
        "LC_ALL": language,
        "PYTHONUTF8": encoding,
        "PYTHONCOERCECLOCALE": "0",
        "TZ": "Asia/Tokyo",
    }
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(PLAN)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == _hash(files)


def _shuffled(node: Any, order: random.Random) -> Any:
    if isinstance(node, dict):
        keys = list(node)
        order.shuffle(keys)
        return {key: _shuffled(node[key], order) for key in keys}
    return [_shuffled(each, order) for each in node] if isinstance(node, list) else node


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_keys_is_nothing(seed: int, files: dict[str, str], tmp_path: Path) -> None:
    document, _ = read_document(PLAN)
    assert document is not None
    data = document.data
    assert len(data["events"]) > 40
    shuffled = _shuffled(data, random.Random(seed))
    assert list(shuffled["events"]) != list(data["events"])
    path = tmp_path / "edge-cases.yaml"
    path.write_text(json.dumps(shuffled, ensure_ascii=False), encoding="utf-8")
    assert files_of(compile_plan(load_plan(path))) == files


def test_line_ends_of_the_plan_are_nothing(files: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "edge-cases.yaml"
    path.write_bytes(PLAN.read_bytes().replace(b"\n", b"\r\n"))
    made = files_of(compile_plan(load_plan(path)))
    assert made == files
    assert not any("\r" in text for text in made.values())


def test_generating_again_over_its_own_lock_changes_nothing(files: dict[str, str]) -> None:
    assert files_of(compile_plan(load_plan(PLAN)), read_lock(files["plan.lock"])) == files


def test_no_file_tells_when_or_where_it_was_made() -> None:
    package = GOLDEN / "edge-cases" / "edge_cases_tracking"
    text = "".join(path.read_text(encoding="utf-8") for path in package.iterdir())
    assert str(Path.cwd()) not in text
    assert str(CASES) not in text
