"""Whatever a plan says, a generated client holds only what clients hold, and says it exactly.

`python -m tests.hostile_clients --count 100000` is the long form.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from protocols import compile_plan
from protocols.findings import Position
from protocols.plan.model import Kind, Plan, Rule
from tests.hostile_clients.look import Unfaithful, check_shape, check_texts, look
from tests.hostile_clients.run import run, runtime
from tests.hostile_clients.watch import effects, import_apart
from tests.unit.typewriter.making import files_of, package_of


def test_clients_of_hostile_plans_are_just_clients() -> None:
    tally = run(500, seed=20, apart=20)
    assert tally.faults == []
    assert (tally.clients, tally.apart, tally.failed) == (500, 20, 0)
    assert tally.functions > 800
    assert 0 < tally.refused < 100


def test_the_same_seed_makes_the_same_clients() -> None:
    assert run(20, seed=3) == run(20, seed=3)
    assert run(20, seed=3) != run(20, seed=4)


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from os import system",
        "from .. import x",
        "x.y",
        "print()",
        "lambda: 0",
        "if x: pass",
        "f'{x}'",
        "[x for x in y]",
        "del x",
        "async def f(): ...",
        "def f(): yield",
        "try: pass\nfinally: pass",
        "raise x",
        "@x.y\ndef f(): ...",
        "x[1:2]",
        "assert x",
    ],
)
def test_what_no_client_holds_is_seen(source: str) -> None:
    with pytest.raises(Unfaithful):
        check_shape("_x.py", ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "x = {text!r}",
        'x: TypeAlias = "Literal[{text!r}]"',
        "x = TypedDict('x', {{'a': \"Literal[{text!r}]\"}})",
        "def f(a: Literal[{text!r}]): send({text!r})",
    ],
)
def test_text_that_the_plan_does_not_hold_is_seen(source: str) -> None:
    tree = ast.parse(source.format(text="said"))
    check_texts(tree, frozenset({"said", "a", "x"}))
    with pytest.raises(Unfaithful):
        check_texts(tree, frozenset({"unsaid", "a", "x"}))


@pytest.mark.parametrize(
    "text", ["os.system('x')", "a()", "[a]", "a b", "lambda: 0", "Literal['x']"]
)
def test_what_is_no_type_is_seen_in_quotes(text: str) -> None:
    with pytest.raises(Unfaithful):
        check_texts(ast.parse(f"x: TypeAlias = {text!r}"), frozenset({"said"}))


RULE = Rule(
    kind=Kind.TRACK,
    name="Song Played",
    version=None,
    at=Position("plan.yaml"),
    body={"type": "object", "properties": {"song": {"enum": ["a", "b"]}}},
    description='Says "hello".',
)
PLAN = Plan("radio", "1", "", "", "0" * 64, (), {}, (RULE,))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'Song Played'", "'song played'"),
        ("'song': song", "'Song': song"),
        ("'track'", "'page'"),
        ("Literal['a', 'b']", "Literal['a', 'c']"),
        ('Says "hello', 'Says "goodbye'),
        ("send_(", "print("),
        ("    send_(", "    '\\e'\n    send_("),
        ("from __future__", "\u200bfrom __future__"),
    ],
)
def test_a_client_that_says_anything_else_is_seen(before: str, after: str) -> None:
    compiled = compile_plan(PLAN)
    package, files = package_of(compiled), files_of(compiled)
    look(PLAN, package, files)
    source = files["_song.py"]
    assert before in source
    with pytest.raises((Unfaithful, SyntaxError)):
        look(PLAN, package, {**files, "_song.py": source.replace(before, after)})


def test_a_plan_that_says_anything_else_is_seen() -> None:
    compiled = compile_plan(PLAN)
    other = replace(PLAN, rules=(replace(RULE, description="Another."),))
    with pytest.raises(Unfaithful):
        look(other, package_of(compiled), files_of(compiled))


@pytest.fixture(scope="module")
def shared() -> Iterator[str]:
    with runtime() as package:
        yield package


@pytest.mark.parametrize("source", ["open('x', 'w').close()", "import this", "eval('1')"])
def test_the_watch_sees_what_it_watches_for(
    source: str, shared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert effects(compile(source, "x.py", "exec"), "x.py", shared) != []


@pytest.mark.parametrize(
    "line",
    [
        "open(__file__ + '.out', 'w')",
        "import os; os.mkdir(os.path.dirname(__file__) + '/x')",
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import ctypes",
        "import os; os.putenv('A', 'b')",
    ],
)
def test_a_client_that_does_more_than_load_is_seen(line: str, tmp_path: Path) -> None:
    files = files_of(compile_plan(PLAN))
    import_apart([files], tmp_path / "good")
    bad = {**files, "_song.py": f"{files['_song.py']}\n{line}\n"}
    with pytest.raises(Unfaithful):
        import_apart([bad], tmp_path / "bad")
