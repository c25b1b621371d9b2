"""`protocols lint` on a workspace: its own faults, its plans', and what does not fit between them."""

from pathlib import Path

import pytest

from protocols.cli.linting import Linted, linted

PLAN = (
    "plan: radio\nevents: {Song Played: {labels: {area: x}, properties: {n: {type: integer}}}}\n"
)
WORKSPACE = """\
workspace: radio
sources:
  web:
    write_key: ${LINT_TEST_KEY_THAT_IS_NOT_SET}
    plan: plan.yaml
    controls: {track: CONTROL}
  app: {write_key: k, plan: plan.yaml}
destinations:
  lake: {type: file, path: ./lake, sources: [web]}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(PLAN, encoding="utf-8")


def lint(control: str, *, plan: str = PLAN) -> Linted:
    Path("plan.yaml").write_text(plan, encoding="utf-8")
    Path("workspace.yaml").write_text(WORKSPACE.replace("CONTROL", control), encoding="utf-8")
    return linted("workspace.yaml")


def places(found: Linted) -> list[str]:
    return [f"{each.at.file}:{each.at.line} {each.rule}" for each in found.findings]


def test_a_workspace_needs_no_secrets_and_its_plan_is_linted_once() -> None:
    found = lint("{violations: block}")
    assert found.usable
    assert places(found) == ["plan.yaml:2 TP042"]


@pytest.mark.parametrize(
    ("control", "rule"),
    [
        ("{violation: block}", "TP014"),
        ("{events: {Song Playd: {violations: block}}}", "WS020"),
        ('{labels: {"area:y": {violations: block}}}', "WS021"),
    ],
)
def test_a_control_that_would_do_nothing_is_told_before_anything_serves(
    control: str, rule: str
) -> None:
    found = lint(control)
    assert not found.usable
    assert places(found)[0] == f"workspace.yaml:6 {rule}"


def test_a_plan_that_cannot_be_used_makes_its_workspace_unusable() -> None:
    found = lint("{}", plan="plan: radio\nevnts: {}\n")
    assert not found.usable
    assert places(found) == ["plan.yaml:2 TP014"]


def test_a_key_below_the_top_makes_no_workspace_of_a_plan() -> None:
    Path("plan.yaml").write_text(
        "plan: radio\ndescription: |\n  workspace: radio\nevents: {}\n", encoding="utf-8"
    )
    assert linted("plan.yaml").usable


def test_a_file_of_another_kind_is_called_what_it_is() -> None:
    Path("workspace.yaml").write_text("plan: radio\nworkspace: x\n", encoding="utf-8")
    (advice,) = [
        each.help for each in linted("workspace.yaml").findings if "workspace" in each.message
    ]
    assert advice == "this is a workspace file, and another file is wanted here"
