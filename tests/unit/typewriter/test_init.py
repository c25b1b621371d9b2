"""`typewriter init`: little is asked, all is written, and nothing is ever replaced."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from protocols import load_plan
from protocols.console import outcome
from typewriter.cli import cli
from typewriter.config import load_config
from typewriter.languages import LANGUAGES

BIN = Path(sys.executable).parent
PLAN = "plan: shop\nversion: 1.0.0\nevents: {Order Placed: {}}\n"

Run = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "My Shop").mkdir()
    monkeypatch.chdir(tmp_path / "My Shop")
    return tmp_path / "My Shop"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def of(*arguments: str, code: int = 0) -> str:
        left_with = outcome(cli, arguments)
        printed = capsys.readouterr()
        assert (left_with, printed.out) == (code, ""), printed.err
        return printed.err

    return of


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_all_is_written_where_nobody_can_answer(run: Run, folder: Path) -> None:
    told = run("init")
    assert "wrote tracking-plan.yaml\nwrote typewriter.yml\nwrote my_shop_tracking: " in told
    assert "typewriter generate --watch" in told
    assert "In CI: `protocols lint tracking-plan.yaml && typewriter check`" in told
    plan = yaml.safe_load((folder / "tracking-plan.yaml").read_text())
    assert (plan["plan"], plan["title"]) == ("my-shop", "My shop")
    assert (folder / "my_shop_tracking" / "__init__.py").is_file()
    run("generate", "--check")


def test_what_is_written_lints_and_has_its_schema_named(run: Run, folder: Path) -> None:
    run("init")
    lint = subprocess.run(
        [str(BIN / "protocols"), "lint", "tracking-plan.yaml"], capture_output=True, text=True, check=True
    )  # fmt: skip
    assert "no findings" in lint.stdout + lint.stderr
    first = (folder / "tracking-plan.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=plan.schema.json"


def test_everything_can_be_said(run: Run, folder: Path) -> None:
    run("init", "--plan", "my plans/shop.yaml", "--name", "the-shop", "-o", "web", "--language", "typescript")  # fmt: skip
    (client,) = load_config("typewriter.yml").config.clients
    assert (client.plan, client.output, client.language) == (Path("my plans/shop.yaml"), Path("web"), "typescript")  # fmt: skip
    assert list((folder / "web").glob("*/index.ts"))
    assert "plan: the-shop " in (folder / "my plans" / "shop.yaml").read_text()


@pytest.mark.parametrize(
    ("there", "language", "output"),
    [
        ([], "python", "."),
        (["package.json"], "typescript", "."),
        (["package.json", "pyproject.toml", "src/x.py"], "python", "src"),
    ],
)
def test_proposals_come_from_what_is_there(
    run: Run, folder: Path, there: list[str], language: str, output: str
) -> None:
    for name in there:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    run("init")
    (client,) = load_config("typewriter.yml").config.clients
    assert (client.language, client.output) == (language, Path(output))


def test_a_plan_that_is_there_is_used_as_it_is(run: Run, folder: Path) -> None:
    (folder / "plans").mkdir()
    (folder / "plans" / "shop.yaml").write_text(PLAN)
    (folder / "workspace.yaml").write_text("workspace: x\n")
    assert "wrote plans" not in run("init")
    assert (folder / "plans" / "shop.yaml").read_text() == PLAN
    assert (folder / "shop_tracking" / "_order.py").is_file()


def test_of_several_plans_one_has_to_be_named(run: Run, folder: Path) -> None:
    for name in ("a.yaml", "b.yml"):
        (folder / name).write_text(PLAN)
    before = _files(folder)
    assert "There are several plans: a.yaml, b.yml" in run("init", code=2)
    assert _files(folder) == before
    run("init", "--plan", "b.yml")


def test_a_configuration_that_is_there_is_left_alone(run: Run, folder: Path) -> None:
    (folder / "typewriter.yml").write_text("mine\n")
    assert "already there" in run("init", code=2)
    assert _files(folder) == {"typewriter.yml": b"mine\n"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "tracking-plan.yaml").write_text("plan: [\n"),
        lambda folder: (folder / "my_shop_tracking").write_text("mine"),
        lambda folder: (folder / "tracking-plan.yaml").mkdir(),
        lambda folder: (folder / "tracking-plan.yaml").symlink_to("nowhere"),
    ],
)
def test_after_a_failure_only_what_was_there_is_there(
    run: Run, folder: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(folder)
    before = sorted(folder.rglob("*"))
    run("init", "--plan", "tracking-plan.yaml", code=2)
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("arguments", [["--plan", "../plan.yaml"], ["-o", "../elsewhere"], ["--name", "My App"], ["--name", "a\nb: c"]])  # fmt: skip
def test_nothing_is_written_outside_and_no_name_is_yaml(
    run: Run, folder: Path, arguments: list[str]
) -> None:
    (folder.parent / "plan.yaml").write_text(PLAN)
    before = _files(folder.parent)
    run("init", *arguments, code=2)
    assert _files(folder.parent) == before


@pytest.mark.parametrize(
    "output", ["a: b", "#x", "näh", "- x", 'q"u', "2024", "true", "1e3", "~", ".5", "a b "]
)
def test_any_path_is_written_so_that_it_is_read_back(run: Run, folder: Path, output: str) -> None:
    run("init", "-o", output)
    assert load_config("typewriter.yml").config.clients[0].output == Path(output)


@pytest.mark.parametrize("name", ["2024", "true", "no", "null", "1e3", "2024-01-01", "my-shop"])
def test_any_name_is_text(
    run: Run, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / name).mkdir()
    monkeypatch.chdir(folder / name)
    run("init")
    plan = load_plan("tracking-plan.yaml")
    assert (plan.id, plan.title) == (name, name.replace("-", " ").capitalize())
    Path("typewriter.yml").unlink()
    run("init", "--name", name, "--plan", "other.yaml", "-o", "web")


@pytest.mark.parametrize(("option", "path"), [("--plan", "../plan.yaml"), ("--output", "../web")])
def test_a_place_outside_is_told_of_the_option_and_not_of_a_file_that_is_not_there(
    run: Run, folder: Path, option: str, path: str
) -> None:
    (folder.parent / "plan.yaml").write_text(PLAN)
    told = run("init", option, path, code=2)
    assert f"{option}: {path} lies outside" in told
    assert "typewriter.yml" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_promises_of_a_check_is_what_a_check_does(run: Run, language: str) -> None:
    told = run("init", "--language", language)
    assert ("code against each other" in told) == (language == "python")
    assert ("of code it reads Python only" in told) == (language == "typescript")


def test_on_a_terminal_it_asks_and_takes_answers(folder: Path) -> None:
    (folder / "shop.yaml").write_text(PLAN)
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", "from typewriter.cli import main; main()", "init"],
        stdin=terminal, stderr=terminal, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        os.close(terminal)
        os.write(controller, b"\ntypescript\nweb\n")
        shown = _all_of(controller)
        assert process.wait(60) == 0, shown
    assert "Tracking plan [shop.yaml]: " in shown
    assert f"Language ({', '.join(sorted(LANGUAGES))}) [python]: " in shown
    assert "Folder for the client [.]: " in shown
    (client,) = load_config("typewriter.yml").config.clients
    assert (client.plan, client.language, client.output) == (Path("shop.yaml"), "typescript", Path("web"))  # fmt: skip


def _all_of(controller: int) -> str:
    shown = b""
    while True:
        try:
            part = os.read(controller, 4096)
        except OSError:  # the other end is closed
            part = b""
        if not part:
            os.close(controller)
            return shown.decode()
        shown += part


def test_the_schema_knows_each_language_and_refuses_what_the_loader_refuses(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(cli, ["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    good = [
        {"clients": [{"plan": "p.yaml", "options": {"ascii_names": True}}], "check": {"src": ["src"]}},
        {"clients": [{"plan": "p.yaml", "language": "typescript", "output": "web"}]},
    ]  # fmt: skip
    bad = [
        {},
        {"clients": [{"plan": "p.yaml", "langage": "python"}]},
        {"clients": [{"plan": "p.yaml", "language": "pyton"}]},
        {"clients": [{"plan": "p.yaml", "language": "typescript", "options": {"ascii_names": True}}]},
        {"clients": [{"output": "src"}]},
        {"clients": [{"plan": "p.yaml"}], "check": {"source": []}},
    ]  # fmt: skip
    assert [each for each in good if not validator.is_valid(each)] == []
    assert [each for each in bad if validator.is_valid(each)] == []
