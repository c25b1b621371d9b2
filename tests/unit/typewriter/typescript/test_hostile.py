"""Whatever a plan says, a TypeScript client holds only what clients hold, and says it exactly.

TypeScript's own parser is the judge. With HOSTILE_CLIENTS=100000 in the environment it has more to judge.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from protocols import compile_plan
from protocols.plan.model import Kind, Plan, Status
from tests import tools
from tests.hostile_clients.plans import Plans
from tests.unit.typewriter.making import compiled_from
from tests.unit.typewriter.typescript.making import (
    GENERATOR,
    files_of,
    package_of,
    project,
    tsc,
    write,
)
from typewriter.render.typescript import RUNTIME
from typewriter.view.lock import Lock

pytestmark = pytest.mark.needs("node", "npm-packages")

Files = Mapping[str, str]
Look = Callable[[Files], dict[str, dict[str, Any]]]

COUNT = int(os.environ.get("HOSTILE_CLIENTS", "500"))
MADE = {"index.ts", "plan.ts"}
SHIPPED = {*RUNTIME, "sdk.ts"}
STATEMENTS = {
    "ImportDeclaration", "ExportDeclaration", "InterfaceDeclaration", "TypeAliasDeclaration",
    "FunctionDeclaration",
}  # fmt: skip
NODES = {
    *STATEMENTS, "ImportClause", "NamedImports", "ImportSpecifier", "NamedExports",
    "ExportSpecifier", "ExportKeyword", "Identifier", "StringLiteral", "FirstLiteralToken",
    "NumericLiteral", "TrueKeyword", "FalseKeyword", "NullKeyword", "PrefixUnaryExpression",
    "PropertySignature", "IndexSignature", "Parameter", "QuestionToken", "TypeReference",
    "UnionType", "IntersectionType", "ArrayType", "TypeOperator", "TypeLiteral", "LiteralType",
    "ParenthesizedType", "ReadonlyKeyword", "StringKeyword", "NumberKeyword", "BooleanKeyword",
    "ObjectKeyword", "UnknownKeyword", "UndefinedKeyword", "VoidKeyword", "Block",
    "ExpressionStatement", "CallExpression", "ObjectLiteralExpression", "ArrayLiteralExpression",
    "PropertyAssignment", "ShorthandPropertyAssignment", "SpreadAssignment",
    "ComputedPropertyName", "EndOfFileToken", "JSDoc", "JSDocText", "JSDocDeprecatedTag",
    "FirstJSDocNode",
}  # fmt: skip


@pytest.fixture(scope="module")
def look() -> Iterator[Look]:
    """The parser, in one process for all clients."""
    script = Path(__file__).with_name("parse.mjs")
    command = [tools.path("node"), str(script), tools.path("npm-packages")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as parser:
        assert parser.stdin
        assert parser.stdout
        answers = parser.stdout

        def ask(files: Files) -> dict[str, dict[str, Any]]:
            assert parser.stdin
            parser.stdin.write(json.dumps(files) + "\n")
            parser.stdin.flush()
            seen: dict[str, dict[str, Any]] = json.loads(answers.readline())
            return seen

        yield ask
        parser.stdin.close()


def _hostile(seed: str) -> tuple[Plan, Files]:
    """A plan and its client; some of them over a lock that somebody tampered with."""
    plans = Plans(Random(seed))
    plan = plans.plan()
    compiled = compile_plan(plan)
    names = package_of(compiled).names
    lock = Lock(compiled.ref, GENERATOR, {plans.text(): key for key in names.values()})
    return plan, files_of(compiled, lock if seed.endswith("0") else None)


def _wire_names(plan: Plan) -> Iterator[str]:
    for rule in plan.rules:
        if rule.name is not None and (rule.name != "*" or rule.kind is Kind.TRACK):
            yield rule.name
        yield from (name for name, value in rule.body["properties"].items() if value is not False)


def _units(text: str) -> bytes:
    """As JavaScript has it, where a pair of surrogates is a character."""
    return text.encode("utf-16-le", "surrogatepass")


def _check(plan: Plan, files: Files, look: Look) -> None:
    ours = {
        name: text for name, text in files.items() if name.endswith(".ts") and name not in SHIPPED
    }
    for name, source in ours.items():
        assert source.replace("\n", "").isprintable(), name
        assert name.isascii()
    seen = look(ours)
    for name, one in seen.items():
        assert one["problems"] == []
        assert (one["directives"], one["pragmas"], one["references"]) == (0, [], 0)
        if name not in MADE:
            assert set(one["kinds"]) <= NODES
            assert set(one["statements"]) <= STATEMENTS
            assert set(one["called"]) <= {"send"}
        assert set(one["tags"]) <= {"deprecated"}
    if not any(rule.status is Status.DEPRECATED for rule in plan.rules):
        assert not any(one["tags"] for one in seen.values())
    said = {_units(text) for one in seen.values() for text in (*one["strings"], *one["names"])}
    assert {_units(name) for name in _wire_names(plan)} <= said
    assert _units(plan.version) in said


def test_clients_of_hostile_plans_are_just_clients(look: Look) -> None:
    for number in range(COUNT):
        plan, files = _hostile(f"20/{number}")
        try:
            _check(plan, files, look)
        except AssertionError as wrong:
            wrong.add_note(f"the plan of the seed 20/{number}")
            raise


def test_clients_of_hostile_plans_compile(tmp_path: Path) -> None:
    project(tmp_path, noEmit=True)
    for number in range(40):
        write(_hostile(f"21/{number}")[1], tmp_path / f"client{number}")
    assert tsc(tmp_path) == []


PLANTED = {
    "a call": "export const x = eval('1');",
    "a tag": "/** @see x */ export function f(): void {}",
    "a directive": "// @ts-ignore\nexport const x = 1;",
    "a pragma": "/** @jsx h */\nexport const x = 1;",
    "an unclosed string": 'export const x = "a',
}


@pytest.mark.parametrize("planted", PLANTED)
def test_the_judge_sees_what_it_watches_for(planted: str, look: Look) -> None:
    one = look({"x.ts": PLANTED[planted]})["x.ts"]
    quiet = not one["directives"] and not one["pragmas"] and not one["problems"]
    assert not (quiet and one["called"] == [] and set(one["tags"]) <= {"deprecated"})


def test_what_is_deprecated_is_struck_out_and_nothing_else(look: Look, tmp_path: Path) -> None:
    plan = """
plan: p
events:
  Old Sent: {status: deprecated, description: "Use @internal instead."}
  New Sent: {properties: {old: {type: string, deprecated: true}, new: {type: string}}}
  Other Sent: {description: "@deprecated they say {@link x}", properties: {a: {type: string}}}
"""
    seen = look(files_of(compiled_from(plan, tmp_path)))
    assert seen["old.ts"]["tags"] == ["deprecated"]
    assert seen["new.ts"]["tags"] == ["deprecated"]
    assert seen["other-calls.ts"]["tags"] == []
