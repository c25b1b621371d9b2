"""`typewriter.yml`: found, read, and everything wrong with it told at its place in one run."""

import json
import re
from pathlib import Path
from random import Random

import pytest

from protocols.console import outcome
from protocols.errors import ConfigError, UnreadableInput
from typewriter.cli import cli
from typewriter.config import find_config, load_config
from typewriter.languages import LANGUAGES

WHOLE = """\
clients:
  - plan: plans/radio.yaml
    output: src
    package: radio
  - {plan: plans/radio.yaml, language: python}
check:
  src: [src]
  exclude: [generated]
  service: web
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project" / "plans").mkdir(parents=True)
    (tmp_path / "project" / "src").mkdir()
    (tmp_path / "project" / "plans" / "radio.yaml").write_text("plan: radio\nevents: {}\n")
    return tmp_path / "project"


def _write(project: Path, text: str) -> Path:
    (project / "typewriter.yml").write_text(text, encoding="utf-8")
    return project / "typewriter.yml"


def _problems(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        load_config(path)
    return [each.headline.removeprefix(f"{path}:") for each in refused.value.problems]


def test_paths_are_relative_to_the_file_and_the_rest_has_defaults(project: Path) -> None:
    config = load_config(_write(project, WHOLE)).config
    first, second = config.clients
    assert first.plan == second.plan == project / "plans" / "radio.yaml"
    assert (first.output, first.package) == (project / "src", "radio")
    assert (second.output, second.package, second.templates) == (project, None, None)
    assert first.language == second.language == "python"
    assert config.check.src == (project / "src",)
    assert (config.check.exclude, config.check.service) == (("generated",), "web")


def test_everything_wrong_is_told_in_one_run(project: Path) -> None:
    text = """\
clients:
  - plan: plans/none.yaml
    output: ../elsewhere
    package: 1a
  - plan: 3
    langage: python
check: {source: [src]}
"""
    assert _problems(_write(project, text)) == [
        f"2:11: error[TW402] there is no plan {project}/plans/none.yaml",
        "3:13: error[TW401] ../elsewhere lies outside the folder and the repository of this file",
        "4:14: error[TW403] '1a' is not the name of a package in python",
        '5:5: error[TP015] "plan" must be text, not a number',
        '6:5: error[TP014] unknown key "langage" (did you mean "language"?)',
        '7:9: error[TP014] unknown key "source" (did you mean "src"?)',
    ]


BESIDE = """\
clients:
  - {plan: 7, output: 3, language: ruby, options: [x]}
  - {plan: 7, language: ruby, options: {sdk: node}}
