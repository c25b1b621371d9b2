"""Every hard case of naming and typing, called as a program would call it and checked as mypy would."""

import json
import subprocess
import sys
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from tests import tools
from tests.unit.typewriter.hard.case import Case
from tests.unit.typewriter.hard.names import NAMES
from tests.unit.typewriter.hard.types import TYPES
from tests.unit.typewriter.making import (
    compiled_from,
    files_of,
    forget,
    imported,
    package_of,
    submodule,
)
from tests.unit.typewriter.radio import Recorder

CASES = sorted((*NAMES, *TYPES), key=lambda case: case.number)
ELSEWHERE = {29: "test_golden and test_escape", 35: "test_determinism"}

HEAD = """
from datetime import datetime, timezone
import {client} as t

who = t.User("u")
"""


def _plan() -> str:
    """One plan for all the cases; two that wanted the same event would be a duplicate key."""
    events = "".join(textwrap.indent(textwrap.dedent(case.events), "  ") for case in CASES)
    types = "".join(textwrap.indent(textwrap.dedent(case.types), "  ") for case in CASES)
    return f"plan: hard\ntypes:\n{types}\nevents:\n{events}\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("hard")
    sys.path.insert(0, str(folder))
    yield imported(files_of(compiled_from(_plan(), folder)), folder)
    sys.path.remove(str(folder))
    forget(folder)


def _number(case: Case) -> str:
    return f"case {case.number}"


def _made(client: ModuleType, call: str) -> dict[str, Any]:
    recorder = Recorder()
    client.configure(recorder, validate="raise")
    space = {"t": client, "who": client.User("u"), "datetime": datetime, "timezone": timezone}
    eval(f"t.{call}", space)
    assert [kind for kind, _ in recorder.calls] == ["track"]
    return recorder.calls[0][1]


def test_every_case_has_its_row() -> None:
    numbers = [case.number for case in CASES if case.number]
    assert numbers == sorted({*range(1, 38)} - ELSEWHERE.keys())


@pytest.mark.parametrize("case", CASES, ids=_number)
def test_a_case_sends_what_it_says(case: Case, client: ModuleType) -> None:
    for call, sent in case.sends.items():
        made = _made(client, call)["properties"]
        assert made == sent or (sent is None and made), call


@pytest.mark.parametrize("case", NAMES, ids=_number)
def test_every_event_of_a_case_is_sent_under_its_own_name(case: Case, client: ModuleType) -> None:
    planned = yaml.safe_load(textwrap.dedent(case.events))
    sent = [_made(client, call)["event"] for call in case.sends]
    assert sorted(sent) == sorted(str(name) for name in planned)


@pytest.mark.parametrize("case", CASES, ids=_number)
def test_what_the_plan_forbids_is_refused_when_it_is_called(
    case: Case, client: ModuleType
) -> None:
    for call in case.breaks:
        testing = submodule(client, "testing")
        space = {"t": client, "who": client.User("u")}
        with pytest.raises((client.SchemaViolation, ValueError)), testing.capture():
            eval(f"t.{call}", space)


def test_warnings_name_each_function_and_argument_that_gave_way(tmp_path: Path) -> None:
    all_found = package_of(compiled_from(_plan(), tmp_path)).findings
    found = [one for one in all_found if "every_word_sent" not in one.message]
    assert Counter(one.rule for one in found) == {"TW101": 3, "TW102": 7}
    assert all(one.at.line > 1 for one in found)
    assert all("x-python-name" in one.help for one in found)


def test_files_are_told_apart_on_every_disk(tmp_path: Path) -> None:
    names = [
        f"{module.name}.py" for module in package_of(compiled_from(_plan(), tmp_path)).modules
    ]
    assert all(name == name.lower() and name.isascii() for name in names)
    assert len({name.casefold() for name in names}) == len(names)


@pytest.fixture(scope="module")
def program(client: ModuleType) -> Path:
    """A program with every call of every case."""
    path = Path(str(client.__file__)).parents[1] / "program.py"
    path.write_text("\n".join(_lines(client.__name__)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def judged(client: ModuleType, program: Path) -> dict[int, list[str]]:
    """What mypy says of the program, line by line; one run for all."""
    options = ["--strict", "--python-version", "3.10", "--config-file=", "--no-pretty"]
    more = ["--enable-error-code", "deprecated", "--show-error-codes", "--no-error-summary"]
    run = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *more, program.name, client.__name__],
        cwd=program.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    said: dict[int, list[str]] = defaultdict(list)
    for line in run.stdout.splitlines():
        file, number, severity, text = line.split(":", 3)
        assert file == program.name, line
        if severity.strip() == "error":
            said[int(number)].append(text)
    return said


def _lines(client: str) -> list[str]:
    lines = HEAD.format(client=client).splitlines()
    for case in CASES:
        lines += [f"t.{call}" for call in (*case.sends, *case.breaks, *case.refused)]
        lines += textwrap.dedent(case.narrows).splitlines()
    return lines


@pytest.mark.parametrize("case", CASES, ids=_number)
def test_type_checkers_accept_what_is_right_and_refuse_what_is_not(
    case: Case, client: ModuleType, judged: dict[int, list[str]]
) -> None:
    lines = _lines(client.__name__)
    for call in (*case.sends, *case.breaks):
        assert judged.get(lines.index(f"t.{call}") + 1, []) == [], call
    for call, code in case.refused.items():
        found = judged.get(lines.index(f"t.{call}") + 1, [])
        assert any(one.endswith(f"[{code}]") for one in found), f"{call}: {found}"


def test_type_checkers_say_nothing_else(client: ModuleType, judged: dict[int, list[str]]) -> None:
    lines = _lines(client.__name__)
    refused = {f"t.{call}" for case in CASES for call in case.refused}
    assert {lines[number - 1] for number in judged} == refused


@pytest.mark.needs("node", "npm-packages")
def test_pyright_accepts_and_refuses_the_same(client: ModuleType, program: Path) -> None:
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.10", "include": ["."]}
    config = program.with_name("pyrightconfig.json")
    config.write_text(json.dumps(settings), encoding="utf-8")
    pyright = tools.NODE_FOLDER / "node_modules" / "pyright" / "index.js"
    run = subprocess.run(
        [tools.path("node"), str(pyright), "--outputjson", "--pythonpath", sys.executable],
        cwd=program.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(run.stdout)["generalDiagnostics"]
    lines = _lines(client.__name__)
    found = {(Path(one["file"]).name, one["range"]["start"]["line"]) for one in told}
    refused = {f"t.{call}" for case in CASES for call in case.refused}
    assert {file for file, _ in found} == {program.name}
    assert {lines[line] for _, line in found} == refused
