"""`typewriter generate` without a plan: every client of typewriter.yml, each for itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

from protocols.console import outcome
from typewriter.cli import cli

CONFIG = """\
clients:
  - {plan: radio.yaml, output: src}
  - {plan: shop.yaml, output: src, package: shop, options: {ascii_names: true}}
  - {plan: radio.yaml, output: web, language: typescript}
"""
PLAN = "plan: {name}\nversion: {version}\nevents: {{{event}: {{}}}}\n"

Run = Callable[..., tuple[str, str]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    _plan(tmp_path, "radio", "Song Played")
    _plan(tmp_path, "shop", "Café Ordered")
    (tmp_path / "typewriter.yml").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _plan(folder: Path, name: str, event: str, version: str = "1.0.0") -> None:
    text = PLAN.format(name=name, event=event, version=version)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def of(*arguments: str, code: int = 0) -> tuple[str, str]:
        left_with = outcome(cli, arguments)
        printed = capsys.readouterr()
        assert left_with == code, f"{printed.out}\n{printed.err}"
        return printed.out, printed.err

    return of


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_client_is_written_with_its_own_language_and_options(
    run: Run, project: Path
) -> None:
    run("generate")
    assert "def song_played(" in (project / "src" / "radio_tracking" / "_song.py").read_text()
    assert "def cafe_ordered(" in (project / "src" / "shop" / "_cafe.py").read_text()
    assert list((project / "web").glob("*/index.ts"))
    out, told = run("generate", "--check")
    assert (out, told.count("is what the plan says")) == ("", 3)


def test_it_is_found_from_a_folder_below(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").mkdir()
    (project / "src" / "deep").mkdir(parents=True)
    monkeypatch.chdir(project / "src" / "deep")
    run("generate")
    assert (project / "src" / "shop" / "__init__.py").is_file()
    (project / "shop.yaml").write_text("plan: shop\nevents: {A: {propertys: {}}}\n")
    _, told = run("generate", code=2)
    assert "../../shop.yaml:2:" in told


def test_one_that_cannot_be_made_leaves_the_others_and_its_old_self(
    run: Run, project: Path
) -> None:
    run("generate")
    before = _files(project / "src" / "shop")
    (project / "shop.yaml").write_text("plan: shop\nevents: {A: {propertys: {}}}\n")
    _plan(project, "radio", "Song Saved")
    _, told = run("generate", code=2)
    assert told.count("shop.yaml:2:14: error[TP014]") == 1
    assert _files(project / "src" / "shop") == before
    assert "def song_saved(" in (project / "src" / "radio_tracking" / "_song.py").read_text()


def test_one_whose_place_is_taken_leaves_the_others(run: Run, project: Path) -> None:
    (project / "src" / "radio_tracking").mkdir(parents=True)
    (project / "src" / "radio_tracking" / "__init__.py").write_text("mine = True\n")
    _, told = run("generate", code=2)
    assert "refused to write src/radio_tracking/__init__.py: it is not a generated file" in told
    assert (project / "src" / "shop" / "__init__.py").is_file()
    assert (project / "src" / "radio_tracking" / "__init__.py").read_text() == "mine = True\n"


def test_a_broken_plan_that_makes_two_clients_is_told_once(run: Run, project: Path) -> None:
    (project / "radio.yaml").write_text("plan: [\n")
    _, told = run("generate", code=2)
    assert told.count("TP001") == 1


def test_a_check_finds_what_is_stale_in_any(run: Run, project: Path) -> None:
    run("generate")
    _plan(project, "radio", "Song Played", version="2.0.0")
    before = _files(project)
    out, told = run("generate", "--check", code=1)
    assert out.count("error[TW302] the plan changed from 1.0.0 to 2.0.0") == 2
    assert "src/shop is what the plan says" in told
    (project / "shop.yaml").unlink()
    run("generate", "--check", code=2)
    assert set(_files(project)) == set(before) - {str(project / "shop.yaml")}


def test_two_in_one_folder_are_refused_before_anything_is_written(run: Run, project: Path) -> None:
    (project / "typewriter.yml").write_text(
        "clients:\n"
        "  - {plan: radio.yaml, output: src}\n"
        "  - {plan: shop.yaml, output: src/../src, package: radio_tracking}\n"
    )
    before = _files(project)
    _, told = run("generate", code=2)
    assert "typewriter.yml:3:5: error[TW404] another client is written to" in told
    assert "typewriter.yml:2:5" in told
    assert _files(project) == before


def test_an_edit_by_hand_is_kept_until_it_is_given_up(run: Run, project: Path) -> None:
    run("generate")
    module = project / "src" / "radio_tracking" / "_song.py"
    module.write_text(module.read_text() + "mine = 1\n")
    _plan(project, "radio", "Song Saved")
    out, _ = run("generate", "--check", code=1)
    assert "error[TW304] was edited by hand" in out
    _, told = run("generate", code=2)
    assert "refused to write src/radio_tracking/_song.py: it was edited by hand" in told
    assert module.read_text().endswith("mine = 1\n")
    run("generate", "--force")
    assert "def song_saved(" in module.read_text()
    assert "mine" not in module.read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--package", "x"], "--package"),
        (["-o", "x"], "--output"),
        (["radio.yaml", "--config", "typewriter.yml"], "PLAN and --config"),
        (["--config", "none.yml"], "cannot read none.yml"),
        (["--config", "radio.yaml"], 'unknown key "plan"'),
        (["typewriter.yml"], 'unknown key "clients"'),
    ],
)
def test_what_contradicts_itself_is_a_mistake_of_use(
    run: Run, project: Path, arguments: list[str], told: str
) -> None:
    before = _files(project)
    assert told in run("generate", *arguments, code=2)[1]
    assert _files(project) == before


def test_without_a_plan_and_a_configuration_there_is_something_to_do(
    run: Run, project: Path
) -> None:
    (project / "typewriter.yml").unlink()
    _, told = run("generate", code=2)
    assert "there is no typewriter.yml here or above. `typewriter init` writes one." in told


def test_other_options_are_told_as_what_changed(run: Run, project: Path) -> None:
    run("generate")
    before = _files(project)
    run("generate")
    assert _files(project) == before
    text = CONFIG.replace("ascii_names: true", "ascii_names: false")
    (project / "typewriter.yml").write_text(text)
    out, told = run("generate", "--check", code=1)
    assert "src/shop/plan.lock:1:1: error[TW303] made with other options or templates" in out
    assert told.count("is what the plan says") == 2


def test_options_of_another_language_are_not_known(run: Run, project: Path) -> None:
    text = CONFIG.replace(
        "language: typescript", "language: typescript, options: {ascii_names: true}"
    )
    (project / "typewriter.yml").write_text(text)
    _, told = run("generate", code=2)
    assert 'typewriter.yml:4:69: error[TP014] unknown key "ascii_names"' in told
    assert "did you mean" not in told
