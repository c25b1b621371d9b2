"""`protocols explain`: what it prints, and that it is what the gateway does."""

import io
import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
import yaml

from protocols.cli import cli
from protocols.console import outcome
from protocols.engine.decide import Engine
from protocols.gateway.envelope import Envelope, Item
from protocols.gateway.routes import Route
from protocols.gateway.sort import Arrival, sort_items
from protocols.journal.interface import Row
from protocols.pipeline.entry import Rejection
from protocols.pipeline.workspace import load_workspace
from protocols.prepare import prepare
from tests.quality.documents import matches

FOLDER = Path(__file__).parents[2] / "cases" / "explain"
CASES = sorted(FOLDER.glob("*.case.yaml"))
AT = "2026-03-01T12:00:00.000Z"
KEYS = ("WEB_WRITE_KEY", "OPS_WRITE_KEY", "BIN_WRITE_KEY", "CRM_SECRET")


class Said(NamedTuple):
    """What the program printed, and the code it left with."""

    code: int
    out: str
    err: str


class Program:
    """`protocols explain` in a folder of its own, with no variable set that the workspace names."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def __call__(self, *arguments: str) -> Said:
        code = outcome(cli, ["explain", *arguments])
        said = self._capture.readouterr()
        return Said(code, said.out, said.err)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


@pytest.fixture
def program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Program:
    for name in ("plan.yaml", "workspace.yaml"):
        shutil.copy(FOLDER / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for name in (*KEYS, "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return Program(tmp_path, capsys)


def _case(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return case


def _name(path: Path) -> str:
    return path.name.removesuffix(".case.yaml")


@pytest.mark.parametrize("path", CASES, ids=_name)
def test_each_step_is_told(path: Path, program: Program) -> None:
    case = _case(path)
    said = program(program.write("event.json", case["event"]), "--source", "web")
    assert (said.err, said.code) == ("", case["exits"])
    assert matches(case["prints"], said.out), said.out


@pytest.mark.parametrize("path", CASES, ids=_name)
def test_what_is_told_is_what_the_gateway_does(path: Path, program: Program) -> None:
    """Against the real sources and destinations of `serve`, fed the same bytes."""
    event = _case(path)["event"]
    said = program(program.write("event.json", event), "--source", "web", "--format", "json")
    (told,) = json.loads(said.out)
    prepared = prepare(
        load_workspace(
            "workspace.yaml",
            dict.fromkeys(KEYS, "0123456789abcdef") | {key: f"{key}-0123456789" for key in KEYS},
        )
    )
    source = next(each for each in prepared.sources.values() if each.name == "web")
    value = orjson.loads(event)
    sent = Envelope(None, (Item(value.get("body", value)),))
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    arrival = Arrival(source, moment, AT, lambda: "m1")
    (done,) = sort_items(sent, Route("batch", None), arrival, size=len(event))
    if isinstance(done, Rejection):
        assert (told["outcome"], told["code"]) == ("rejected", done.code)
        return
    entry, *derived = done
    assert told["outcome"] == entry.outcome
    going = entry.message if entry.forwarded is None else entry.forwarded
    assert _without_times(told["message"]) == _without_times(going)
    assert [each["source"] for each in told["forwarded"]] == [each.source for each in derived]
    assert entry.discard is None or told["code"] in {entry.discard, None}
    for delivery in told["destinations"]:
        lane = next(each for each in prepared.lanes if each.name == delivery["destination"])
        routed = lane.route(Row(1, "web", "m1", AT, orjson.dumps(going)))
        assert delivery["discard"] == routed.discard
        assert _without_times(delivery["message"]) == _without_times(routed.message)


def _without_times(message: Any) -> Any:
    """A recorded message keeps its times, where the gateway would stamp it anew."""
    times = {"receivedAt", "timestamp", "originalTimestamp"}
    return message and {key: value for key, value in message.items() if key not in times}


def test_a_message_that_is_new_is_stamped_first(program: Program) -> None:
    event = (
        '{"type": "track", "event": "Song Played", "userId": "u1", "properties": {"song_id": "s"}}'
    )
    said = program(program.write("event.json", event), "--source", "web", "--format", "json")
    (told,) = json.loads(said.out)
    stamped = told["steps"][0]["changes"]
    assert [each["path"] for each in stamped] == ["messageId", "receivedAt", "timestamp"]
    assert said.code == 0


BATCH = """\
{"context": {"userAgent": "bot"}, "batch": [
  {"type": "track", "event": "Song Played", "userId": "u1"},
  {"type": "track", "event": "Song Played", "userId": "u1", "context": {"userAgent": "x"}},
  {"event": "Song Played", "userId": "u1"},
  7
]}
"""


def test_each_item_of_a_batch_is_told_of_and_shares_what_the_batch_says(program: Program) -> None:
    said = program(program.write("batch.json", BATCH), "--source", "web", "--format", "json")
    told = json.loads(said.out)
    assert [each["outcome"] for each in told] == [
        "dropped_by_transformation",
        "admitted",
        "rejected",
        "rejected",
    ]
    assert [each["place"] for each in told] == [f"batch.json:1 batch[{n}]" for n in range(4)]
    assert said.code == 1
    assert program("batch.json", "--source", "web").out.count(f"\n{'─' * 100}\n") == 3


def test_lines_are_messages_each_and_standard_input_is_read(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (
        b'{"type": "page", "userId": "u"}\n\n{"message": {"type": "identify", "userId": "u"}}\n'
    )
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    said = program("-", "--plan", "plan.yaml", "--format", "json")
    assert [(each["label"], each["place"]) for each in json.loads(said.out)] == [
        ("page", "stdin:1"),
        ("identify", "stdin:3"),
    ]
    assert said.code == 0


def test_a_plan_alone_judges_by_controls_of_a_file(program: Program) -> None:
    program.write("controls.yaml", "track:\n  violations: block\n")
    event = program.write("event.json", '{"type": "track", "event": "Song Played", "userId": "u"}')
    said = program(event, "--plan", "plan.yaml", "--controls", "controls.yaml")
    assert "decided  track.violations: block  controls.yaml:2:3" in said.out
    assert said.out.startswith('"Song Played": blocked as schema_violation\n')
    assert program(event, "--plan", "plan.yaml").out.startswith(
        '"Song Played": admitted, with findings\n'
    )


def test_one_destination_is_shown_with_all_that_it_gets(program: Program) -> None:
    event = _case(FOLDER / "clean.case.yaml")["event"]
    said = program(program.write("event.json", event), "--source", "web", "--destination", "crm")
    _, _, body = said.out.partition("\n{\n")
    assert json.loads("{" + body)["properties"] == {"seconds": 30, "track": "2"}
    assert "lake" not in said.out


SOURCE = ("--source", "web")


@pytest.mark.parametrize(
    ("event", "arguments", "told"),
    [
        ("{", SOURCE, "cannot read event.json:1:2: not JSON:"),
        ('{"type":\n "track",\n}', SOURCE, "cannot read event.json:2:9: not JSON:"),
        ("", SOURCE, "it is empty"),
        ("[]", SOURCE, "a message is a JSON object"),
        ('{"event": "x"}', SOURCE, 'for example "type": "track"'),
        ('{"type": "trak"}', SOURCE, "`type` must be one of alias, group, identify"),
        ('{"batch": 3}', SOURCE, "400 bad_request: the body has no list `batch`"),
        ('{"type": "page", "a": ' + "[" * 90 + "]" * 90 + "}", SOURCE, "nested deeper than 64"),
        (
            '{"type": "page"}',
            (),
            "which source did the message come from? --source bin, ops or web",
        ),
        ('{"type": "page"}', ("--source", "wbe"), 'no source "wbe" (did you mean "web"?)'),
        ('{"type": "page"}', (*SOURCE, "--destination", "cmr"), '(did you mean "crm"?)'),
        (
            '{"type": "page"}',
            ("--source", "ops", "--destination", "crm"),
            '"crm" gets nothing from "ops": it reads web',
        ),
        ('{"type": "page"}', ("--workspace", "w.yaml"), "--workspace FILE, or --plan FILE"),
        ('{"type": "page"}', ("--plan", "plan.yaml", *SOURCE), "leave out --plan, or --source"),
        ('{"type": "page"}', ("--controls", "c.yaml"), "--controls goes with --plan"),
        ('{"type": "page"}', ("--plan", "gone.yaml"), "cannot read gone.yaml"),
    ],
)
def test_what_cannot_be_explained_is_said_and_leaves_with_2(
    event: str, arguments: tuple[str, ...], told: str, program: Program
) -> None:
    said = program(program.write("event.json", event), *arguments)
    assert (said.code, said.out) == (2, "")
    assert told in said.err


READABLE = '{"type": "page", "userId": "u"}'


@pytest.mark.parametrize(
    ("lines", "read", "told"),
    [
        ((READABLE, '{"type": }', READABLE), [1, 3], ["event.jsonl:2:10: not JSON:"]),
        (("{", READABLE), [2], ["event.jsonl:1:2: not JSON:"]),
        (
            (READABLE, "[]", '{"type": "trak"}'),
            [1],
            ["event.jsonl:2: a m", "event.jsonl:3: `type`"],
        ),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_others_explained(
    lines: tuple[str, ...], read: list[int], told: list[str], program: Program
) -> None:
    program.write("event.jsonl", "\n".join(lines))
    said = program("event.jsonl", *SOURCE, "--format", "json")
    assert [each["place"] for each in json.loads(said.out)] == [f"event.jsonl:{n}" for n in read]
    for line, words in zip(said.err.splitlines(), told, strict=True):
        assert line.startswith(f"error: cannot read {words}")
    assert said.code == 1


def test_of_lines_that_all_cannot_be_read_each_is_told(program: Program) -> None:
    program.write("event.jsonl", '{"type": "trak"}\n{"type": }\n')
    said = program("event.jsonl", *SOURCE)
    assert (said.code, said.out) == (2, "")
    assert [line.split(" ")[3] for line in said.err.splitlines()] == [
        "event.jsonl:1:",
        "event.jsonl:2:10:",
    ]


def test_a_mark_before_the_first_message_is_no_part_of_it(program: Program) -> None:
    program.write("event.json", '\ufeff{"type": "page", "userId": "u"}')
    assert "page from web: admitted" in program("event.json", *SOURCE).out


def test_a_source_that_no_destination_reads_is_told(program: Program) -> None:
    program.write("event.json", '{"type": "track", "event": "A", "userId": "u"}')
    unread = "no destination reads this source"
    assert unread in " ".join(program("event.json", "--source", "bin").out.split())
    assert unread not in " ".join(program("event.json", "--source", "ops").out.split())
    assert unread not in " ".join(program("event.json", "--plan", "plan.yaml").out.split())


def test_a_file_that_is_not_there_or_too_large_leaves_with_2(program: Program) -> None:
    assert "no such file" in program("gone.json", *SOURCE).err
    assert "an id such as TP014" in program("FILTERED_BY_NONE", *SOURCE).err
    program.write("large.json", " " * (5 * 1024 * 1024 + 1))
    assert "protocols validate" in program("large.json", *SOURCE).err
    assert program("large.json", *SOURCE).code == 2


def test_controls_that_the_plan_lacks_are_refused_as_serve_does(program: Program) -> None:
    text = (program.folder / "workspace.yaml").read_text("utf-8")
    program.write("workspace.yaml", text.replace("Song Rated: {", "Song Rted: {"))
    said = program(program.write("event.json", '{"type": "page", "userId": "u"}'), *SOURCE)
    assert (said.code, said.out) == (2, "")
    assert 'did you mean "Song Rated"?' in said.err


def test_a_hash_without_its_key_is_said_beside_the_answer(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (program.folder / "workspace.yaml").read_text("utf-8")
    hashing = 'hash: {paths: [properties.song_id], key: "${HASH_KEY}"}'
    program.write(
        "workspace.yaml", text.replace("rename: {properties.song_id: properties.track}", hashing)
    )
    event = program.write("event.json", _case(FOLDER / "clean.case.yaml")["event"])
    monkeypatch.delenv("HASH_KEY", raising=False)
    said = program(event, *SOURCE)
    assert (said.code, said.err.count("HASH_KEY is not set")) == (0, 1)
    monkeypatch.setenv("HASH_KEY", "0123456789abcdef")
    assert program(event, *SOURCE).err == ""


def test_what_is_found_beyond_fifty_is_counted(program: Program) -> None:
    properties = {"song_id": "s1", **{f"more{n}": n for n in range(70)}}
    message = {"type": "track", "event": "Song Played", "userId": "u1", "properties": properties}
    said = program(program.write("event.json", json.dumps(message)), *SOURCE)
    assert said.out.count("EV202") == 50
    assert "    more     20 are counted and not listed\n" in said.out


def test_violations_that_a_sample_leaves_out_are_counted(program: Program) -> None:
    text = (program.folder / "workspace.yaml").read_text("utf-8")
    rare = "forward_violations_to: {source: ops, sample: 0.000001}"
    program.write("workspace.yaml", text.replace("forward_violations_to: ops", rare))
    event = program.write("event.json", _case(FOLDER / "identify.case.yaml")["event"])
    assert "    1 not forwarded: sampled out\n" in program(event, *SOURCE).out
    (told,) = json.loads(program(event, *SOURCE, "--format", "json").out)
    assert (told["forwarded"], told["unforwarded"]) == ([], {"sampled_out": 1})


@pytest.mark.parametrize(
    ("choice", "fate"),
    [("quarantine", "blocked as engine_error"), ("allow", "admitted"), ("block", "blocked as")],
)
def test_an_engine_that_fails_is_told_of_as_such(
    choice: str, fate: str, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_engine: Engine, _message: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(Engine, "decide", broken)
    text = (program.folder / "workspace.yaml").read_text("utf-8")
    controls = f"    controls:\n      on_engine_error: {choice}\n"
    program.write("workspace.yaml", text.replace("    controls:\n", controls))
    event = program.write("event.json", _case(FOLDER / "version.case.yaml")["event"])
    said = program(event, *SOURCE)
    assert said.out.startswith(f'"Song Rated" from web: {fate}')
    assert (
        "4 engine: engine_error, the engine itself failed; on_engine_error decides\n" in said.out
    )
    assert said.code == 1


HOSTILE = "a\x1b[31m\x9b\u202eb\n\x07"


@pytest.mark.parametrize("style", ["text", "json"])
def test_nothing_in_a_file_reaches_the_terminal_as_an_escape(style: str, program: Program) -> None:
    name = json.dumps(HOSTILE)
    program.write(
        "plan.yaml",
        f"plan: p\nversion: {name}\nowner: {name}\nevents:\n  {name}:\n    owner: {name}\n"
        f"    properties: {{{name}: {{enum: [{name}]}}}}\n",
    )
    program.write(
        "workspace.yaml",
        "workspace: w\nsources:\n  web:\n    write_key: k\n    plan: plan.yaml\n"
        f"    controls: {{track: {{events: {{{name}: {{violations: omit}}}}}}}}\n"
        f"    transformations: [{{name: {name}, set: {{properties.x: {name}}}}}]\n"
        "    forward_violations_to: ops\n  ops: {write_key: o}\n"
        "destinations:\n  crm: {type: file, path: x, sources: [web], consent: ["
        f"{name}], filters: [{{if: {json.dumps('event = ' + repr('x' + chr(27)))}, drop: true}}]}}\n",
    )
    message = {"type": "track", "event": HOSTILE, "userId": HOSTILE, "messageId": HOSTILE}
    message |= {"properties": {HOSTILE: HOSTILE, "more" + HOSTILE: [HOSTILE]}}
    message |= {"context": {"consent": {"categoryPreferences": {HOSTILE: True}}}}
    event = program.write("event.json", json.dumps(message))
    for arguments in ((), ("--destination", "crm")):
        said = program(event, *SOURCE, "--format", style, *arguments)
        assert said.code == 1, said.err
        assert not set(said.out + said.err) & set("\x1b\x9b\u202e\x07")
        assert style == "text" or json.loads(said.out)[0]["message"]["userId"] == HOSTILE


def test_colours_are_for_terminals(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    event = program.write("event.json", _case(FOLDER / "clean.case.yaml")["event"])
    plain = program(event, *SOURCE).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32m" in program(event, *SOURCE).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert program(event, *SOURCE).out == plain
    assert "\x1b" not in plain
