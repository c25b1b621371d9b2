"""Every type of a plan has a place of its own."""

from pathlib import Path

from tests.unit.typewriter.making import compiled_from, package_of
from tests.unit.typewriter.typescript.making import package_of as typescript_of
from typewriter.view.paths import OBJECT, records, shared_key
from typewriter.view.types import OneOf, Record, Scalar

RECORD = Record(())
NULLABLE = """
plan: p
types: {place: {type: [object, "null"], properties: {city: {type: string}}}}
events: {E: {properties: {place: {$ref: "#/types/place"}}}}
"""


def test_an_object_or_null_among_the_plans_types_is_two_types() -> None:
    either = OneOf((RECORD, Scalar.NULL))
    assert [path for path, _ in records(either, shared_key("x"))] == [("type", "x", OBJECT)]
    assert [path for path, _ in records(either, ("track", "E", "properties", ".x"))] == [
        ("track", "E", "properties", ".x")
    ]


def test_both_have_a_name_of_their_own_in_every_language(tmp_path: Path) -> None:
    compiled = compiled_from(NULLABLE, tmp_path)
    for names in (package_of(compiled).names, typescript_of(compiled).names):
        assert names["Place"] == ("type", "place")
        assert names["PlaceObject"] == ("type", "place", OBJECT)
