"""`protocols lint` on a workspace: its own faults, its plans', and what does not fit between them."""

import re
from pathlib import Path

import pytest

from protocols.cli.linting import Linted, linted
from protocols.plan.file.words import OF_SEGMENT

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


def test_an_address_may_stand_in_a_variable_that_is_not_set() -> None:
    Path("plan.yaml").write_text(PLAN, encoding="utf-8")
    webhook = '  crm: {type: webhook, url: "${LINT_TEST_URL_THAT_IS_NOT_SET}", sources: [app]}\n'
    text = WORKSPACE.replace("CONTROL", "{violations: block}") + webhook
    Path("workspace.yaml").write_text(text, encoding="utf-8")
    assert places(linted("workspace.yaml")) == ["plan.yaml:2 TP042"]


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


TRANSFORMING = """\
workspace: radio
sources:
  web:
    write_key: key
    plan: plan.yaml
    transformations:
      - {name: n, STEP}
destinations:
  lake: {type: file, path: ./lake, sources: [web], filters: [{FILTER}]}
"""


@pytest.mark.parametrize(
    ("step", "doubts"),
    [
        ("hash: {paths: [email], key: '${LINT_TEST_KEY}'}", ["7:34 email"]),
        ("drop_properties: [properties.a, email]", ["7:51 email"]),
        ("allow_properties: [propertis.a]", ["7:38 propertis"]),
        ("rename: {properties.a: b, c: properties.d}", ["7:42 b", "7:45 c"]),
        ("set: {currency: EUR}", ["7:25 currency"]),
        ("cast: {price: number}", ["7:26 price"]),
        ("define: {properties.a: 'lowercase(email)'}", ["7:42 email"]),
        ("if: \"contains(event, 'a') and ([email] = ['x'] or !user)\", drop: true", ["7:23"] * 2),
        ("set: {properties.email: x, context.a.b: 1, traits.c: 2}", []),
        ("if: \"name = 'x' and anonymousId = 'y'\", drop: true", []),
    ],
)
def test_a_path_that_begins_with_no_field_is_doubted_where_it_stands(
    step: str, doubts: list[str]
) -> None:
    text = TRANSFORMING.replace("STEP", step).replace("FILTER", "drop: true")
    Path("workspace.yaml").write_text(text, encoding="utf-8")
    found = linted("workspace.yaml")
    assert found.usable
    told = [each for each in found.findings if each.rule == "WS022"]
    assert len(told) == len(doubts)
    for each, doubt in zip(told, doubts, strict=True):
        place, _, name = doubt.partition(" ")
        assert str(each.at) == f"workspace.yaml:{place}"
        assert f'"{name}' in each.message or not name


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("sample: {percent: 0.1, path: user_id}", '"user_id" (did you mean "userId"?)'),
        ("drop_properties: [context.ip, email]", '"email"'),
        ("if: propertis.a, drop: true", '"propertis" (did you mean "properties"?)'),
    ],
)
def test_a_filters_paths_are_doubted_too(rule: str, told: str) -> None:
    text = TRANSFORMING.replace("STEP", "drop: true").replace("FILTER", rule)
    Path("workspace.yaml").write_text(text, encoding="utf-8")
    (doubt,) = [each for each in linted("workspace.yaml").findings if each.rule == "WS022"]
    assert doubt.message == f"a message has no field {told}"


def test_an_event_renamed_to_what_the_plan_lacks_is_doubted() -> None:
    text = TRANSFORMING.replace("STEP", "rename_event: Song Playd").replace("FILTER", "drop: true")
    Path("workspace.yaml").write_text(text, encoding="utf-8")
    (doubt,) = [each for each in linted("workspace.yaml").findings if each.rule == "WS023"]
    assert doubt.headline == (
        'workspace.yaml:7:33: warning[WS023] the plan has no event "Song Playd" '
        '(did you mean "Song Played"?)'
    )


@pytest.mark.parametrize(
    "step", ["rename_event: X", "drop_properties: [X]", 'if: "X", drop: true']
)
def test_what_a_variable_gives_is_not_doubted_and_so_not_quoted(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINT_TEST_NAME", "canary4711")
    text = TRANSFORMING.replace("STEP", step.replace("X", "'${LINT_TEST_NAME}'"))
    text = text.replace("\"'", '"').replace("'\"", '"').replace("FILTER", "drop: true")
    Path("workspace.yaml").write_text(text, encoding="utf-8")
    found = linted("workspace.yaml")
    assert found.usable
    assert "canary4711" not in str(found)
    assert not [each for each in found.findings if each.rule in {"WS022", "WS023"}]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://localhost:9000/hook", "localhost"),
        ("http://crm.localhost/hook", "crm.localhost"),
        ("http://127.0.0.1:9000/", "127.0.0.1"),
        ("https://10.1.2.3/", "10.1.2.3"),
        ("https://169.254.169.254/", "169.254.169.254"),
        ("'http://[::1]:9000/'", "::1"),
        ("'http://[::ffff:10.0.0.1]/'", "::ffff:10.0.0.1"),
        ("https://8.8.8.8/", None),
        ("https://crm.test/localhost", None),
        ("'https://[2606:4700::1111]/'", None),
        ("'${LINT_TEST_URL}'", None),
    ],
)
def test_a_webhook_with_an_address_that_is_not_reached_is_doubted(
    url: str, host: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINT_TEST_URL", "http://localhost/")
    hook = f"  crm: {{type: webhook, sources: [web], url: {url}"
    text = WORKSPACE.replace("CONTROL", "{}")
    Path("workspace.yaml").write_text(f"{text}{hook}}}\n", encoding="utf-8")
    found = linted("workspace.yaml")
    assert found.usable
    told = [each for each in found.findings if each.rule == "WS024"]
    assert [(str(each.at), each.message, each.help) for each in told] == (
        [
            (
                "workspace.yaml:10:45",
                f"{host} is a private address, and nothing will be sent there",
                "set `allow_private: true` if it is meant",
            )
        ]
        if host
        else []
    )
    meant = f"{text}{hook}, allow_private: true}}\n"
    Path("workspace.yaml").write_text(meant, encoding="utf-8")
    assert "WS024" not in {each.rule for each in linted("workspace.yaml").findings}


@pytest.mark.parametrize("kind", ["track", "identify"])
def test_each_setting_of_segments_that_the_documents_name_is_told_in_our_words(kind: str) -> None:
    table = (Path(__file__).parents[3] / "docs" / "controls.md").read_text(encoding="utf-8")
    rows = re.findall(
        rf"`(?:{kind}\.)?(\w+)(?:: [A-Z_]+| ?: false)?`.*?\| `(?:\w+: {{)?(\w+)", table
    )
    named = {theirs: ours for theirs, ours in rows if theirs in OF_SEGMENT}
    assert len(named) >= 3
    for theirs, ours in named.items():
        found = lint(f"{{{theirs}: false}}")
        (told,) = [each for each in found.findings if each.rule == "TP014"]
        assert told.help.startswith(f"Segment's; here it is `{ours}: ")


def test_of_many_labels_some_are_named() -> None:
    events = ", ".join(f"E{n}: {{labels: {{area: a{n}}}}}" for n in range(10))
    plan = f"plan: radio\nevents: {{{events}}}\n"
    (told,) = [
        each
        for each in lint('{labels: {"zz:z": {violations: block}}}', plan=plan).findings
        if each.rule == "WS021"
    ]
    assert told.help.startswith("it has area:a0, area:a1")
    assert told.help.endswith("and 2 more")
