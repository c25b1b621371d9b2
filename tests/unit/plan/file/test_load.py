"""Laws of loading: what changes a plan's identity, where libraries may lie, what is never fetched."""

import http.server
import itertools
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocols.errors import PlanError
from protocols.plan.file import load_plan, read_document
from protocols.plan.file.patterns import unportable
from protocols.resources import packaged

PLANS = Path(str(packaged("protocols", "_plans", "plans")))
PLAN = (
    "plan: acme\nevents:\n  A: {description: d, properties: {a: {type: string}, b: {}}}\n  B: {}\n"
)
SAME = [
    "# a comment\n" + PLAN,
    "events:\n  B: {}\n  A: {properties: {b: {}, a: {type: string}}, description: d}\nplan: acme\n",
    '{"plan": "acme", "events": {"A": {"description": "d", "properties": {"a": {"type": "string"}, "b": {}}}, "B": {}}}',
    PLAN.replace("\n", "\r\n"),
]
OTHER = [
    PLAN.replace("string", "integer"),
    PLAN.replace("acme", "other"),
    PLAN.replace("B:", "C:"),
    PLAN.replace("b: {}", "b: {type: [a, b]}".replace("a, b", "string, integer")),
    PLAN.replace("b: {}", "b: {type: [integer, string]}"),
]


def sha256(folder: Path, text: str, **libraries: str) -> str:
    for name, library in libraries.items():
        (folder / f"{name}.yaml").write_text(library, "utf-8")
    (folder / "plan.yaml").write_text(text, "utf-8", newline="")
    return load_plan(folder / "plan.yaml").sha256


@pytest.mark.parametrize("text", SAME)
def test_how_a_plan_is_written_does_not_change_what_it_is(text: str, tmp_path: Path) -> None:
    assert sha256(tmp_path, text) == sha256(tmp_path, PLAN)


def test_what_a_plan_says_changes_what_it_is(tmp_path: Path) -> None:
    assert len({sha256(tmp_path, text) for text in [PLAN, *OTHER]}) == len(OTHER) + 1


def test_a_library_is_part_of_what_a_plan_is_wherever_it_lies(tmp_path: Path) -> None:
    plan = "plan: acme\nuse: [lib.yaml, more.yaml]\n"
    found = sha256(tmp_path, plan, lib="plan: lib\n", more="plan: more\n")
    moved = "plan: acme\nuse: [more.yaml, other.yaml]\n"
    assert sha256(tmp_path, moved, other="plan: lib\n") == found
    assert sha256(tmp_path, plan, lib="plan: lib\nevents: {A: {}}\n") != found


def test_plans_as_json_are_the_same_plans(tmp_path: Path) -> None:
    for plan in PLANS.rglob("*.yaml"):
        document, _ = read_document(plan)
        assert document is not None
        target = tmp_path / plan.relative_to(PLANS)
        target.parent.mkdir(exist_ok=True, parents=True)
        target.write_text(json.dumps(document.data), "utf-8")
    for plan in PLANS.rglob("*.yaml"):
        assert load_plan(tmp_path / plan.relative_to(PLANS)).sha256 == load_plan(plan).sha256


LIB = "plan: lib\nevents: {FromLibrary: {}}\n"


def names(path: Path) -> set[str | None]:
    return {rule.name for rule in load_plan(path).rules}


def test_a_library_above_the_plan_needs_a_repository_around_both(tmp_path: Path) -> None:
    (tmp_path / "lib.yaml").write_text(LIB, "utf-8")
    (tmp_path / "plans").mkdir()
    plan = tmp_path / "plans" / "plan.yaml"
    plan.write_text("plan: acme\nuse: [../lib.yaml]\n", "utf-8")
    with pytest.raises(PlanError, match="TP031"):
        load_plan(plan)
    (tmp_path / ".git").mkdir()
    assert names(plan) == {"FromLibrary"}


