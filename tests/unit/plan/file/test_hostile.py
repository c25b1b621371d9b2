"""Plans made to overwhelm or mislead their reader: each is refused, quickly and in words."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from protocols.errors import PlanError, UnreadableInput
from protocols.plan.compile import compile_plan
from protocols.plan.file import compose, load_plan, parse
from protocols.plan.lint import lint


def laughs(levels: int, width: int) -> str:
    """The billion laughs: each level repeats the one before it `width` times."""
    lines = ["plan: acme", "events:", "  A0: &a0 {description: lol}"]
    for level in range(1, levels):
        repeated = ", ".join([f"*a{level - 1}"] * width)
        lines.append(f"  A{level}: &a{level} [{repeated}]")
    return "\n".join(lines)


def merges(levels: int, width: int) -> str:
    """The same with `<<`, which some readers expand eagerly."""
    lines = ["a0: &a0 {k: v}"]
    for level in range(1, levels):
        repeated = ", ".join([f"*a{level - 1}"] * width)
        lines.append(f"a{level}: &a{level} {{<<: [{repeated}]}}")
    return "\n".join(lines)


def nested(opening: str, closing: str, depth: int) -> str:
    return "plan: acme\ntypes: {t: {x-deep: " + opening * depth + closing * depth + "}}"


def stairs(depth: int) -> str:
    """Nesting by aliases: each step is shallow, their sum is not."""
    steps = [f"x-{n}: &s{n} {{a: {{b: {{c: *s{n - 1}}}}}}}" for n in range(1, depth)]
    return "\n".join(["plan: acme", "x-0: &s0 {}", *steps])


HOSTILE: dict[str, tuple[str, str]] = {
    "billion laughs": (laughs(30, 9), "TP005"),
    "wide laughs": (laughs(3, 5000), "TP005"),
    "long laughs": ("a: &a " + "x" * 60_000 + "\nb: [" + "*a, " * 200 + "]", "TP005"),
    "merge bomb": (merges(30, 30), "TP005"),
    "merge alias": ("plan: acme\na: &a {x: 1}\nb: {<<: *a}", "TP004"),
    "cyclic list": ("plan: acme\ntypes: &t {a: [*t]}", "TP005"),
    "cyclic map": ("&top plan: acme\ntypes: &t {a: {b: *t}}", "TP005"),
    "unknown alias": ("plan: *nobody", "TP005"),
    "deep flow list": (nested("[", "]", 100_000), "TP006"),
    "deep flow map": (nested("{a: ", "}", 20_000), "TP006"),
    "deep unclosed": ("plan: acme\ntypes: " + "[" * 200_000, "TP006"),
    "deep block": ("\n".join(f"{' ' * n}a:" for n in range(2000)), "TP006"),
    "deep dashes": ("- " * 50_000, "TP006"),
    "deep keys": ("? " * 50_000, "TP006"),
    "deep by aliases": (stairs(40), "TP006"),
    "python object": ("plan: !!python/object/apply:os.system ['true']", "TP003"),
    "python name": ("plan: !!python/name:os.system x", "TP003"),
    "local tag": ("plan: !include /etc/passwd", "TP003"),
    "verbatim tag": ("plan: !<tag:yaml.org,2002:str> x", "TP003"),
    "tag handle": ("%TAG ! tag:example.com,2000:\n---\nplan: !x y", "TP003"),
    "tagged key": ("!!str plan: acme", "TP003"),
    "binary": ("plan: !!binary aGVsbG8=", "TP003"),
    "set": ("plan: !!set {a, b}", "TP003"),
    "escape sequence": ("plan: acme\ntitle: '\x1b]0;owned\x07'", "TP008"),
    "nul": ("plan: ac\0me", "TP008"),
    "surrogate": ("plan: \ud800", "TP008"),
    "delete": ("plan: a\x7f", "TP008"),
    "huge integer": ("plan: acme\ntitle: " + "9" * 100_000, "TP011"),
    "huge float": ("plan: acme\ntitle: 1e" + "9" * 1000, "TP011"),
    "huge hexadecimal": ("plan: acme\ntitle: 0x" + "f" * 100_000, "TP011"),
    "two documents": ("plan: acme\n--- \nplan: other", "TP012"),
    "many documents": ("---\n" * 100_000, "TP012"),
    "complex key": ("{[a, b]: c, plan: acme}", "TP010"),
    "mapping key": ("? {a: {b: c}}\n: d\n", "TP010"),
    "directive": ("%YAML 9.9\n---\nplan: acme", "TP001"),
    "unclosed quote": ('plan: "' + "x" * 100_000, "TP001"),
    "unclosed brace": ("{" * 30, "TP001"),
    "only an anchor": ("&a", "TP015"),
    "only an alias": ("*a", "TP005"),
    "only a dash": ("-", "TP015"),
    "only a colon": (":", "TP001"),
    "only a number": ("1", "TP015"),
    "evil pattern": ("plan: a\ntypes: {t: {pattern: '((a{1,1000}){1,1000}){1,1000}'}}", "TP024"),
    "deep pattern": ("plan: a\ntypes: {t: {pattern: '" + "(" * 5000 + ")" * 5000 + "'}}", "TP024"),
    "wide repetition": ("plan: a\ntypes: {t: {pattern: 'a{99999999999999999999}'}}", "TP024"),
    "surrogate pattern": ('plan: a\ntypes: {t: {pattern: "\\\\uD83D"}}', "TP024"),
    "reference over the net": ("plan: a\ntypes: {t: {$ref: 'http://127.0.0.1:9/'}}", "TP025"),
    "reference to a file": ("plan: a\ntypes: {t: {$ref: 'file:///etc/passwd'}}", "TP025"),
    "reference to itself": ("plan: a\ntypes: {t: {$ref: '#/types/t'}}", "TP027"),
    "reference to the root": ("plan: a\ntypes: {t: {$ref: '#'}}", "TP025"),
    "id": ("plan: a\ntypes: {t: {$id: 'http://127.0.0.1:9/'}}", "TP021"),
    "library over the net": ("plan: a\nuse: ['http://127.0.0.1:9/x.yaml']", "TP031"),
    "library above": ("plan: a\nuse: [../../../../../../../../etc/passwd]", "TP031"),
    "library of the system": ("plan: a\nuse: [/etc/passwd]", "TP031"),
    "library of a device": ("plan: a\nuse: [/dev/zero]", "TP031"),
    "library with a nul": ('plan: a\nuse: ["a\\0b"]', "TP030"),
    "library with a long name": ("plan: a\nuse: [" + "x" * 5000 + "]", "TP030"),
    "library itself a folder": ("plan: a\nuse: [.]", "TP030"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_plan_is_refused_for_what_it_is(name: str, tmp_path: Path) -> None:
    text, rule = HOSTILE[name]
    assert rule in problems(write(tmp_path, text.encode("utf-8", "surrogatepass")), rule)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"plan: \xff\xfe", "TP008"),
        ("plan: acme".encode("utf-16"), "TP008"),
        (b"plan: acme\n# " + b"x" * 6_000_000, "TP007"),
        (b"", "TP012"),
        (b"\xef\xbb\xbf", "TP012"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, rule: str, tmp_path: Path) -> None:
    assert rule in problems(write(tmp_path, content), rule)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert load_plan(write(tmp_path, b"\xef\xbb\xbfplan: acme")).id == "acme"


@pytest.mark.parametrize("path", ["gone.yaml", ".", "a\0b", "/dev/null/x", "x" * 5000])
def test_a_plan_that_cannot_be_read_is_said_to_be_unreadable(path: str) -> None:
    with pytest.raises(UnreadableInput):
        load_plan(path)


def test_a_file_without_end_is_too_large() -> None:
    with pytest.raises(PlanError, match="TP007"):
        load_plan("/dev/zero")


@pytest.mark.parametrize("name", ["billion laughs", "merge bomb", "deep unclosed", "huge integer"])
def test_the_command_leaves_with_2_and_no_trace_in_little_memory(
    name: str, tmp_path: Path
) -> None:
    plan = write(tmp_path, HOSTILE[name][0].encode())
    run = subprocess.run(
        [sys.executable, "-c", "from protocols.cli import main; main()", "lint", str(plan)],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (400 << 20, 400 << 20)),
    )
    assert run.returncode == 2
    assert HOSTILE[name][1] in run.stdout
    assert "Traceback" not in run.stdout + run.stderr
    assert max(map(len, run.stdout.splitlines())) < 300


SCALARS = ["NO", "~", "0x1F", "1e3", "'q'", '"\\u00e9"', "a: b", "[1, {x: y}]", "- z", "|\n text"]


SHORT = [text for text, _ in HOSTILE.values() if len(text) < 20_000]


@pytest.mark.parametrize("text", [*SHORT, *SCALARS])
def test_both_yaml_parsers_give_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_c, found_c = parse(text, "plan.yaml")
    monkeypatch.setattr(compose, "_LOADER", yaml.SafeLoader)
    without, found = parse(text, "plan.yaml")
    assert (without and without.data) == (with_c and with_c.data)
    assert [each.rule for each in found] == [each.rule for each in found_c]


SNIPPETS = """plan acme events types use properties required true false null type object string
schema versions 1 examples good bad message context $ref #/types/a a items allOf pattern format enum
common page identify traits &x *x << - ? : [ ] { } , " ' | > # ! % @ `"""
WORDS = st.sampled_from([*SNIPPETS.split(), "\t", "\n", "  "])


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200))
def test_any_text_is_a_document_or_findings(text: str) -> None:
    document, findings = parse(text, "plan.yaml")
    assert document is not None or findings
    for finding in findings:
        assert 1 <= finding.at.line <= text.count("\n") + 2
        assert finding.at.column >= 1


