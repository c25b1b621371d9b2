"""TypeScript names are typeable, distinct and stable; wire names stay exact."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocols import compile_plan
from protocols.findings import Position
from protocols.plan.model import Kind, Plan, Rule
from tests.unit.typewriter.making import compiled_from
from tests.unit.typewriter.typescript.making import files_of, package_of, project, tsc, write
from typewriter.view.lock import read_lock
from typewriter.view.typescript.names import camel, module_of
from typewriter.view.typescript.vocabulary import GLOBALS, INHERITED, KEYWORDS, RESERVED

AT = Position("plan.yaml")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Order Completed", "orderCompleted"),
        ("order_completed", "orderCompleted"),
        ("ORDER-COMPLETED!", "orderCompleted"),
        ("URLShortened", "urlShortened"),
        ("42 things", "event42Things"),
        ("购物车 添加", "购物车添加"),
        ("Café", "café"),
        ("🎉 Party Started", "partyStarted"),
        ("🔥", "event_8770"),
        ("", "event_0555"),
        ("x" * 80, "x" * 60 + "_d266"),
    ],
)
def test_a_function_is_named_in_camel_case(text: str, name: str) -> None:
    assert camel(text, prefix="event") == name


@pytest.mark.parametrize(
    ("function", "module"),
    [
        ("orderCompleted", "order"),
        ("orderCompleted_3f2a", "order"),
        ("orderV1", "order"),
        ("indexRebuilt", "index-calls"),
        ("conEvent", "con-calls"),
        ("event_9eda", "event"),
        ("购物车添加", "other"),
    ],
)
def test_a_module_is_named_by_the_first_word(function: str, module: str) -> None:
    assert module_of(function) == module


def _functions(text: str, folder: Path) -> dict[str, str]:
    names = package_of(compiled_from(text, folder)).names
    return {key[1]: name for name, key in names.items() if key[0] == "track" and len(key) == 2}


COLLIDING = "plan: p\nevents: {Product Viewed: {}, product viewed: {}, PRODUCT_VIEWED: {}}\n"


def test_of_colliding_names_the_titled_one_stays_plain(tmp_path: Path) -> None:
    names = _functions(COLLIDING, tmp_path)
    assert names["Product Viewed"] == "productViewed"
    assert sorted(map(len, names.values())) == [13, 18, 18]
    package = package_of(compiled_from(COLLIDING, tmp_path))
    assert [one.rule for one in package.findings] == ["TW101", "TW101"]


def test_adding_an_event_renames_none(tmp_path: Path) -> None:
    first = compiled_from("plan: p\nevents: {product viewed: {}}\n", tmp_path)
    lock = read_lock(files_of(first)["plan.lock"])
    package = package_of(compiled_from(COLLIDING, tmp_path), lock)
    names = {key: name for name, key in package.names.items()}
    assert names["track", "product viewed"] == "productViewed"
    assert names["track", "Product Viewed"].startswith("productViewed_")


def test_the_newest_version_bears_the_plain_name(tmp_path: Path) -> None:
    plan = "plan: p\nevents: {Song Played: {versions: {1: {}, 2: {properties: {a: {}}}}}}\n"
    package = package_of(compiled_from(plan, tmp_path))
    assert package.names["songPlayedV1"] == ("track", "Song Played", "1")
    assert package.names["songPlayed"] == ("track", "Song Played")
    assert package.names["SongPlayed"] == ("track", "Song Played", "properties")


WORDS = ["Order", "order", "V1", "v", "1", "Total", "item", "购物车", "Type", "delete", "🔥", "-"]
event_names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
bodies = st.sampled_from(
    [
        {"properties": {}},
        {"properties": {"total": {"type": "object", "properties": {"item": {}}}}},
        {"properties": {"item": {"$ref": "#/types/Order"}}},
    ]
)
rules = st.dictionaries(event_names, st.lists(bodies, min_size=1, max_size=3), max_size=6)


def _plan(events: Mapping[str, Sequence[Any]], types: Sequence[str]) -> Plan:
    found = [
        Rule(Kind.TRACK, name, number if len(each) > 1 else None, AT, {"type": "object", **body})
        for name, each in events.items()
        for number, body in enumerate(each, start=1)
    ]
    shared = {name: {"type": "object", "properties": {"a": {}}} for name in types}
    return Plan("p", "1", "", "", "0" * 64, (), shared, tuple(found))


@given(rules, rules)
@example({"Order": [{"properties": {}}] * 2}, {"Order V1": [{"properties": {}}]})
def test_whatever_is_added_nothing_is_renamed(
    first: dict[str, list[Any]], more: dict[str, list[Any]]
) -> None:
    before = compile_plan(_plan(first, ["Order"]))
    lock = read_lock(files_of(before)["plan.lock"])
    assert lock is not None
    after = package_of(compile_plan(_plan({**more, **first}, ["Order", "order"])), lock)
    names = {key: name for name, key in after.names.items()}
    gone = {key for key in lock.names.values() if key not in names}
    assert all(key[0] == "type" for key in gone)
    assert {name: names[key] for name, key in lock.names.items() if key not in gone} == {
        name: name for name, key in lock.names.items() if key not in gone
    }


@pytest.mark.needs("node", "npm-packages")
def test_no_word_of_the_language_is_in_the_way(tmp_path: Path) -> None:
    """As an event, as a property, as a type, and as a page."""
    words = sorted({*KEYWORDS, *GLOBALS, *RESERVED, *INHERITED, "__proto__"})
    quoted = [f'"{word}"' for word in words]
    properties = ", ".join(f"{word}: {{type: string, format: date-time}}" for word in quoted)
    plan = f"plan: p\nevents:\n  All Words: {{properties: {{{properties}}}}}\n" + "".join(
        f'  {word}: {{properties: {{typed: {{$ref: "#/types/{word[1:-1]}"}}}}}}\n'
        for word in quoted
    )
    plan += "page:\n" + "".join(f"  {word}: {{}}\n" for word in quoted)
    plan += "types:\n" + "".join(
        f"  {word}: {{type: object, properties: {{a: {{type: number}}}}}}\n" for word in quoted
    )
    compiled = compiled_from(plan, tmp_path)
    project(tmp_path / "project", noEmit=True)
    write(files_of(compiled), tmp_path / "project" / "client")
    uses = 'import * as t from "./client/index.js";\n' + "".join(
        f"t.{name}({{}});\n"
        for name, key in package_of(compiled).names.items()
        if key[0] == "track" and len(key) == 2
    )
    (tmp_path / "project" / "uses.ts").write_text(uses, encoding="utf-8")
    assert tsc(tmp_path / "project") == []