def test_links_are_followed_before_bounds_are_checked(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    for folder in (outside, inside):
        folder.mkdir()
        (folder / "lib.yaml").write_text(LIB, "utf-8")
    plan = inside / "plan.yaml"
    plan.write_text("plan: acme\nuse: [link.yaml]\n", "utf-8")
    (inside / "link.yaml").symlink_to(inside / "lib.yaml")
    assert names(plan) == {"FromLibrary"}
    (inside / "link.yaml").unlink()
    (inside / "link.yaml").symlink_to(outside / "lib.yaml")
    with pytest.raises(PlanError, match="TP031"):
        load_plan(plan)
    (inside / "folder").symlink_to(outside)
    plan.write_text("plan: acme\nuse: [folder/lib.yaml]\n", "utf-8")
    with pytest.raises(PlanError, match="TP031"):
        load_plan(plan)


def test_a_file_under_two_names_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "lib.yaml").write_text(LIB, "utf-8")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "lib.yaml")
    plan = tmp_path / "plan.yaml"
    plan.write_text("plan: acme\nuse: [lib.yaml, ./lib.yaml, link.yaml, plan.yaml]\n", "utf-8")
    assert len(load_plan(plan).files) == 2


def test_a_plan_may_be_given_by_a_relative_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "lib.yaml").write_text(LIB, "utf-8")
    (tmp_path / "plan.yaml").write_text("plan: acme\nuse: [sub/lib.yaml]\n", "utf-8")
    monkeypatch.chdir(tmp_path / "sub")
    assert load_plan("../plan.yaml").files == ("../plan.yaml", "../sub/lib.yaml")


class Canary(http.server.BaseHTTPRequestHandler):
    visits: list[str] = []  # noqa: RUF012 - the server makes its own instances

    def do_GET(self) -> None:
        self.visits.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"type": "string"}')

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    Canary.visits.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Canary) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


BASES = ["http://127.0.0.1:{}", "HTTP://127.0.0.1:{}", "http://localhost:{}", "//127.0.0.1:{}"]
ENDS = ["/", "/a.json", "/a.json#", "/a.json#/definitions/b", "/?a=b"]
FILES = [
    "file://{}", "file:{}", "{}", "{}#", "file://localhost{}", "../{}", "{}#/types/a",
]  # fmt: skip
KEYWORDS = ["$ref", "$id", "$schema", "$recursiveRef", "$dynamicRef", "id", "x-ref"]


def test_nothing_is_ever_fetched(port: int, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text('{"type": "string"}', "utf-8")
    spellings = [base.format(port) + end for base in BASES for end in ENDS]
    spellings += [each.format(secret) for each in FILES]
    for spelling, keyword in itertools.product(spellings, KEYWORDS):
        types = {"t": {keyword: spelling, "properties": {"a": {keyword: spelling}}}}
        plan = {"plan": "acme", "types": types, "events": {"A": {"schema": {keyword: spelling}}}}
        (tmp_path / "plan.yaml").write_text(json.dumps(plan), "utf-8")
        if keyword == "x-ref":
            assert load_plan(tmp_path / "plan.yaml")
        else:
            with pytest.raises(PlanError):
                load_plan(tmp_path / "plan.yaml")
    assert Canary.visits == []


@pytest.mark.parametrize(
    "pattern",
    ["^a$", "^s_[a-z0-9]+$", r"\d{4}-\d{2}", "(?:a|b)*?", r"[\w.-]+@", "é", "[^a]", r"\(\?=", "[(?=]", r"\\1", "a{2,}", ""],
)  # fmt: skip
def test_ordinary_patterns_are_portable(pattern: str) -> None:
    assert unportable(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    ["(?=a)", "(?!a)", "(?<=a)", "(?<!a)", r"(a)\1", r"\k<a>", "(?i)a", "(?P<a>b)", "(?<a>b)", "(?>a)", "(?#c)", r"\Aa", r"a\Z", r"a\z", r"\pL", r"\ba", r"a\B", r"\<a", r"a\>",
     "(", ")", "[", "*", "a**", "a++", "a{2,1}", "[b-a]", r"\x", r"\u12", "[[:alpha:]]", "[a--b]", "[]a]", "((a{1,1000}){1,1000}){1,1000}"],
)  # fmt: skip
def test_what_some_engine_reads_otherwise_or_not_at_all_is_refused(pattern: str) -> None:
    wrong = unportable(pattern)
    assert wrong is not None
    assert all(wrong)
