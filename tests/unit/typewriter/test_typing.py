"""Type checkers and linters accept generated code, and refuse its misuse."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from protocols import compile_plan, load_plan
from tests import tools
from tests.unit.typewriter.making import GOLDEN, files_of
from typewriter.write.folder import write_folder

PLANS = sorted((Path(__file__).parents[3] / "plans").glob("*.yaml"))
PACKAGE = GOLDEN / "edge-cases" / "edge_cases_tracking"

GOOD = """
from collections.abc import Mapping
from datetime import datetime, timezone

import edge_cases_tracking as t
from edge_cases_tracking import UNSET, Anonymous, Both, BoundTracker, HttpTransport, Identity
from edge_cases_tracking import Product, Tracker, User
from edge_cases_tracking.testing import capture

who: Identity = Both("u1", "a1")
item: Product = {"sku": "ABC", "bundle": [{"sku": "DEF", "price": 3}]}


class Sink:
    def track(self, **call: object) -> None: ...
    def identify(self, **call: object) -> None: ...
    def group(self, **call: object) -> None: ...
    def page(self, **call: object) -> None: ...
    def screen(self, **call: object) -> None: ...
    def alias(self, **call: object) -> None: ...


class Segment:
    Text = str | None
    Json = dict[str, object] | None

    def track(self, user_id: Text = None, event: Text = None, properties: Json = None, context: Json = None, timestamp: datetime | None = None, anonymous_id: Text = None, integrations: Json = None, message_id: Text = None) -> tuple[bool, object]: raise NotImplementedError
    def identify(self, user_id: Text = None, traits: Json = None, context: Json = None, timestamp: datetime | None = None, anonymous_id: Text = None, integrations: Json = None, message_id: Text = None) -> tuple[bool, object]: raise NotImplementedError
    def group(self, user_id: Text = None, group_id: Text = None, traits: Json = None, context: Json = None, timestamp: datetime | None = None, anonymous_id: Text = None, integrations: Json = None, message_id: Text = None) -> tuple[bool, object]: raise NotImplementedError
    def page(self, user_id: Text = None, category: Text = None, name: Text = None, properties: Json = None, context: Json = None, timestamp: datetime | None = None, anonymous_id: Text = None, integrations: Json = None, message_id: Text = None) -> tuple[bool, object]: raise NotImplementedError
    def screen(self, user_id: Text = None, category: Text = None, name: Text = None, properties: Json = None, context: Json = None, timestamp: datetime | None = None, anonymous_id: Text = None, integrations: Json = None, message_id: Text = None) -> tuple[bool, object]: raise NotImplementedError
    def alias(self, previous_id: Text = None, user_id: Text = None, context: Json = None, timestamp: datetime | None = None, integrations: Json = None, message_id: Text = None) -> tuple[bool, object]: raise NotImplementedError


def report(call: str, message: Mapping[str, object], violations: object) -> None: ...


t.configure(Sink(), validate="raise", on_violation=report, context={"ip": "10.0.0.1"})
t.configure(Segment())
t.configure(HttpTransport("key", host="http://127.0.0.1:8765"))
t.configure(None)
t.absent_sent(User("u"), must="a", must_or_null=None, may=UNSET, may_or_null=None)
t.values_sent(Anonymous("a"), word="GET", mixed=2.5, negative=-1, nullable=None)
t.types_sent(who, several=True, number=1, at=datetime.now(timezone.utc), tree=[[], [[]]])
t.order_completed(who, total=3, products=[{"sku": "ABC"}], gifts=[item])
t.order_completed_v1(who, total_cents=300)
t.payment_sent(who, method={"kind": "bank", "iban": "DE"})
t.keys_sent(who, class_={"a b": "x", "class": "y"}, hiding={"at": "2026"})
t.extra_sent(who, extra_={"other": 1}, meta_={"timestamp": datetime.now(timezone.utc)})
t.context_sent(who, context_={"groupId": "g"})
t.identify(who, email="noor@example.com")
t.group(who, "g1", name="Northwind")
t.page(who, "Library", path="/")
t.page_home(who, signed_in=True, category_="main")
t.alias("a", "b")
tracker: Tracker = t.Tracker(Sink(), context={"tenant": "acme"}, validate="raise")
tracker.absent_sent(who, must="a", must_or_null=None)
tracker.group(who, "g1", name="Northwind")
tracker.alias("a", "b")
bound: BoundTracker = Tracker(HttpTransport("key"), who=User("u1"))
bound.absent_sent(must="a", must_or_null=None, may=UNSET)
bound.group("g1", name="Northwind", meta_={"message_id": "m1"})
bound.page("Library", path="/")
either: Tracker = bound


class Service:
    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker

    def complete(self) -> None:
        self.tracker.order_completed(who, total=3)


async def serve() -> None:
    async with HttpTransport("key", queue_bytes=1_000_000) as transport:
        t.configure(transport)
        await transport.aflush(1.0)


with HttpTransport("key") as transport:
    transport.flush()
with capture() as sent:
    assert sent.events == []
"""

SDKS = """
# pyright: basic
import edge_cases_tracking as t
from rudderstack.analytics.client import Client as Rudder  # type: ignore[import-untyped]
from segment.analytics import Client as Segment  # type: ignore[import-untyped]

