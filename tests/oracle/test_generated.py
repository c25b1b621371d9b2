"""The engine and `jsonschema` agree on generated cases, but for what is listed."""

from pathlib import Path
from typing import Any

import pytest

from protocols.plan.keywords import FORMATS, LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SCHEMAS
from tests.oracle import formats, shrink
from tests.oracle.amendments import AMENDMENTS
from tests.oracle.compare import Case, compare
from tests.oracle.disagreements import DISAGREEMENTS
from tests.oracle.ours import message_schema
from tests.oracle.peer import peer
from tests.oracle.run import run

DRAFT_07 = {
    *("type", "enum", "const", "multipleOf", "minimum", "maximum", "exclusiveMinimum"),
    *("exclusiveMaximum", "minLength", "maxLength", "pattern", "format", "minItems", "maxItems"),
    *("uniqueItems", "minProperties", "maxProperties", "required", "$ref", "boolean schema"),
    *(LISTS_OF_SCHEMAS | MAPS_OF_SCHEMAS | SCHEMAS) - {"definitions"},
}
NEVER_LEAVES = {
    *("properties", "patternProperties", "items", "dependencies", "allOf", "if", "then", "else"),
    *("$ref", "boolean schema"),
}
"""Keywords whose errors are those of the schemas inside."""


def test_two_thousand_cases_are_judged_alike() -> None:
    tally = run(2000, seed=20)
    assert [outcome.differences for _, outcome in tally.unlisted] == []
    assert (tally.cases, tally.failed) == (2000, 0)
    assert 200 < tally.valid < 1800
    assert tally.used.keys() == DRAFT_07
    assert tally.broken.keys() >= DRAFT_07 - NEVER_LEAVES


def _told(schema: Any, properties: Any, folder: Path) -> tuple[Case, Any]:
    whole = message_schema({"type": "object", "properties": {"v": schema}}, {})
    message = {"type": "track", "userId": "u", "properties": {"v": properties}}
    return shrink.rebuilt(whole, message, lenient=False, folder=folder)


@pytest.mark.parametrize(
    ("entry", "schema", "value"),
    [
        ("decimal-multiple-of", {"multipleOf": 0.1}, 0.3),
        ("numbers-as-written", {"const": 2**63}, 2.0**63),
        ("numbers-as-written", {"maximum": 2**63}, 2.0**63),
        ("unique-by-value", {"uniqueItems": True}, [[1], [True], [1]]),
        ("dot-and-line-ends", {"pattern": "^.$"}, "\r"),
        ("internationalised-labels", {"format": "hostname"}, "ab--cd.com"),
    ],
)
def test_a_listed_disagreement_is_there_and_explains_itself(
    entry: str, schema: Any, value: Any, tmp_path: Path
) -> None:
    _, outcome = _told(schema, value, tmp_path)
    assert outcome.differences
    assert outcome.explained_by == (entry,)


def test_every_entry_of_the_list_has_an_amendment_and_every_amendment_an_entry() -> None:
    assert sorted(entry.amendment for entry in DISAGREEMENTS) == sorted(AMENDMENTS)


@pytest.mark.parametrize(
    ("schema", "wrong", "value"),
    [
        ({"minimum": 3}, {"exclusiveMinimum": 3}, 3),
        ({"maxLength": 2}, {"maxLength": 1}, "😀a"),
        ({"enum": [1]}, {"enum": [1, True]}, True),
        ({"items": [{}, {"type": "null"}]}, {"items": {}}, [1, 2]),
        ({"additionalProperties": False}, {}, {"a": 1}),
        ({"anyOf": [{"minLength": 3}, {"type": "null"}]}, {"minLength": 4}, "a"),
    ],
)
def test_a_fault_in_either_opinion_is_noticed(
    schema: Any, wrong: Any, value: Any, tmp_path: Path
) -> None:
    """The peer is asked about another schema than the plan has: no entry explains that."""
    case, agreed = _told(schema, value, tmp_path)
    assert not agreed.differences
    body = {"type": "object", "properties": {"v": wrong}}
    other = Case(
        case.plan, case.engine, case.event, message_schema(body, {}), case.message, case.always
    )
    outcome = compare(other, peer(other.schema))
    assert outcome.differences
    assert outcome.unlisted


def test_the_peer_has_a_reading_of_every_format() -> None:
    assert formats.FORMATS.keys() == set(FORMATS)


def test_the_same_seed_makes_the_same_cases() -> None:
    assert run(200, seed=3) == run(200, seed=3)
    assert run(200, seed=3) != run(200, seed=4)
