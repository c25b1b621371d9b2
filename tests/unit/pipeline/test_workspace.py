from datetime import timedelta
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from pydantic import ValidationError

from protocols.errors import UnreadableInput, WorkspaceError
from protocols.pipeline.workspace import Workspace, load_workspace
from protocols.pipeline.workspace.destinations import DuckdbDestination, WebhookDestination

CASES = Path(__file__).parents[2] / "cases" / "workspace"
WHOLE = """\
workspace: acme
data: ./journal
sources:
  web:
    write_key: ${WEB_KEY}
    plan: plan.yaml
    controls:
      track: {unplanned_events: block, events: {Song Played: {violations: block}}}
      on_engine_error: allow
    forward_violations_to: ops
    forward_blocked_to: ops
    transformations:
      - {name: fix, if: "event = 'a'", rename_event: A}
    verbose: true
  ops: {write_key: literal keys are fine}
destinations:
  lake: {type: duckdb, path: ./lake.duckdb, sources: [web, ops]}
  crm:
    type: webhook
    url: https://${HOST}/hook
    secret: ${SECRET}
    sources: [web]
    consent: [marketing]
    filters: [{if: "event = 'A'", drop: true}]
  log: {type: file, path: /var/log/events.jsonl, rotate_bytes: 1000, sources: [ops]}
retention: {received: 90s, dedupe: 30m, quarantine: 2h}
"""
ENV = {"WEB_KEY": "w", "HOST": "crm.test", "SECRET": "canary-secret-value"}


def _write(folder: Path, text: str) -> Path:
    (folder / "plan.yaml").write_text("plan: p\n", encoding="utf-8")
    path = folder / "workspace.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _load(folder: Path, text: str) -> Workspace:
    return load_workspace(_write(folder, text), ENV)


def _problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(WorkspaceError) as caught:
        _load(folder, text)
    return [
        problem.headline.replace(f"{folder}/workspace.yaml:", "")
        for problem in caught.value.problems
    ]


def test_every_field_is_read(tmp_path: Path) -> None:
    workspace = _load(tmp_path, WHOLE)
    web = workspace.sources["web"]
    assert web.write_key.get_secret_value() == "w"
    assert web.plan == tmp_path / "plan.yaml"
    assert web.controls.track.events["Song Played"].violations == "block"
    assert web.transformations[0].rename_event == "A"
    assert web.forward_violations_to is not None
    assert (web.forward_violations_to.source, web.forward_violations_to.sample) == ("ops", 1.0)
    assert web.verbose
    lake, crm, log = workspace.destinations.values()
    assert isinstance(lake, DuckdbDestination)
    assert (lake.warehouse, lake.path) == (True, tmp_path / "lake.duckdb")
    assert isinstance(crm, WebhookDestination)
    assert (crm.warehouse, crm.url, crm.consent) == (
        False,
        "https://crm.test/hook",
        ("marketing",),
    )
    assert not crm.allow_private
    assert str(log.model_dump()["path"]) == "/var/log/events.jsonl"
    assert workspace.data == tmp_path / "journal"
    assert workspace.retention.received == timedelta(seconds=90)
    assert workspace.retention.counters == timedelta(days=400)


def test_the_journal_lies_beside_the_file_by_default(tmp_path: Path) -> None:
    workspace = _load(tmp_path, "workspace: w\nsources: {web: {write_key: k}}\n")
    assert workspace.data == tmp_path / ".protocols"


def test_a_secret_is_never_shown(tmp_path: Path) -> None:
    workspace = _load(tmp_path, WHOLE)
    shown = f"{workspace!r} {workspace} {workspace.model_dump()} {workspace.model_dump_json()}"
    assert ENV["SECRET"] not in shown


def test_a_secret_is_not_shown_by_the_problems_of_its_file(tmp_path: Path) -> None:
    text = WHOLE.replace("sources: [web]\n    consent", "sourcs: [web]\n    consent")
    assert ENV["SECRET"] not in "\n".join(_problems(tmp_path, text))


def test_a_workspace_does_not_change(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        _load(tmp_path, WHOLE).workspace = "other"  # type: ignore[misc]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput):
        load_workspace(tmp_path / "none.yaml", {})


FAULTS = yaml.safe_load((CASES / "faults.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", FAULTS, ids=[case["name"] for case in FAULTS])
def test_each_fault_is_told_at_its_place(tmp_path: Path, case: dict[str, str]) -> None:
    (told,) = _problems(tmp_path, f"workspace: w\n{case['text']}")
    assert told.startswith(case["problem"])


def test_all_problems_come_in_one_run_in_file_order(tmp_path: Path) -> None:
    text = WHOLE.replace("plan: plan.yaml", "pln: x").replace("${HOST}", "${GONE}")
    text = text.replace("secret: ${SECRET}", "secret: literal")
    told = [problem.split(" ")[1] for problem in _problems(tmp_path, text)]
    assert told == ["error[TP014]", "error[WS001]", "error[WS003]"]


@pytest.mark.parametrize(
    ("written", "sample", "per_minute"),
    [
        ("ops", 1.0, None),
        ("{source: ops}", 1.0, None),
        ("{source: ops, sample: 0.1, per_minute: 600}", 0.1, 600),
        ("{source: ops, sample: 1}", 1.0, None),
    ],
)
def test_violations_go_to_a_name_or_a_share_of_them_does(
    tmp_path: Path, written: str, sample: float, per_minute: int | None
) -> None:
    text = f"workspace: w\nsources: {{web: {{write_key: k, forward_violations_to: {written}}}, ops: {{write_key: o}}}}\n"
    to = _load(tmp_path, text).sources["web"].forward_violations_to
    assert to is not None
    assert (to.source, to.sample, to.per_minute) == ("ops", sample, per_minute)
    schema = jsonschema_rs.Draft7Validator(Workspace.model_json_schema())
    assert schema.is_valid(yaml.safe_load(text))
    assert not schema.is_valid(yaml.safe_load(text.replace(": ops", ": 7")))