TEXT = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_json_reads_as_json(value: Any) -> None:
    text = json.dumps(value)
    document, findings = parse(text, "plan.yaml")
    assert findings == ()
    assert document is not None
    assert document.data == value


NAMES = """plan title version owner use types events identify group page screen common date_time a A *
properties traits schema context message examples versions good bad description labels status sources
1 2 type items required enum pattern patternProperties format $ref allOf not if then dependencies
additionalProperties definitions pii minLength"""
KEYS = st.sampled_from(NAMES.split())
NAMED = [
    "acme",
    "object",
    "string",
    "#/types/a",
    "#/types/b",
    "live",
    "date-time",
    "^a$",
    "(",
    "red",
]
VALUES = st.sampled_from([*NAMED, 1, -1, True, False, None, [], {}, ["a"], ["a", "a"]])
TREES: st.SearchStrategy[Any] = st.recursive(
    VALUES,
    lambda inner: st.dictionaries(KEYS, inner, max_size=5) | st.lists(inner, max_size=3),
    max_leaves=40,
)


@given(tree=st.dictionaries(KEYS, TREES, max_size=8))
def test_any_tree_loads_or_is_refused_in_words(
    tree: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    path = write(folder, json.dumps({"plan": "acme", **tree}).encode())
    try:
        plan = load_plan(path)
    except PlanError as refused:
        told = str(refused)
    else:
        told = str(lint(plan, compile_plan(plan)))
    assert told


def write(folder: Path, content: bytes) -> Path:
    path = folder / "plan.yaml"
    path.write_bytes(content)
    return path


def problems(path: Path, rule: str) -> list[str]:
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    assert all(len(each.headline) < 10_000 for each in caught.value.problems)
    return [each.rule for each in caught.value.problems if hasattr(each, "rule")]
