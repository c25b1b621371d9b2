"""Type checkers and linters accept generated code, and refuse its misuse."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.typewriter.making import GOLDEN

PACKAGE = GOLDEN / "edge-cases" / "edge_cases_tracking"

GOOD = """
from collections.abc import Mapping
from datetime import datetime, timezone

import edge_cases_tracking as t
from edge_cases_tracking import UNSET, Anonymous, Both, HttpTransport, Identity, Product, User
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
with capture() as sent:
    assert sent.events == []
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
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / PACKAGE.name)
    return tmp_path


def _mypy(folder: Path, *targets: str) -> str:
    options = ["--strict", "--python-version", "3.10", "--config-file=", "--no-pretty"]
    more = ["--enable-error-code", "deprecated", "--show-error-codes", "--no-error-summary"]
    run = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *more, *targets],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    return run.stdout


def test_the_client_and_its_proper_use_are_strictly_typed(folder: Path) -> None:
    (folder / "good.py").write_text(GOOD, encoding="utf-8")
    assert _mypy(folder, PACKAGE.name, "good.py") == ""


def test_each_misuse_is_a_type_error(folder: Path) -> None:
    lines = ["import edge_cases_tracking as t", "who = t.User('u1')", *(line for line, _ in BAD)]
    (folder / "bad.py").write_text("\n".join(lines), encoding="utf-8")
    found = _mypy(folder, "bad.py")
    for number, (line, code) in enumerate(BAD, start=3):
        mine = [one for one in found.splitlines() if one.startswith(f"bad.py:{number}: error")]
        assert any(one.endswith(f"[{code}]") for one in mine), f"{line}\n{mine}"


RUFF = [sys.executable, "-m", "ruff"]
LINTERS = {
    "ruff's defaults, even where noqa is ignored": [
        *RUFF, "check", "--isolated", "--ignore-noqa", "--no-cache", "--target-version", "py310",
    ],
    "ruff format, which must leave it alone": [*RUFF, "format", "--isolated", "--check"],
}  # fmt: skip


@pytest.mark.parametrize("linter", LINTERS)
def test_linters_find_nothing(linter: str, folder: Path) -> None:
    run = subprocess.run(
        [*LINTERS[linter], PACKAGE.name], cwd=folder, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout
