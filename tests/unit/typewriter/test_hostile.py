"""Whatever a plan says, a generated client holds only what clients hold, and says it exactly.

Names, descriptions, enum values, constants and patterns come from an alphabet of everything that
ends a string, a comment, a line or a file.
"""

import ast
import contextlib
import importlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols import compile_plan
from protocols.findings import Position
from protocols.plan.model import Kind, Plan, Rule, Status
from tests.unit.typewriter.making import files_of, forget, imported
from typewriter.render.python import RUNTIME

ALPHABET = [
    *"\"'\\`$#{}%()[]:;,=.*/<>!? \t\r\n\x00\x0b\x0c\x1b\x7f\x85\xa0\xad",
    *"\u200b\u200f\u2028\u2029\u202a\u202e\u2066\ufeff\ufffe",
    *"aZ_09éǅﬁ\U0001d4b3购\uff58\u0301",
    *['"""', "'''", "\\N{DIGIT ONE}", "\\x41", "*/", "${x}", "{{x}}", "{%x%}", "</script>"],
    *[
        "\nimport os\n",
        "__import__('os')",
        "class",
        "None",
        "def",
        "self",
        "who_",
        "meta_",
        "send",
    ],
    *["UNSET", "str", "Literal", "Mapping", "__init__", "../x", "con", "nul"],
]
text = st.lists(st.sampled_from(ALPHABET), max_size=6).map("".join)
scalar = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | text
schema = st.recursive(
    st.one_of(
        st.just({}),
        st.builds(lambda name: {"type": name}, st.sampled_from(["string", "number", "null"])),
        st.builds(lambda values: {"enum": values}, st.lists(scalar, min_size=1, max_size=4)),
        st.builds(lambda value: {"const": value}, scalar | st.lists(scalar, max_size=2)),
        st.builds(lambda word: {"type": "string", "description": word, "pii": word}, text),
        st.just({"$ref": "#/types/a"}),
    ),
    lambda inner: st.one_of(
        st.builds(lambda one: {"type": "array", "items": one}, inner),
        st.builds(lambda each: {"oneOf": each}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(
            lambda names: {"type": "object", "properties": names, "required": sorted(names)[:1]},
            st.dictionaries(text, inner, max_size=3),
        ),
    ),
    max_leaves=4,
)  # fmt: skip
body = st.builds(
    lambda names, few, open_: {
        "type": "object",
        "properties": names,
        "required": sorted(names)[:few],
        **({"additionalProperties": True} if open_ else {}),
    },
    st.dictionaries(text, schema, max_size=4),
    st.integers(0, 4),
    st.booleans(),
)
AT = Position("plan.yaml")
rules = st.builds(
    Rule,
    kind=st.sampled_from([Kind.TRACK, Kind.PAGE, Kind.SCREEN]),
    name=text,
    version=st.none() | st.integers(1, 3),
    at=st.just(AT),
    body=body,
    context=st.none() | body,
    description=text,
    owner=text,
    sources=st.lists(text, max_size=2).map(tuple),
    status=st.sampled_from(Status),
)


def _plan(found: list[Rule], words: str, shared: Any) -> Plan:
    return Plan(
        id="hostile",
        version=words,
        title=words,
        owner=words,
        sha256="0" * 64,
        files=("plan.yaml",),
        types={"a": shared},
        rules=_distinct(found),
        has_pages=True,
        has_screens=True,
    )


plans = st.builds(_plan, st.lists(rules, min_size=1, max_size=3), text, schema)


def _distinct(found: list[Rule]) -> tuple[Rule, ...]:
    """As loading leaves them: one rule a name, versions of one event all numbered or none."""
    return tuple({(rule.kind, rule.name): rule for rule in found if _is_json(rule.body)}.values())


def _is_json(value: Any) -> bool:
    return "nan" not in repr(value) and "inf" not in repr(value)


STATEMENTS = {
    ast.AnnAssign, ast.Assign, ast.ClassDef, ast.Expr, ast.FunctionDef, ast.If, ast.ImportFrom,
}  # fmt: skip
CALLED = {"send", "TypedDict", "deprecated", "hooks"}
NODES = {
    *STATEMENTS, ast.Module, ast.Load, ast.Store, ast.alias, ast.arguments, ast.arg, ast.keyword,
    ast.Name, ast.Constant, ast.Subscript, ast.Tuple, ast.List, ast.Dict, ast.BinOp, ast.BitOr,
    ast.UnaryOp, ast.USub, ast.Call,
}  # fmt: skip


def _check_shape(source: str) -> None:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        assert type(node) in NODES, ast.dump(node)
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name)
            assert node.func.id in CALLED
        if isinstance(node, ast.If):
            assert ast.unparse(node.test) == "TYPE_CHECKING"
        if isinstance(node, ast.ImportFrom):
            assert node.level or node.module in {
                "__future__", "collections.abc", "datetime", "typing", "typing_extensions",
            }  # fmt: skip
    assert all(type(node) in STATEMENTS for node in tree.body)


def _strings(source: str) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _wire_names(plan: Plan) -> Iterator[str]:
    for rule in plan.rules:
        if rule.name != "*":
            yield str(rule.name)
        yield from (name for name, value in rule.body["properties"].items() if value is not False)


MADE = {"__init__.py", "_plan.py"}
SHIPPED = frozenset(RUNTIME)


def _is_module(name: str) -> bool:
    return name.endswith(".py") and name not in MADE | SHIPPED


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A package that holds what every client shares, already imported."""
    folder = tmp_path_factory.mktemp("runtime")
    sys.path.insert(0, str(folder))
    client = imported(files_of(compile_plan(_plan([], "1", {}))), folder)
    importlib.import_module(f"{client.__name__}._runtime")
    yield client.__name__
    sys.path.remove(str(folder))
    forget(folder)


@settings(
    max_examples=max(500, settings().max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plan=plans)
def test_a_client_of_a_hostile_plan_is_just_a_client(plan: Plan, runtime: str) -> None:
    files = files_of(compile_plan(plan))
    ours = {name: one for name, one in files.items() if name in MADE or _is_module(name)}
    for name, source in ours.items():
        assert source.replace("\n", "").replace("\t", "").isprintable(), name
        assert name.isascii()
        _check_shape(source)
    said = set().union(*map(_strings, ours.values()))
    assert set(_wire_names(plan)) <= said
    assert {plan.version} <= said
    for name, source in ours.items():
        assert _effects_of_importing(name, source, runtime) == ["exec"]


def _effects_of_importing(name: str, source: str, package: str) -> list[str]:
    """Audit events while a module runs. Running it is the one `exec`; nothing else may happen.

    A TypedDict looks at its caller's frame, and compiles each annotation without running it.
    """
    code = compile(source, name, "exec")
    namespace = {"__name__": f"{package}.{name[:-3]}", "__package__": package}
    _WATCHED.append([])
    try:
        exec(code, namespace)
    finally:
        seen = _WATCHED.pop()
    return [event for event in seen if event not in {"sys._getframe", "compile"}]


_WATCHED: list[list[str]] = []


def _audit(event: str, _: tuple[Any, ...]) -> None:
    if _WATCHED and not event.startswith("object."):
        _WATCHED[-1].append(event)


sys.addaudithook(_audit)


@pytest.mark.parametrize("source", ["open('x')", "import this", "eval('1')"])
def test_the_watch_sees_what_it_watches_for(source: str, runtime: str) -> None:
    with contextlib.suppress(OSError):
        assert len(_effects_of_importing("x.py", source, runtime)) > 1
