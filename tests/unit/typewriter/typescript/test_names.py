"""TypeScript names are typeable, distinct and stable; wire names stay exact."""

from pathlib import Path

import pytest

from tests.unit.typewriter.making import compiled_from
from tests.unit.typewriter.typescript.making import files_of, package_of, project, tsc, write
from typewriter.view.lock import read_lock
from typewriter.view.typescript.names import camel, module_of
from typewriter.view.typescript.vocabulary import GLOBALS, INHERITED, KEYWORDS, RESERVED


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


@pytest.mark.needs("node", "npm-packages")
def test_no_word_of_the_language_is_in_the_way(tmp_path: Path) -> None:
    """As an event, as a property, as a type, and as a page."""
    words = sorted({*KEYWORDS, *GLOBALS, *RESERVED, *INHERITED, "__proto__"})
    quoted = [f'"{word}"' for word in words]
    properties = ", ".join(f"{word}: {{type: string, format: date-time}}" for word in quoted)
    plan = "plan: p\nevents:\n" + "".join(
        f'  {word}: {{properties: {{{properties}, typed: {{$ref: "#/types/{word[1:-1]}"}}}}}}\n'
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
