"""Nothing in the source turns text into code, and nothing in the repository names one machine."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import tools

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path for package in ("protocols", "typewriter") for path in (ROOT / package).rglob("*.py")
)
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())

BANNED_CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen",
    "yaml.load", "yaml.full_load", "yaml.unsafe_load", "yaml.load_all",
    "markupsafe.Markup", "Markup",
}  # fmt: skip
BANNED_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
SAFE_FILTER = re.compile(r"\|\s*safe\b|autoescape\s+false")

# Written in pieces, so that this file does not find itself.
MACHINE_PATH = re.compile(
    r"(?<![\w.*])/(?:" + "|".join(["work", "root", "home", "Users"]) + r")/\w"
)


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def _asks_for_a_shell(node: ast.Call) -> bool:
    return any(
        keyword.arg == "shell"
        and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)
        for keyword in node.keywords
    )


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").partition(".")[0]}
    return set()


def dangers(source: str) -> Iterator[str]:
    """Each place where `source` could run text as code."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) in BANNED_CALLS:
            yield f"line {node.lineno}: calls {_called(node)}"
        if isinstance(node, ast.Call) and _asks_for_a_shell(node):
            yield f"line {node.lineno}: asks for a shell"
        if banned := _imported(node) & BANNED_MODULES:
            yield f"imports {', '.join(banned)}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_source_never_runs_text_as_code(path: Path) -> None:
    assert list(dangers(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "planted",
    [
        "eval(x)",
        "exec(x)",
        "import pickle",
        "from pickle import loads",
        "yaml.load(x)",
        "subprocess.run(x, shell=True)",
        "subprocess.run(x, shell=y)",
        "os.system(x)",
        "Markup(x)",
    ],
)
def test_a_planted_danger_is_found(planted: str) -> None:
    assert list(dangers(planted))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_templates_never_switch_escaping_off(path: Path) -> None:
    assert SAFE_FILTER.search(path.read_text(encoding="utf-8")) is None


def _kept_files() -> list[Path]:
    listed = subprocess.run(
        [tools.path("git"), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name.decode() for name in listed.stdout.split(b"\0") if name)
    return [path for path in paths if path.is_file()]


@pytest.mark.needs("git")
def test_no_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in _kept_files()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_the_npm_lock_file_names_no_registry() -> None:
    lock = (tools.NODE_FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
