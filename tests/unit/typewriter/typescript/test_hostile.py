"""Whatever a plan says, a TypeScript client holds only what clients hold, and says it exactly.

TypeScript's own parser is the judge.
"""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from protocols import compile_plan
from protocols.plan.model import Plan, Status
from tests import tools
from tests.unit.typewriter.test_hostile import plans
from tests.unit.typewriter.typescript.making import files_of, project, tsc, write
from typewriter.render.typescript import RUNTIME

pytestmark = pytest.mark.needs("node", "npm-packages")

Look = Callable[[Mapping[str, str]], dict[str, dict[str, Any]]]

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

        def ask(files: Mapping[str, str]) -> dict[str, dict[str, Any]]:
            assert parser.stdin
            parser.stdin.write(json.dumps(files) + "\n")
            parser.stdin.flush()
            seen: dict[str, dict[str, Any]] = json.loads(answers.readline())
            return seen

        yield ask
        parser.stdin.close()


def _wire_names(plan: Plan) -> Iterator[str]:
    for rule in plan.rules:
        if rule.name != "*":
            yield str(rule.name)
        yield from (name for name, value in rule.body["properties"].items() if value is not False)


@settings(
    max_examples=max(500, settings().max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=plans)
def test_a_client_of_a_hostile_plan_is_just_a_client(plan: Plan, look: Look) -> None:
    files = files_of(compile_plan(plan))
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
    said = {text for one in seen.values() for text in (*one["strings"], *one["names"])}
    assert set(_wire_names(plan)) <= said
    assert plan.version in said


def test_clients_of_hostile_plans_compile(tmp_path: Path) -> None:
    project(tmp_path, noEmit=True)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(plan=plans)
    def generate(plan: Plan) -> None:
        write(files_of(compile_plan(plan)), tmp_path / f"client{len(list(tmp_path.iterdir()))}")

    generate()
    assert len(list(tmp_path.iterdir())) > 50
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
