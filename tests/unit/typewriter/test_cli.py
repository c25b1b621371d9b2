"""The commands, from their arguments to their exit codes."""

import json
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from protocols.console import outcome
from protocols.findings.render import FORMATS
from tests.unit.typewriter.rights import UNPRIVILEGED
from typewriter.cli import cli
from typewriter.view.lock import sha256

BIN = Path(sys.executable).parent
PLANS = Path(__file__).parents[3] / "plans"
PLAN = """\
plan: my-radio
version: {version}
owner: playback
events:
  Song Played:
    description: Somebody listened.
    properties: {{song_id: {{type: string, required: true}}}}
{more}
"""


@dataclass(frozen=True)
class Ran:
    stdout: str
    stderr: str


class Run(Protocol):
    def __call__(self, folder: Path, *arguments: str, code: int = 0) -> Ran: ...


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `typewriter` in a folder, and hold it to its exit code."""

    def run_in(folder: Path, *arguments: str, code: int = 0) -> Ran:
        monkeypatch.chdir(folder)
        left_with = outcome(cli, arguments)
        printed = capsys.readouterr()
        assert left_with == code, f"{printed.out}\n{printed.err}"
        return Ran(printed.out, printed.err)

    return run_in


def _write_plan(folder: Path, *, version: str = "1.0.0", more: str = "") -> None:
    text = PLAN.format(version=version, more=more)
    (folder / "plan.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def radio(run: Run, tmp_path: Path) -> Path:
    _write_plan(tmp_path)
    run(tmp_path, "generate", "plan.yaml")
    return tmp_path


def test_generate_writes_a_package_named_after_the_plan(run: Run, radio: Path) -> None:
    package = radio / "my_radio_tracking"
    assert (package / "_song.py").is_file()
    again = run(radio, "generate", "plan.yaml")
    assert again.stdout == ""
    assert "0 files written" in again.stderr


def test_output_and_package_say_where(run: Run, radio: Path) -> None:
    run(radio, "generate", "plan.yaml", "-o", "src/lib", "--package", "events")
    assert (radio / "src" / "lib" / "events" / "__init__.py").is_file()


def test_generated_code_runs_as_it_is(run: Run, radio: Path) -> None:
    program = (
        "import my_radio_tracking as radio\n"
        "from my_radio_tracking.testing import capture\n"
        "with capture() as sent: radio.song_played(radio.User('u'), song_id='s')\n"
        "print(sent.events[0].properties)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=radio, capture_output=True, text=True, check=True
    )
    assert done.stdout == "{'song_id': 's'}\n"


def test_check_of_a_current_client_is_clean_and_silent(run: Run, radio: Path) -> None:
    ran = run(radio, "generate", "plan.yaml", "--check")
    assert ran.stdout == ""


def test_check_writes_nothing(run: Run, radio: Path) -> None:
    _write_plan(radio, version="1.1.0", more="  Song Saved: {}")
    before = {path: path.read_bytes() for path in radio.rglob("*") if path.is_file()}
    run(radio, "generate", "plan.yaml", "--check", code=1)
    run(radio, "generate", "plan.yaml", "-o", "elsewhere", "--check", code=1)
    assert {path: path.read_bytes() for path in radio.rglob("*") if path.is_file()} == before
    assert not (radio / "elsewhere").exists()


def test_check_tells_that_the_plan_changed_and_how(run: Run, radio: Path) -> None:
    _write_plan(radio, version="1.1.0", more="  Song Saved: {}")
    ran = run(radio, "generate", "plan.yaml", "--check", code=1)
    assert (
        "error[TW302] the plan changed from 1.0.0 to 1.1.0: +song_saved; out of date:"
        in ran.stdout
    )
    assert "TW304" not in ran.stdout
    assert "+        'song_saved'," in ran.stdout


def test_check_names_no_version_that_did_not_change(run: Run, radio: Path) -> None:
    _write_plan(radio, more="  Song Saved: {}")
    ran = run(radio, "generate", "plan.yaml", "--check", code=1)
    assert "error[TW302] the plan changed: +song_saved;" in ran.stdout


def test_check_tells_that_a_file_was_edited_and_where(run: Run, radio: Path) -> None:
    file = radio / "my_radio_tracking" / "_song.py"
    file.write_text(file.read_text().replace("song_id: str", "song_id: int"), encoding="utf-8")
    ran = run(radio, "generate", "plan.yaml", "--check", code=1)
    assert "my_radio_tracking/_song.py:18:1: error[TW304] was edited by hand" in ran.stdout
    assert "-    song_id: int,\n+    song_id: str," in ran.stdout


def test_check_tells_that_the_generator_changed(run: Run, radio: Path) -> None:
    folder = radio / "my_radio_tracking"
    for name in ("plan.lock", "_plan.py", "_schemas.json"):
        text = (folder / name).read_text(encoding="utf-8")
        old = text.replace("protocols-typewriter/", "protocols-typewriter/0.0.1-of-")
        (folder / name).write_text(old, encoding="utf-8")
    lock = json.loads((folder / "plan.lock").read_text(encoding="utf-8"))
    lock["files"] |= {name: sha256((folder / name).read_text()) for name in ("_plan.py", "_schemas.json")}  # fmt: skip
    (folder / "plan.lock").write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")
    ran = run(radio, "generate", "plan.yaml", "--check", code=1)
    assert "error[TW303] made by protocols-typewriter/0.0.1-of-" in ran.stdout
    assert "TW302" not in ran.stdout


def test_check_tells_what_is_missing_stale_or_foreign(run: Run, radio: Path) -> None:
    folder = radio / "my_radio_tracking"
    shutil.copy(folder / "_song.py", folder / "_old.py")
    (folder / "_song.py").unlink()
    (folder / "_plan.py").write_text("mine = 1\n", encoding="utf-8")
    ran = run(radio, "generate", "plan.yaml", "--check", code=1)
    assert "_song.py:1:1: error[TW301] is missing" in ran.stdout
    assert "_old.py:1:1: error[TW305] holds nothing" in ran.stdout
    assert "_plan.py:1:1: error[TW306] stands where" in ran.stdout


def test_check_of_nothing_says_so_once(run: Run, tmp_path: Path) -> None:
    _write_plan(tmp_path)
    ran = run(tmp_path, "generate", "plan.yaml", "--check", code=1)
    assert ran.stdout.count("TW301") == 1
    assert "@@" not in ran.stdout


def test_check_shows_no_more_than_a_screenful_and_nothing_a_terminal_obeys(
    run: Run, radio: Path
) -> None:
    file = radio / "my_radio_tracking" / "_runtime.py"
    hostile = "\x1b]0;title\x07" + "x\n" * 500
    file.write_text(file.read_text(encoding="utf-8") + hostile, encoding="utf-8")
    ran = run(radio, "generate", "plan.yaml", "--check", code=1)
    assert "\x1b" not in ran.stdout
    assert "more lines" in ran.stdout
    assert len(ran.stdout.splitlines()) < 100


@pytest.mark.parametrize("style", ["json", "sarif", "junit", "github", "markdown"])
def test_check_prints_its_findings_in_every_format(run: Run, radio: Path, style: str) -> None:
    _write_plan(radio, version="1.1.0", more="  Song Saved: {}")
    ran = run(radio, "generate", "plan.yaml", "--check", "--format", style, code=1)
    assert "plan changed" in ran.stdout
    assert "@@" not in ran.stdout


def test_a_stale_module_goes_when_its_last_event_goes(run: Run, radio: Path) -> None:
    _write_plan(radio, more="  Order Completed: {}")
    run(radio, "generate", "plan.yaml")
    assert (radio / "my_radio_tracking" / "_order.py").exists()
    _write_plan(radio)
    assert "1 deleted" in run(radio, "generate", "plan.yaml").stderr
    assert not (radio / "my_radio_tracking" / "_order.py").exists()


def test_a_name_once_given_is_kept_when_a_better_candidate_comes(run: Run, tmp_path: Path) -> None:
    _write_plan(tmp_path, more="  order completed: {}")
    run(tmp_path, "generate", "plan.yaml")
    _write_plan(tmp_path, more="  order completed: {}\n  Order Completed: {}")
    ran = run(tmp_path, "generate", "plan.yaml")
    assert "warning[TW101] 'Order Completed' becomes order_completed_" in ran.stderr
    assert "TW101" not in run(tmp_path, "generate", "plan.yaml").stderr, "it has its name now"
    source = (tmp_path / "my_radio_tracking" / "_order.py").read_text(encoding="utf-8")
    plain = source.partition("def order_completed(")[2].partition("\ndef ")[0]
    assert "name='order completed'," in plain
    run(tmp_path, "generate", "plan.yaml", "--check")


def test_a_name_that_gave_way_is_told_when_it_is_new(run: Run, tmp_path: Path) -> None:
    both = "  A: {properties: {Product ID: {}, product_id: {}}}\n"
    _write_plan(tmp_path, more=both)
    assert run(tmp_path, "generate", "plan.yaml").stderr.count("TW102") == 1
    for arguments in (["--check"], [], ["--force"]):
        assert "TW10" not in run(tmp_path, "generate", "plan.yaml", *arguments).stderr
    _write_plan(
        tmp_path, more=f"{both}  B: {{properties: {{Product ID: {{}}, product_id: {{}}}}}}\n"
    )
    told = run(tmp_path, "generate", "plan.yaml").stderr
    assert (told.count("TW102"), "of b()" in told) == (1, True)


@pytest.mark.parametrize("name", ["a.b", "../x", "class", "1a", "", "a b", "购物"])
def test_a_package_name_that_is_none_is_a_mistake_of_use(run: Run, radio: Path, name: str) -> None:
    before = sorted(radio.rglob("*"))
    ran = run(radio, "generate", "plan.yaml", f"--package={name}", code=2)
    assert "--package" in ran.stderr
    assert sorted(radio.rglob("*")) == before


def test_a_plan_with_errors_is_told_like_lint_tells_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("plan: x\nevents: {A: {propertys: {}}}\n")
    ran = run(tmp_path, "generate", "plan.yaml", code=2)
    assert "plan.yaml:2:14: error[" in ran.stderr
    assert ran.stdout == ""
    assert not (tmp_path / "x_tracking").exists()


@pytest.mark.parametrize("command", [("check",), ("generate", "--check")])
@pytest.mark.parametrize("style", [style for style in FORMATS if style != "text"])
def test_what_cannot_be_used_is_told_in_the_format_asked_for(
    run: Run, tmp_path: Path, command: tuple[str, ...], style: str
) -> None:
    """Nothing that reads the output may take a broken plan for a clean run."""
    (tmp_path / "plan.yaml").write_text("plan: x\nevents: {A: {propertys: {}}}\n")
    (tmp_path / "typewriter.yml").write_text("clients:\n  - plan: plan.yaml\n    langauge: x\n")
    for arguments in (("plan.yaml",), ()):
        ran = run(tmp_path, *command, *arguments, "--format", style, code=2)
        assert "TP014" in ran.stdout
        assert "1 error" in ran.stderr
    assert run(tmp_path, *command, "nope.yaml", "--format", style, code=2).stdout == ""


def test_a_plan_that_is_not_there_is_unreadable(run: Run, tmp_path: Path) -> None:
    assert "cannot read nope.yaml" in run(tmp_path, "generate", "nope.yaml", code=2).stderr


def test_a_client_in_another_language_is_replaced_only_if_asked_to(
    run: Run, tmp_path: Path
) -> None:
    _write_plan(tmp_path)
    arguments = ("plan.yaml", "-o", "src", "--package", "it")
    spoken = (*arguments, "--language", "typescript")
    run(tmp_path, "generate", *arguments)
    before = sorted(tmp_path.rglob("*"))
    refused = run(tmp_path, "generate", *spoken, code=2).stderr
    assert "refused to write src/it: it holds a client in another language" in refused
    assert sorted(tmp_path.rglob("*")) == before
    told = run(tmp_path, "generate", "--check", *spoken, code=1).stdout
    assert "[TW303] this is a client in another language" in told
    run(tmp_path, "generate", *spoken, "--force")
    assert not (tmp_path / "src" / "it" / "__init__.py").exists()


def test_the_remedy_is_the_very_command(run: Run, tmp_path: Path) -> None:
    _write_plan(tmp_path)
    arguments = ("my plan.yaml", "-o", "web", "--package", "it", "--language", "typescript")
    (tmp_path / "plan.yaml").rename(tmp_path / "my plan.yaml")
    told = run(tmp_path, "check", *arguments, code=1).stdout
    command = "typewriter generate 'my plan.yaml' -o web --package it --language typescript"
    assert f"help: run `{command}`\n" in told
    run(tmp_path, *shlex.split(command)[1:])
    run(tmp_path, "check", *arguments)
    (tmp_path / "web" / "it" / "index.ts").unlink()
    assert f"help: run `{command}` again\n" in run(tmp_path, "check", *arguments, code=1).stdout


def test_what_cannot_be_read_is_not_said_to_be_written(radio: Path) -> None:
    program = [str(BIN / "typewriter"), "check", "plan.yaml"]
    subprocess.run(
        [program[0], "generate", "plan.yaml"], cwd=radio, capture_output=True, check=True
    )
    (radio / "my_radio_tracking" / "plan.lock").chmod(0)
    done = subprocess.run(
        [*UNPRIVILEGED, *program], cwd=radio, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "error: cannot read my_radio_tracking/plan.lock: Permission denied\n"


def test_a_foreign_package_is_refused(run: Run, tmp_path: Path) -> None:
    _write_plan(tmp_path)
    (tmp_path / "my_radio_tracking").mkdir()
    (tmp_path / "my_radio_tracking" / "__init__.py").write_text("mine = True\n")
    ran = run(tmp_path, "generate", "plan.yaml", code=2)
    assert "refused to write my_radio_tracking/__init__.py" in ran.stderr


def test_the_program_leaves_with_the_contracts_exit_codes(run: Run, radio: Path) -> None:
    program = [str(BIN / "typewriter"), "generate", "plan.yaml", "--check"]
    assert subprocess.run(program, cwd=radio, capture_output=True, check=False).returncode == 0
    _write_plan(radio, version="1.1.0")
    assert subprocess.run(program, cwd=radio, capture_output=True, check=False).returncode == 1


def test_a_fault_of_the_program_is_short_and_says_how_to_see_more(
    run: Run, radio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("typewriter.cli.client.compile_plan", broken)
    ran = run(radio, "generate", "plan.yaml", code=3)
    assert ran.stderr.startswith("internal error: ZeroDivisionError: oh\n")
    assert "PROTOCOLS_DEBUG=1" in ran.stderr


@pytest.mark.parametrize("plan", sorted(path.name for path in PLANS.glob("*.yaml")))
def test_every_shipped_plan_generates_without_a_warning(
    run: Run, plan: str, tmp_path: Path
) -> None:
    ran = run(tmp_path, "generate", str(PLANS / plan))
    assert "warning" not in ran.stderr
