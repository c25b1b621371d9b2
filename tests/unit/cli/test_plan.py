"""`lint`, `compile` and `schema`, run as programs: what goes where, and with which exit code."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest

from protocols.cli.schema_files import file_names
from protocols.plan.file import read_document
from protocols.plan.file.editor import plan_file_schema
from protocols.resources import packaged

PLANS = Path(str(packaged("protocols", "_plans", "plans")))
SHIPPED = sorted(PLANS.rglob("*.yaml"))
PROGRAM = "from protocols.cli import main; main()"
CLEAN = "plan: acme\nevents: {A: {description: d, properties: {a: {type: string}}}}\n"
FAILING = "plan: acme\nevents: {A: {description: d, examples: {bad: [{}]}}}\n"
WARNED = "plan: acme\nevents: {A: {}}\n"
BROKEN = "plan: acme\nevnts: {}\n"


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plans = {"clean": CLEAN, "failing": FAILING, "warned": WARNED, "broken": BROKEN}
    for name, text in plans.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("plans", "code", "said"),
    [
        (["clean"], 0, "no findings"),
        (["warned"], 0, "1 warning in warned.yaml"),
        (["failing"], 1, "1 error in failing.yaml"),
        (["broken"], 2, "1 error in broken.yaml"),
        (["gone"], 2, "1 error in gone.yaml"),
        (["clean", "failing", "warned", "broken", "gone"], 2, "3 errors, 1 warning in 4 files"),
    ],
)
def test_lint_tells_all_and_leaves_with_the_contracts_code(
    plans: list[str], code: int, said: str, folder: Path
) -> None:
    done = run("lint", *(f"{name}.yaml" for name in plans), cwd=folder)
    assert done.returncode == code
    assert said in done.stderr
    assert "\x1b" not in done.stdout


def test_a_plan_that_is_not_there_is_a_finding_like_any_other(folder: Path) -> None:
    done = run("lint", "gone.yaml", "--format", "json", cwd=folder)
    assert done.returncode == 2
    assert [each["rule"] for each in json.loads(done.stdout)["findings"]] == ["TP013"]


def test_lint_prints_the_line_and_a_caret(folder: Path) -> None:
    assert run("lint", "broken.yaml", cwd=folder).stdout.splitlines()[:3] == [
        'broken.yaml:2:1: error[TP014] unknown key "evnts" (did you mean "events"?)',
        "2 | evnts: {}",
        "  | ^^^^^",
    ]


def test_a_problem_of_a_shared_library_is_told_once(folder: Path) -> None:
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(f"plan: {name}\nuse: [broken.yaml]\n", "utf-8")
    done = run("lint", "one.yaml", "two.yaml", cwd=folder)
    assert done.stdout.count("TP014") == 1


def test_lint_in_another_format_prints_nothing_else_on_stdout(folder: Path) -> None:
    done = run("lint", "broken.yaml", "failing.yaml", "--format", "json", cwd=folder)
    rules = [each["rule"] for each in json.loads(done.stdout)["findings"]]
    assert rules == ["TP014", "TP041"]


def test_a_plan_that_cannot_be_used_is_told_on_stderr_by_other_commands(folder: Path) -> None:
    done = run("compile", "broken.yaml", cwd=folder)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "2 | evnts: {}\n  | ^^^^^" in done.stderr


def test_compile_prints_a_validator_for_each_rule(folder: Path) -> None:
    done = run("compile", "clean.yaml", cwd=folder)
    assert done.returncode == 0
    schema = json.loads(done.stdout)["A"]
    message = {"type": "track", "event": "A", "properties": {"a": 1}}
    assert not jsonschema_rs.is_valid(schema, message)
    assert jsonschema_rs.is_valid(schema, {**message, "properties": {"a": "x"}})


def test_compile_of_one_event_prints_only_its_versions() -> None:
    done = run("compile", PLANS / "music-streaming.yaml", "--event", "Song Played", cwd=PLANS)
    assert list(json.loads(done.stdout)) == ["Song Played"]


def test_compile_of_an_unknown_event_guesses(folder: Path) -> None:
    done = run("compile", PLANS / "music-streaming.yaml", "--event", "Song Playd", cwd=folder)
    assert done.returncode == 2
    assert 'did you mean "Song Played"?' in done.stderr


def test_compile_writes_a_file_per_rule_again_and_again(folder: Path) -> None:
    plan = PLANS / "music-streaming.yaml"
    first = run("compile", plan, "-o", "out", cwd=folder)
    again = run("compile", plan, "-o", "out", cwd=folder)
    assert (first.returncode, again.returncode) == (0, 0)
    written = sorted(path.name for path in (folder / "out").iterdir())
    assert "song-played.schema.json" in written
    assert sorted(Path(line).name for line in again.stdout.splitlines()) == written
    for path in (folder / "out").iterdir():
        jsonschema_rs.Draft7Validator(json.loads(path.read_text("utf-8")))


def test_compile_replaces_no_file_of_others(folder: Path) -> None:
    (folder / "a.schema.json").write_text("mine", "utf-8")
    done = run("compile", "clean.yaml", "-o", ".", cwd=folder)
    assert done.returncode == 2
    assert "refused to write" in done.stderr
    assert (folder / "a.schema.json").read_text("utf-8") == "mine"


def test_compile_follows_no_link_out_of_its_folder(folder: Path) -> None:
    target = folder / "target.json"
    target.write_text("Compiled by `protocols compile`", "utf-8")
    (folder / "out").mkdir()
    (folder / "out" / "a.schema.json").symlink_to(target)
    done = run("compile", "clean.yaml", "-o", "out", cwd=folder)
    assert done.returncode == 2
    assert target.read_text("utf-8") == "Compiled by `protocols compile`"


NAMES = [
    "../../etc/passwd", "/etc/passwd", "..", ".", "a/b", "a\\b", "C:\\x", "con", "NUL", "lpt1", "a\0b",
    "a\nb", "\u202egnp", "\uff21", "ä", "日本", "*", "", " ", "-rf", "~", "$HOME", "x" * 500, "a:b", "a|b", "`id`",
]  # fmt: skip


@pytest.mark.parametrize("label", NAMES)
def test_any_rule_gets_a_file_name_that_is_safe_on_every_disk(label: str) -> None:
    name = file_names([label])[label]
    assert name.endswith(".schema.json")
    stem = name.removesuffix(".schema.json")
    assert 0 < len(stem) < 80
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not stem.startswith("-")
    assert stem not in {"con", "prn", "aux", "nul", "lpt1", "com1"}


def test_different_rules_get_different_files() -> None:
    labels = [*NAMES, "Song Played", "song-played", "song played", "SONG PLAYED", "x" * 501, "ab"]
    names = file_names(labels)
    assert len(set(names.values())) == len(labels)
    assert names["ab"] == "ab.schema.json"
    assert names["Song Played"].startswith("song-played-")


def test_schema_prints_the_plan_files_own() -> None:
    done = run("schema", "plan", cwd=PLANS)
    assert done.returncode == 0
    assert json.loads(done.stdout) == plan_file_schema()


def test_schema_prints_the_workspace_files_own() -> None:
    done = run("schema", "workspace", cwd=PLANS)
    assert "sources" in json.loads(done.stdout)["properties"]


EDITOR = jsonschema_rs.Draft7Validator(plan_file_schema())


@pytest.mark.parametrize("plan", SHIPPED, ids=lambda path: path.name)
def test_editors_accept_every_shipped_plan(plan: Path) -> None:
    document, findings = read_document(plan)
    assert findings == ()
    assert document is not None
    assert [each.message for each in EDITOR.iter_errors(document.data)] == []


@pytest.mark.parametrize(
    "entry",
    [
        {"tpye": "string"},
        {"type": "strng"},
        {"pii": "blue"},
        {"format": "datetime"},
        {"required": "yes"},
        {"$ref": "http://example.com"},
        {"items": {"required": True}},
        {"properties": {"a": {"tpye": 1}}},
        {"allOf": [{"tpye": 1}]},
        3,
    ],
)
def test_editors_see_what_the_loader_refuses(entry: object) -> None:
    assert not EDITOR.is_valid({"plan": "acme", "events": {"A": {"properties": {"a": entry}}}})
    assert EDITOR.is_valid({"plan": "acme", "events": {"A": {"properties": {"a": True}}}})
