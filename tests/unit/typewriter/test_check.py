"""`typewriter check`: plan, client and code in one run; exit codes, baseline, ignores, usage."""

import json
import os
from pathlib import Path

import pytest

from protocols.console import outcome
from protocols.findings.render import FORMATS
from typewriter.cli import cli

PLAN = """\
plan: shop
version: 1.0.0
events:
  Order Completed:
    description: Paid.
    properties: {total: {type: number, required: true}, currency: {enum: [USD, EUR]}}
  Order Refunded: {description: Paid back.}
"""
CODE = """\
import shop_tracking as shop

shop.order_completed(shop.User("u"), total=1.0)
shop.order_refunded(shop.User("u"))
"""


class Checked:
    """A folder with a plan, a client and code, and the check run in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.out = self.err = ""

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def run(self, *arguments: str, code: int = 0, command: str = "check") -> list[str]:
        """The places and ids of what is found: `app.py:3 TW203`."""
        left_with = outcome(cli, [command, *arguments])
        self.out, self.err = self.capsys.readouterr()
        assert left_with == code, f"{self.out}\n{self.err}"
        return [
            f"{line.split(':')[0]}:{line.split(':')[1]} {line.partition('[')[2].partition(']')[0]}"
            for line in self.out.splitlines()
            if ": error[" in line or ": warning[" in line or ": note[" in line
        ]


@pytest.fixture
def shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Checked:
    monkeypatch.chdir(tmp_path)
    folder = Checked(tmp_path, capsys)
    folder.write("plan.yaml", PLAN)
    folder.write("app.py", CODE)
    folder.run("plan.yaml", command="generate")
    return folder


def test_what_matches_is_clean(shop: Checked) -> None:
    assert shop.run("plan.yaml") == []
    assert shop.out == ""
    assert shop.err == "no findings in 1 file; 2 of 2 events called\n"


def test_a_changed_plan_is_an_error(shop: Checked) -> None:
    shop.write("plan.yaml", PLAN.replace("1.0.0", "1.1.0"))
    assert shop.run("plan.yaml", code=1) == ["shop_tracking/plan.lock:1 TW302"]


def test_a_plan_that_cannot_be_used_is_no_finding(shop: Checked) -> None:
    shop.write("plan.yaml", "plan: shop\nevnts: {}\n")
    shop.run("plan.yaml", code=2)
    assert shop.out == ""
    assert "plan.yaml:2:1: error[TP014]" in shop.err


def test_the_usage_file_tells_each_place(shop: Checked) -> None:
    shop.run("plan.yaml", "--usage", "usage.json")
    first = (shop.folder / "usage.json").read_bytes()
    usage = json.loads(first)
    assert [plan["plan"] for plan in usage["plans"]] == ["shop"]
    called = {
        each["function"]: [at.rpartition(":")[0] for at in each["called"]]
        for each in usage["events"]
    }
    assert called == {"order_completed": ["app.py:3"], "order_refunded": ["app.py:4"]}
    shop.run("plan.yaml", "--usage", "usage.json")
    assert (shop.folder / "usage.json").read_bytes() == first


RAW = "import segment.analytics as analytics\n\nanalytics.track('u', 'Order Refunded', {})\n"


def test_warnings_fail_nothing_and_errors_do(shop: Checked) -> None:
    shop.write("raw.py", RAW)
    assert shop.run("plan.yaml") == ["raw.py:3 TW203"]
    assert shop.err == "1 warning in 2 files; 2 of 2 events called\n"
    shop.write("raw.py", RAW.replace("Refunded", "Refound"))
    assert shop.run("plan.yaml", code=1) == ["raw.py:3 TW208"]


def test_a_planned_event_that_nobody_calls_is_an_error_if_asked(shop: Checked) -> None:
    shop.write("app.py", CODE.replace("shop.order_refunded", "print"))
    assert shop.run("plan.yaml") == ["plan.yaml:7 TW202"]
    assert shop.run("plan.yaml", "--require-used", code=1) == ["plan.yaml:7 TW202"]


def test_tests_do_not_count_unless_told_so(shop: Checked) -> None:
    shop.write("tests/test_app.py", CODE)
    shop.write("app.py", "")
    assert shop.run("plan.yaml") == ["plan.yaml:4 TW202", "plan.yaml:7 TW202"]
    assert shop.run("plan.yaml", "--tests", "spec") == []


def test_src_and_exclude_say_what_is_read(shop: Checked) -> None:
    shop.write("old/raw.py", RAW)
    assert shop.run("plan.yaml") == ["old/raw.py:3 TW203"]
    assert shop.run("plan.yaml", "--exclude", "old") == []
    assert shop.run("plan.yaml", "--src", "app.py") == []
    assert shop.run("plan.yaml", "--src", str(shop.folder / "old" / "raw.py"))[0] == (
        "old/raw.py:3 TW203"
    )
    shop.run("plan.yaml", "--src", "nowhere", code=2)


def test_a_wrapper_stands_for_what_it_sends(shop: Checked) -> None:
    shop.write("app.py", f"{CODE}\ndef emit(name): ...\nemit('Order Refound')\n")
    assert shop.run("plan.yaml") == []
    assert shop.run("plan.yaml", "--wrapper", "app.emit:0", code=1) == ["app.py:7 TW208"]


def test_an_ignore_needs_a_reason_and_a_cause(shop: Checked) -> None:
    ignored = RAW.replace("{})", "{})  # typewriter: ignore[TW203] drained first")
    shop.write("raw.py", ignored)
    assert shop.run("plan.yaml") == []
    assert shop.err.endswith("; 1 ignored\n")
    shop.write("raw.py", ignored.replace(" drained first", ""))
    assert shop.run("plan.yaml", code=1) == ["raw.py:3 TW211"]
    shop.write("raw.py", ignored.replace("analytics.track(", "print("))
    assert shop.run("plan.yaml") == ["raw.py:3 TW212"]


def test_an_event_that_nobody_calls_may_be_ignored_in_the_plan(shop: Checked) -> None:
    shop.write("app.py", CODE.replace("shop.order_refunded", "print"))
    ignored = "# typewriter: ignore[TW202] the old shop sends it"
    shop.write("plan.yaml", PLAN.replace("Refunded: {", f"Refunded: {ignored}\n    {{"))
    assert shop.run("plan.yaml") == []
    shop.write("app.py", CODE)
    assert shop.run("plan.yaml") == ["plan.yaml:7 TW212"]


def test_drift_is_neither_ignored_nor_known(shop: Checked) -> None:
    shop.write("plan.yaml", PLAN.replace("1.0.0", "1.1.0"))
    drifted = ["shop_tracking/plan.lock:1 TW302"]
    assert shop.run("plan.yaml", "--baseline", "b.json", "--write-baseline", code=1) == drifted
    assert shop.run("plan.yaml", "--baseline", "b.json", code=1) == drifted


def test_a_baseline_hides_what_it_holds_wherever_the_check_runs(
    shop: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("raw.py", RAW)
    shop.write("known/.keep", "")
    shop.run("plan.yaml", "--baseline", "known/b.json", "--write-baseline")
    assert shop.err.startswith("known/b.json: 1 known finding written\n")
    assert '"file": "../raw.py"' in (shop.folder / "known" / "b.json").read_text()
    monkeypatch.chdir(shop.folder / "known")
    assert shop.run("../plan.yaml", "-o", "..", "--baseline", "b.json") == []
    assert shop.err.startswith("b.json: 1 known finding left out\n")


def test_what_a_baseline_holds_in_vain_is_named_if_it_was_looked_for(shop: Checked) -> None:
    shop.write("raw.py", RAW)
    shop.run("plan.yaml", "--baseline", "b.json", "--write-baseline")
    shop.run("plan.yaml", "--baseline", "b.json", "--src", "app.py")
    assert "no longer found" not in shop.err
    shop.write("raw.py", "")
    shop.run("plan.yaml", "--baseline", "b.json")
    assert "b.json: 1 known finding no longer found" in shop.err
    assert "  raw.py: TW203 " in shop.err


@pytest.mark.parametrize(
    ("text", "told"), [("{", "b.json:1:2: it is not JSON"), (None, "there is no such file")]
)
def test_a_baseline_that_is_none_ends_the_run(shop: Checked, text: str | None, told: str) -> None:
    if text is not None:
        shop.write("b.json", text)
    shop.run("plan.yaml", "--baseline", "b.json", code=2)
    assert told in shop.err
    assert shop.out == ""


def test_writing_a_baseline_needs_its_file(shop: Checked) -> None:
    shop.run("plan.yaml", "--write-baseline", code=2)
    assert "--write-baseline goes with --baseline" in shop.err


def test_a_file_that_cannot_be_written_ends_the_run(shop: Checked) -> None:
    shop.run("plan.yaml", "--usage", "no/such/folder.json", code=2)
    assert "refused to write no/such/folder.json" in shop.err


def test_only_a_file_of_its_kind_is_written_over(shop: Checked) -> None:
    """A mistaken name destroys neither the plan nor a note."""
    shop.write("notes.txt", "mine\n")
    for arguments in (
        ("--usage", "plan.yaml"),
        ("--usage", "b.json"),
        ("--baseline", "notes.txt", "--write-baseline"),
        ("--baseline", "u.json", "--write-baseline"),
    ):
        shop.run("plan.yaml", "--usage", "u.json")
        shop.run("plan.yaml", "--baseline", "b.json", "--write-baseline")
        texts = {file: file.read_bytes() for file in shop.folder.iterdir() if file.is_file()}
        shop.run("plan.yaml", *arguments, code=2)
        assert "a file is there, and it is no " in shop.err
        assert {file: file.read_bytes() for file in texts} == texts


def test_what_is_empty_or_torn_is_written_anew_with_the_rights_it_has(shop: Checked) -> None:
    shop.write("raw.py", RAW)
    shop.run("plan.yaml", "--baseline", "b.json", "--write-baseline")
    file = shop.folder / "b.json"
    whole = file.read_text()
    file.chmod(0o640)
    shop.write("b.json", whole.replace('    {"file"', '<<<<<<< ours\n    {"file"'))
    for text in ("", file.read_text()):
        shop.write("b.json", text)
        shop.run("plan.yaml", "--baseline", "b.json", "--write-baseline")
        assert file.read_text() == whole
        assert file.stat().st_mode & 0o777 == 0o640
    shop.run("plan.yaml", "--usage", "/dev/null")


@pytest.mark.parametrize("style", [style for style in FORMATS if style != "text"])
def test_standard_output_holds_the_format_alone(shop: Checked, style: str) -> None:
    shop.write("raw.py", RAW)
    shop.run("plan.yaml", "--format", style)
    assert "TW203" in shop.out
    assert "events called" not in shop.out
    assert shop.err == "1 warning in 2 files; 2 of 2 events called\n"


def test_sarif_says_what_each_rule_is(shop: Checked) -> None:
    shop.write("raw.py", RAW)
    shop.run("plan.yaml", "--format", "sarif")
    (rule,) = json.loads(shop.out)["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == "TW203"
    assert rule["defaultConfiguration"] == {"level": "warning"}
    assert "ignore[TW203] reason" in rule["help"]["text"]


CONFIG = """\
clients: [{plan: plan.yaml, output: src}, {plan: music.yaml, output: src}]
check: {src: [src], service: web, wrappers: ["app.emit:0"], baseline: known.json}
"""


@pytest.fixture
def two(shop: Checked) -> Checked:
    shop.write("src/app.py", CODE)
    shop.write("music.yaml", "plan: music\nevents: {Song Played: {sources: [tv]}}\n")
    shop.write("known.json", '{"version": 1, "findings": []}\n')
    shop.write("typewriter.yml", CONFIG)
    shop.run(command="generate")
    return shop


def test_without_a_plan_all_of_the_configuration_is_checked(two: Checked) -> None:
    assert two.run() == []
    assert two.err.endswith("no findings in 1 file; 2 of 3 events called\n")
    two.write("src/app.py", f"{CODE}\nimport music_tracking\nmusic_tracking.song_skipped()\n")
    two.write("plan.yaml", PLAN.replace("1.0.0", "1.1.0"))
    assert two.run(code=1) == ["src/shop_tracking/plan.lock:1 TW302", "src/app.py:7 TW201"]


def test_arguments_win_over_the_configuration(two: Checked) -> None:
    assert two.run("--service", "tv", "--baseline", "b.json", "--write-baseline") == []
    assert "b.json: 1 known finding written" in two.err
    two.write("other.py", "import shop_tracking\nshop_tracking.nonsense()\n")
    assert two.run("--src", "other.py", "--src", "src", code=1) == ["other.py:2 TW201"]


def test_a_client_that_cannot_be_made_ends_the_run(two: Checked) -> None:
    two.write("music.yaml", "plan: music\nevnts: {}\n")
    two.run(code=2)
    assert "music.yaml:2:1: error[TP014]" in two.err
    assert two.out == ""


@pytest.mark.parametrize("arguments", [("--package", "x"), ("-o", "x"), ("--language", "python")])
def test_a_clients_own_options_go_with_a_plan(two: Checked, arguments: tuple[str, str]) -> None:
    two.run(*arguments, code=2)
    assert "goes with a PLAN" in two.err
    two.run("plan.yaml", "--config", "typewriter.yml", code=2)


def test_a_package_within_a_package_is_found_by_its_whole_name(shop: Checked) -> None:
    shop.write("app.py", "")
    shop.write("src/app/__init__.py", "")
    shop.run("plan.yaml", "-o", "src/app", command="generate")
    shop.write("src/app/main.py", CODE.replace("import shop_tracking", "import app.shop_tracking"))
    assert shop.run("plan.yaml", "-o", "src/app") == []
    assert shop.err == "no findings in 2 files; 2 of 2 events called\n"


def test_nothing_in_the_folder_is_run(shop: Checked) -> None:
    shop.write("app.py", f"{CODE}\nraise SystemExit(9)\n")
    shop.write("sitecustomize.py", "raise SystemExit(9)\n")
    assert shop.run("plan.yaml") == []


def test_text_of_code_and_plan_is_harmless_on_a_terminal(shop: Checked) -> None:
    shop.write("raw.py", RAW.replace("Order Refunded", "\x1b]0;x\x07\u202e Refunded"))
    shop.run("plan.yaml", code=1)
    assert "\x1b" not in shop.out
    assert "\u202e" not in shop.out


def test_a_client_in_another_language_is_held_against_its_plan(shop: Checked) -> None:
    shop.run("plan.yaml", "--language", "typescript", command="generate")
    assert shop.run("plan.yaml", "--language", "typescript") == []
    assert shop.err == "no findings; there is no client whose code is scanned\n"
    shop.write("plan.yaml", PLAN.replace("total: {type: number, required: true}", "total: {}"))
    drifted = shop.run("plan.yaml", "--language", "typescript", code=1)
    assert drifted == ["shop-tracking/plan.lock:1 TW302"]
    assert "orderCompleted: `total` is no longer required, `total` is now anything" in shop.out


@pytest.mark.parametrize(
    "wrapper",
    ["emit", "app.emit", "app.emit:", ":0", "emit:0", "a b.c:0", "app.emit:0x", "app..b:0"],
)
def test_a_wrapper_is_a_function_of_a_module_and_an_argument(shop: Checked, wrapper: str) -> None:
    shop.run("plan.yaml", "--wrapper", wrapper, code=2)
    assert f"{wrapper!r} is no wrapper" in shop.err


def test_names_that_fit_nothing_are_doubted(shop: Checked) -> None:
    shop.run("plan.yaml", "--service", "web", "--wrapper", "app.emmit:0")
    assert shop.err == (
        "note: no code speaks of the wrapper app.emmit:0\nno findings in 1 file; 2 of 2 events called\n"
    )
    shop.write("plan.yaml", PLAN.replace("Paid back.}", "Paid back., sources: [backend]}"))
    shop.run("plan.yaml", "--service", "backedn", code=1)
    assert 'no event of the plan is sent from "backedn" (did you mean "backend"?)' in shop.err
    assert "1 error" in shop.err


NAMES = [
    b"a\x1b[31m.py",
    b"b\nc.py",
    b"\xff\xfe.py",
    "日本.py".encode(),
    b"x::error::y.py",
    b"%0A.py",
]


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
@pytest.mark.parametrize("style", FORMATS)
def test_files_may_be_called_anything(shop: Checked, style: str) -> None:
    for name in NAMES:
        Path(os.fsdecode(name)).write_text(RAW)
    arguments = ("plan.yaml", "--format", style, "--usage", "usage.json")
    shop.run(*arguments)
    assert shop.out.count("Order Refunded") >= len(NAMES)
    assert "\x1b" not in shop.out
    assert not any(line.startswith("::error") for line in shop.out.splitlines())
    assert "\x1b" not in (shop.folder / "usage.json").read_text()
    shop.run(*arguments, "--baseline", "b.json", "--write-baseline")
    assert "Order Refunded" not in shop.out
    shop.run(*arguments, "--baseline", "b.json")
    assert f"b.json: {len(NAMES)} known findings left out" in shop.err
    assert "Order Refunded" not in shop.out


def test_nothing_goes_over_a_network(shop: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket")

    monkeypatch.setattr("socket.socket", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert shop.run("plan.yaml", "--usage", "usage.json") == []
