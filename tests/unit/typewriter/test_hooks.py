"""The pre-commit hooks and the GitHub Action, as far as they run without either service."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent
HOOKS = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
EXPRESSION = re.compile(r"\$\{\{ (\S+) \}\}")
PLAN = """\
plan: shop
version: 1.0.0
events: {Order Completed: {description: Paid.}}
"""
# What pre-commit documents for a hook in a manifest.
REQUIRED = {"id", "name", "entry", "language"}
KNOWN = REQUIRED | {
    "files", "exclude", "types", "types_or", "exclude_types", "always_run", "fail_fast", "verbose",
    "pass_filenames", "require_serial", "description", "language_version",
    "minimum_pre_commit_version", "args", "stages",
}  # fmt: skip


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "tracking-plan.yaml").write_text(PLAN)
    (folder / "app.py").write_text(
        "import shop_tracking\n\nshop_tracking.order_completed(shop_tracking.User('u'))\n"
    )
    (folder / "typewriter.yml").write_text("clients: [{plan: tracking-plan.yaml}]\n")
    assert run(["typewriter", "generate"], folder).returncode == 0
    return folder


@pytest.fixture
def shop(generated: Path, tmp_path: Path) -> Path:
    return shutil.copytree(generated, tmp_path / "shop")


def run(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("hook", HOOKS.values(), ids=list(HOOKS))
def test_a_hook_is_written_as_pre_commit_asks(hook: dict[str, Any]) -> None:
    assert set(hook) >= REQUIRED
    assert set(hook) <= KNOWN
    assert hook["language"] == "python"
    re.compile(hook.get("files", ""))


def hooked(name: str, folder: Path, *files: str) -> int:
    """Run a hook as pre-commit does: its entry, then the changed files if it wants them."""
    hook = HOOKS[name]
    wanted = [each for each in files if re.search(hook.get("files", ""), each)]
    given = wanted if hook.get("pass_filenames", True) else []
    return run([*shlex.split(hook["entry"]), *given], folder).returncode


def test_the_hook_for_plans_lints_those_that_changed(shop: Path) -> None:
    assert hooked("protocols-lint", shop, "tracking-plan.yaml", "ci.yaml") == 0
    (shop / "tracking-plan.yaml").write_text(PLAN.replace("events", "evnts"))
    assert hooked("protocols-lint", shop, "tracking-plan.yaml") != 0


def test_generating_in_a_hook_changes_files_and_that_fails_the_commit(shop: Path) -> None:
    (shop / "tracking-plan.yaml").write_text(PLAN.replace("Completed", "Done"))
    before = (shop / "shop_tracking" / "_order.py").read_text()
    assert hooked("typewriter-generate", shop, "tracking-plan.yaml") == 0
    assert (shop / "shop_tracking" / "_order.py").read_text() != before


def test_the_hook_for_code_finds_what_does_not_match(shop: Path) -> None:
    assert hooked("typewriter-check", shop, "app.py") == 0
    (shop / "app.py").write_text("import shop_tracking\n\nshop_tracking.order_done()\n")
    assert hooked("typewriter-check", shop, "app.py") == 1


def test_the_action_is_a_composite_of_shell_steps() -> None:
    assert {"name", "description", "runs"} <= set(ACTION)
    assert ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert not EXPRESSION.search(step["run"]), "inputs come in as variables, never as code"
    assert all("description" in each for each in ACTION["inputs"].values())


def act(step: str, folder: Path, values: dict[str, str]) -> tuple[int, str, dict[str, str]]:
    """Run one step as a runner does; its exit code, what it printed, and the files it wrote to."""
    (found,) = [each for each in ACTION["runs"]["steps"] if each["id"] == step]
    defaults = {f"inputs.{name}": each["default"] for name, each in ACTION["inputs"].items()}
    known = {**defaults, **values}
    given = {
        name: EXPRESSION.sub(lambda match: known[match[1]], text)
        for name, text in found["env"].items()
    }
    files = {name: folder / f".{name}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("")
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]]
    done = run(command, folder, **given, **{name: str(file) for name, file in files.items()})
    return done.returncode, done.stdout, {name: file.read_text() for name, file in files.items()}


CHECK = {"steps.install.outputs.bin": str(BIN)}


def test_the_action_is_clean_where_all_matches(shop: Path) -> None:
    code, said, files = act("check", shop, CHECK)
    assert (code, said) == (0, "")
    assert files["GITHUB_OUTPUT"] == "code=0\n"
    assert "no findings" in files["GITHUB_STEP_SUMMARY"]


def test_the_action_annotates_and_sums_up_what_does_not_match(shop: Path) -> None:
    (shop / "tracking-plan.yaml").write_text(PLAN.replace("1.0.0", "1.1.0"))
    values = {**CHECK, "inputs.plan": "tracking-plan.yaml", "inputs.arguments": "-o\n.\n"}
    code, said, files = act("check", shop, values)
    assert code == 1
    assert said.startswith("::error file=shop_tracking/plan.lock,line=1,")
    assert files["GITHUB_OUTPUT"] == "code=1\n"
    assert "error TW302" in files["GITHUB_STEP_SUMMARY"]


def test_the_action_takes_arguments_as_they_are(shop: Path) -> None:
    (shop / "with space").mkdir()
    (shop / "with space" / "bad.py").write_text("import shop_tracking as t\nt.order_done()\n")
    values = {**CHECK, "inputs.arguments": "--src\nwith space\n\n--exclude\n$(touch gone)\n"}
    values["inputs.plan"] = "tracking-plan.yaml"
    code, said, _ = act("check", shop, values)
    assert code == 1
    assert "file=with space/bad.py,line=2," in said
    assert not (shop / "gone").exists()


def test_a_plan_that_cannot_be_used_leaves_no_summary(shop: Path) -> None:
    code, _, files = act("check", shop, {**CHECK, "inputs.plan": "nowhere.yaml"})
    assert code == 2
    assert files == {"GITHUB_OUTPUT": "code=2\n", "GITHUB_STEP_SUMMARY": ""}
