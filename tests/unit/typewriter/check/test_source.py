import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.typewriter.rights import UNPRIVILEGED
from typewriter.check.source import matches, module_name, read_sources
from typewriter.view.marks import LOCK, MARK


def written(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("pass\n", encoding="utf-8")


def test_files_have_their_modules(tmp_path: Path) -> None:
    written(tmp_path, "app/__init__.py", "app/metrics.py", "run.py", "app/notes.txt")
    found = list(read_sources([tmp_path], ()))
    assert [(one.module, one.text) for one in found] == [
        ("run", b"pass\n"),
        ("app", b"pass\n"),
        ("app.metrics", b"pass\n"),
    ]
    assert found[2].path == str(tmp_path / "app" / "metrics.py")


def test_a_root_inside_a_package_is_named_from_the_outermost(tmp_path: Path) -> None:
    written(tmp_path, "shop/__init__.py", "shop/pay/__init__.py", "shop/pay/card.py")
    assert [one.module for one in read_sources([tmp_path / "shop" / "pay"], ())] == [
        "shop.pay",
        "shop.pay.card",
    ]


def test_a_root_may_be_a_file_and_no_file_comes_twice(tmp_path: Path) -> None:
    written(tmp_path, "a.py")
    assert [one.module for one in read_sources([tmp_path / "a.py", tmp_path], ())] == ["a"]


@pytest.mark.parametrize(
    "folder",
    [".hidden", "__pycache__", "node_modules", "lib/python3.11/site-packages", "venv", ".venv"],
)
def test_other_peoples_folders_are_skipped(tmp_path: Path, folder: str) -> None:
    written(tmp_path, f"{folder}/a.py", "b.py")
    assert [one.module for one in read_sources([tmp_path], ())] == ["b"]


def test_environments_and_clients_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    written(tmp_path, "tools/a.py", "client/a.py", "own/a.py")
    (tmp_path / "tools" / "pyvenv.cfg").touch()
    (tmp_path / "client" / LOCK).touch()
    (tmp_path / "client" / "__init__.py").write_text(f"{MARK}\n", encoding="utf-8")
    (tmp_path / "client" / "a.py").write_text(f"{MARK}\n", encoding="utf-8")
    (tmp_path / "own" / LOCK).touch()
    assert [one.module for one in read_sources([tmp_path], ())] == ["own.a"]
    assert list(read_sources([tmp_path / "client"], ())) == []


def test_what_somebody_put_beside_generated_files_is_read(tmp_path: Path) -> None:
    written(tmp_path, "client/own.py", "client/more/own.py", "client/tool.py")
    (tmp_path / "client" / LOCK).touch()
    for name in ("__init__.py", "_tracker.py"):
        (tmp_path / "client" / name).write_text(f"{MARK}\n", encoding="utf-8")
    found = [one.module for one in read_sources([tmp_path], ())]
    assert found == ["client.own", "client.tool", "client.more.own"]


def test_a_folder_that_cannot_be_read_is_named_once(tmp_path: Path) -> None:
    """As another user than root, who may read everything."""
    written(tmp_path, "a.py", "shut/b.py", "shut/c/d.py", "seen/e.py")
    (tmp_path / "shut").chmod(0)
    (tmp_path / "seen").chmod(0o600)
    script = (
        "from pathlib import Path\nfrom typewriter.check.source import read_sources\n"
        "print([(one.module, one.problem) for one in read_sources([Path()], ())])"
    )
    try:
        ran = subprocess.run(
            [*UNPRIVILEGED, sys.executable, "-c", script],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sys.path))},
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        (tmp_path / "shut").chmod(0o700)
        (tmp_path / "seen").chmod(0o700)
    assert ast.literal_eval(ran.stdout) == [
        ("a", ""),
        ("seen.e", "cannot be read: permission denied"),
        ("shut.*", "this folder cannot be read"),
    ]


def test_links_are_not_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    written(root, "a.py")
    written(outside, "b.py")
    (root / "link").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "c.py").symlink_to(outside / "b.py")
    assert [one.module for one in read_sources([root], ())] == ["a"]


def test_what_cannot_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "a.py", "large.py")
    os.mkfifo(tmp_path / "pipe.py")
    monkeypatch.setattr("typewriter.check.source.MOST_BYTES", 4)
    found = {one.module: one.problem for one in read_sources([tmp_path], ())}
    assert found == {
        "a": "larger than 0 MiB",
        "large": "larger than 0 MiB",
        "pipe": "not a regular file",
    }


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("tests", "app/tests/a.py", True),
        ("tests", "app/testsuite/a.py", False),
        ("test_*.py", "app/test_a.py", True),
        ("app/gen", "app/gen/a.py", True),
        ("app/gen/**", "app/gen/a.py", True),
        ("app/gen", "src/app/gen/a.py", False),
        ("**/app/gen", "src/app/gen/a.py", True),
        ("app/*.py", "app/a.py", True),
    ],
)
def test_patterns(pattern: str, path: str, fits: bool) -> None:
    assert matches(path, [pattern]) is fits


def test_module_names() -> None:
    assert module_name(("a", "b.py")) == "a.b"
    assert module_name(("a", "__init__.py")) == "a"