t.configure(Segment("key"))
t.configure(Rudder("key"))
over: t.Transport = Segment("key")
also: t.Transport = Rudder("key")
"""

BAD = [
    ("t.absent_sent(who, must='a')", "call-arg"),
    ("t.absent_sent(who, must=None, must_or_null=None)", "arg-type"),
    ("t.absent_sent(who, must='a', must_or_null=None, may=None)", "arg-type"),
    ("t.absent_sent('u1', must='a', must_or_null=None)", "arg-type"),
    ("t.absent_sent(must='a', must_or_null=None)", "call-arg"),
    ("t.absent_sent(who, 'a', must_or_null=None)", "call-arg"),
    ("t.values_sent(who, word='POST')", "arg-type"),
    ("t.values_sent(who, fixed='other')", "call-arg"),
    ("t.types_sent(who, whole=1.5)", "arg-type"),
    ("t.types_sent(who, wholes=1)", "call-arg"),
    ("t.types_sent(who, matrix=[['a']])", "list-item"),
    (
        "t.order_completed(who, total=1, products=[{'sku': 'A', 'colour': 'red'}])",
        "typeddict-unknown-key",
    ),
    ("t.payment_sent(who, method={'kind': 'card', 'iban': 'DE'})", "typeddict-item"),
    ("t.extra_sent(who, extra_={'other': 'one'})", "dict-item"),
    ("t.context_sent(who)", "call-arg"),
    ("t.page_viewd(who)", "attr-defined"),
    ("t.configure(object())", "arg-type"),
    ("t.configure(None, validate='loud')", "arg-type"),
    ("t.group(who)", "call-arg"),
    ("t.old_sent(who)", "deprecated"),
    ("t.Tracker(None).absent_sent(must='a', must_or_null=None)", "call-arg"),
    ("t.Tracker(None, who=who).absent_sent(must=1, must_or_null=None)", "arg-type"),
    ("t.Tracker(None, who=who).absent_sent(must='a')", "call-arg"),
    ("t.Tracker(None, who=who).page_viewd()", "attr-defined"),
    ("t.Tracker(None, who=who).configure(None)", "attr-defined"),
    ("t.Tracker(None, who='u1')", "call-overload"),
]


PREAMBLE = ["import edge_cases_tracking as t", "who = t.User('u1')"]
CONFIG = {"typeCheckingMode": "strict", "pythonVersion": "3.10", "include": ["."]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clients of all shipped plans and of the edge cases, their proper use and their misuse."""
    folder = tmp_path_factory.mktemp("clients")
    shutil.copytree(PACKAGE, folder / PACKAGE.name)
    for plan in PLANS:
        name = f"{plan.stem.replace('-', '_')}_tracking"
        write_folder(folder / name, files_of(compile_plan(load_plan(plan))))
    (folder / "good.py").write_text(GOOD, encoding="utf-8")
    (folder / "sdks.py").write_text(SDKS, encoding="utf-8")
    bad = [*PREAMBLE, *(line for line, _ in BAD)]
    (folder / "bad.py").write_text("\n".join(bad), encoding="utf-8")
    (folder / "pyrightconfig.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    return folder


def _run(folder: Path, *command: str) -> str:
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    return run.stdout


def test_clients_and_their_proper_use_are_strictly_typed_and_each_misuse_is_an_error_for_mypy(
    folder: Path,
) -> None:
    options = ["--strict", "--python-version", "3.10", "--config-file=", "--no-pretty"]
    more = ["--enable-error-code", "deprecated", "--show-error-codes", "--no-error-summary"]
    found = _run(folder, sys.executable, "-m", "mypy", *options, *more, ".").splitlines()
    for number, (line, code) in enumerate(BAD, start=len(PREAMBLE) + 1):
        mine = [one for one in found if one.startswith(f"bad.py:{number}: error")]
        assert any(one.endswith(f"[{code}]") for one in mine), f"{line}\n{mine}"
    assert [one for one in found if not one.startswith("bad.py:")] == []


@pytest.mark.needs("node", "npm-packages")
def test_clients_and_their_proper_use_are_strictly_typed_and_each_misuse_is_an_error_for_pyright(
    folder: Path,
) -> None:
    pyright = tools.NODE_FOLDER / "node_modules" / "pyright" / "index.js"
    options = ["--outputjson", "--pythonpath", sys.executable]
    told = json.loads(_run(folder, tools.path("node"), str(pyright), *options))
    assert told["summary"]["filesAnalyzed"] > 100
    found = {(Path(one["file"]).name, one["range"]["start"]["line"] + 1) for one in _errors(told)}
    bad = {("bad.py", len(PREAMBLE) + 1 + number) for number in range(len(BAD))}
    assert bad - found == set()
    assert [one for one in _errors(told) if Path(one["file"]).name != "bad.py"] == []


def _errors(told: Any) -> list[Any]:
    return [one for one in told["generalDiagnostics"] if one["severity"] == "error"]


RUFF = [sys.executable, "-m", "ruff"]
LINTERS = {
    "ruff's defaults, even where noqa is ignored": [
        *RUFF, "check", "--isolated", "--ignore-noqa", "--no-cache", "--target-version", "py310",
    ],
    "ruff format, which must leave it alone": [*RUFF, "format", "--isolated", "--check"],
}  # fmt: skip


@pytest.mark.parametrize("linter", LINTERS)
def test_linters_find_nothing(linter: str, folder: Path) -> None:
    packages = [path.name for path in folder.iterdir() if path.is_dir() and path.suffix == ""]
    command = [*LINTERS[linter], *(name for name in packages if not name.startswith("."))]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