"""


def test_everything_wrong_beside_a_language_that_is_none_is_told_too(project: Path) -> None:
    assert [each.split(", not")[0] for each in _problems(_write(project, BESIDE))] == [
        '2:6: error[TP015] "plan" must be text',
        '2:15: error[TP015] "output" must be text',
        '2:36: error[TP017] "language" must be python or typescript',
        '2:42: error[TP015] "options" must be a map',
        '3:6: error[TP015] "plan" must be text',
        '3:25: error[TP017] "language" must be python or typescript',
    ]


@pytest.mark.parametrize("value", ['"yes"', "1", '"true"', "[]", "null"])
def test_an_option_is_no_truth_unless_it_is_one(project: Path, value: str) -> None:
    text = f"clients: [{{plan: plans/radio.yaml, options: {{ascii_names: {value}}}}}]\n"
    (told,) = _problems(_write(project, text))
    assert told.startswith('1:46: error[TP015] "ascii_names" must be true or false, not ')


def test_a_wrapper_that_is_none_is_told_at_its_place(project: Path) -> None:
    text = "clients: [{plan: plans/radio.yaml}]\ncheck: {wrappers: [app.emit:0, foo]}\n"
    assert _problems(_write(project, text)) == ["2:32: error[TW409] 'foo' is no wrapper"]


def test_a_package_does_not_take_a_name_of_pythons_own(project: Path) -> None:
    path = _write(project, "clients: [{plan: plans/radio.yaml, output: src, package: os}]\n")
    (told,) = _problems(path)
    assert told.startswith("1:58: error[TW403] 'os' is a module of Python's own")
    (project / "src" / "__init__.py").touch()
    assert load_config(path).config.clients[0].package == "os", "inside a package it is in no way"


def test_code_has_to_be_there_only_for_a_check(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(project, "clients: [{plan: plans/radio.yaml}]\ncheck: {src: [src, tests]}\n")
    monkeypatch.chdir(project)
    assert outcome(cli, ["generate"]) == 0
    assert outcome(cli, ["check"]) == 2
    assert "typewriter.yml:2:20: error[TW402] there is no file or folder tests" in (
        capsys.readouterr().err
    )
    assert outcome(cli, ["check", "--src", "src"]) == 0


def test_a_file_by_another_name_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(project, WHOLE).rename(project / "typewriter.yaml")
    monkeypatch.chdir(project)
    assert outcome(cli, ["generate"]) == 2
    assert "typewriter.yaml has to be called typewriter.yml" in capsys.readouterr().err


def test_a_language_that_is_none_is_told_with_the_one_that_is_near(project: Path) -> None:
    (told,) = _problems(_write(project, "clients: [{plan: plans/radio.yaml, language: pyton}]\n"))
    assert told.startswith('1:46: error[TP017] "language" must be ')
    assert 'did you mean "python"' in told


def test_options_are_the_languages_own(project: Path) -> None:
    path = _write(project, "clients: [{plan: plans/radio.yaml, options: {asci_names: true}}]\n")
    (told,) = _problems(path)
    assert told.startswith('1:46: error[TP014] unknown key "asci_names"')


@pytest.mark.parametrize("text", ["clients: []\n", "check: {}\n", "[]\n", "clients:\n", "3\n"])
def test_a_file_that_names_no_client_is_refused(project: Path, text: str) -> None:
    assert _problems(_write(project, text))


@pytest.mark.parametrize(
    "path",
    ["../plans.yaml", "/etc/passwd", "link.yaml", "loop.yaml", '"a\\0b"', "folder/out.yaml"],
)
def test_nothing_outside_is_read(project: Path, path: str) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    (outside / "out.yaml").write_text("plan: x\n")
    (project / "link.yaml").symlink_to(outside / "out.yaml")
    (project / "loop.yaml").symlink_to("loop.yaml")
    (project / "folder").symlink_to(outside, target_is_directory=True)
    (told,) = _problems(_write(project, f"clients: [{{plan: {path}}}]\n"))
    assert "TW401" in told


def test_the_repository_is_the_bound_where_there_is_one(project: Path) -> None:
    (project.parent / ".git").mkdir()
    (project.parent / "shared.yaml").write_text("plan: shared\nevents: {}\n")
    config = load_config(_write(project, "clients: [{plan: ../shared.yaml}]\n")).config
    assert config.clients[0].plan.is_file()


def test_it_is_found_here_or_above_up_to_the_repository(project: Path) -> None:
    deep = project / "a" / "b"
    deep.mkdir(parents=True)
    _write(project, WHOLE)
    assert find_config(project) == Path("typewriter.yml")
    assert find_config(deep) is None, "outside of a repository only the folder itself is looked at"
    (project / ".git").mkdir()
    assert find_config(deep) == Path("../../typewriter.yml")
    (project / "a" / ".git").touch()
    assert find_config(deep) is None


def test_a_file_that_cannot_be_read_is_told(project: Path) -> None:
    with pytest.raises(UnreadableInput):
        load_config(project / "none.yml")


def test_a_plan_in_its_place_is_recognised(project: Path) -> None:
    told = _problems(_write(project, "plan: radio\nevents: {}\n"))
    assert any('unknown key "plan"' in each for each in told)


def _hostile_names() -> list[str]:
    parts = ["..", ".", "/", "\\", "a", "A1", "-", "_", " ", "~", "con", "nul", "\0", "\n", "\u202e", "é", "$x", "%2e", ":", "*", "x.py", "C:"]  # fmt: skip
    random = Random(9)
    return [*parts, *("".join(random.choices(parts, k=random.randint(2, 5))) for _ in range(300))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_of_a_package_leads_anywhere(project: Path, language: str) -> None:
    known = LANGUAGES[language].is_package_name
    allowed = [name for name in _hostile_names() if known(name)]
    assert allowed
    for name in allowed:
        assert re.fullmatch(r"[A-Za-z0-9_$][A-Za-z0-9_$.-]*", name), name
        path = (project / name).resolve()
        assert path.parent == project.resolve()


def test_no_output_leads_out_of_the_project(project: Path) -> None:
    bounds = project.resolve()
    for name in _hostile_names():
        text = json.dumps({"clients": [{"plan": "plans/radio.yaml", "output": name}]})
        try:
            config = load_config(_write(project, text)).config
        except ConfigError:
            continue
        assert config.clients[0].output.resolve().is_relative_to(bounds), name
