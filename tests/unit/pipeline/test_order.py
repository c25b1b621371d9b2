"""The order of operations: one table, and for each joint a message that shows which step comes first."""

import copy
import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
import yaml

import protocols.pipeline.admit as admitting
import protocols.pipeline.route as routing
from protocols.engine.controls import Controls
from protocols.engine.decide import Engine
from protocols.engine.transform import (
    Filter,
    Transformation,
    compile_filters,
    compile_transformations,
)
from protocols.gateway.envelope import read_batch
from protocols.gateway.routes import Route
from protocols.gateway.sort import Arrival, sort_items
from protocols.gateway.source import Source
from protocols.journal.interface import Appended
from protocols.pipeline.admit import ADMIT, AdmittingSource, admit
from protocols.pipeline.entry import Entry, Outcome, Rejection
from protocols.pipeline.order import ORDER, to_markdown
from protocols.pipeline.route import ROUTE, RoutingDestination, route
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan
from tests.unit.journal.journals import in_loop, opened

DOCUMENT = Path(__file__).parents[3] / "docs" / "order-of-operations.md"
AT = "2026-03-01T12:00:00.000Z"
PLAN = """\
plan: radio
version: 1.0.0
events:
  Song Played:
    properties:
      song_id: {type: string, required: true}
      seconds: {type: integer}
  Song Rated:
    versions:
      1: {properties: {stars: {type: integer}}}
      2: {properties: {score: {type: integer}}}
  Song Closed:
    properties:
      song_id: {type: string}
    schema: {additionalProperties: false}
common:
  properties:
    properties:
      properties: {seconds: {maximum: 100}, mood: {const: blue}}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def _source(plan: Path, name: str = "web", **given: Any) -> AdmittingSource:
    controls = Controls.model_validate({"track": given.pop("track", {})})
    items = [Transformation.model_validate(item) for item in given.pop("transformations", ())]
    engine = Engine(compile_plan(load_plan(plan)), controls, source_id=name)
    return AdmittingSource(name, engine, compile_transformations(items), **given)


def _message(message_id: str = "m1", **extra: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": message_id,
        "userId": "u1",
        "event": "Song Played",
        "properties": {"song_id": "s_1"},
        "receivedAt": AT,
        **extra,
    }


def _admit(message: Mapping[str, Any], source: AdmittingSource) -> tuple[Entry, ...]:
    return admit(message, source, received_at=AT)


def _destination(
    filters: Sequence[Any] = (), transformations: Sequence[Any] = (), **given: Any
) -> RoutingDestination:
    return RoutingDestination(
        "crm",
        filters=compile_filters([Filter.model_validate(item) for item in filters]),
        transformer=compile_transformations(
            [Transformation.model_validate(item) for item in transformations]
        ),
        **given,
    )


# The table


def test_the_document_shows_the_table_that_the_program_prints() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    _, _, rest = text.partition("`protocols explain --order` prints this table -->\n\n")
    shown, end, _ = rest.partition("\n<!-- end of the table -->")
    assert end, "the markers around the table are gone"
    assert shown == to_markdown(), (
        "put what `protocols explain --order` prints between the markers"
    )


def test_a_message_takes_the_rows_of_the_table_in_their_order(plan: Path) -> None:
    taken: list[str] = []
    message = _message()
    admit(message, _source(plan), received_at=AT, watch=lambda step, *_: taken.append(step.name))
    route(message, _destination(), lambda step, *_: taken.append(step.name))
    run = [row for row in ORDER if row.where in {"pipeline.admit", "engine", "pipeline.route"}]
    assert taken == [row.step.partition(":")[0] for row in run if "later release" not in row.step]
    numbers = [float(row.number) for row in ORDER]
    assert numbers == sorted(set(numbers))


# 1 before 3


def test_what_is_rejected_is_neither_transformed_nor_judged(plan: Path) -> None:
    drop = {"name": "all", "drop": True}
    source = Source("web", _source(plan, transformations=[drop]))
    arrival = Arrival(source, datetime(2026, 3, 1, 12, tzinfo=UTC), AT, lambda: "m1")
    body = orjson.dumps({"batch": [{"type": "track", "event": "Song Played"}]})
    (rejected,) = sort_items(read_batch(body), Route("batch", None), arrival, size=len(body))
    assert isinstance(rejected, Rejection)
    assert (rejected.code, rejected.body) == (
        "no_user_anon_id",
        b'{"type":"track","event":"Song Played"}',
    )


# 3 before 4, and within 4


def _fate(entry: Entry) -> tuple[Outcome, str | None]:
    return entry.outcome, entry.discard


RENAMED = {
    "transformations": [
        {"name": "fix", "if": "event = 'song played'", "rename_event": "Song Played"}
    ],
    "track": {"unplanned_events": "block"},
}


def test_source_transformations_act_before_the_engine_judges(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, message = _source(plan, **RENAMED), _message(event="song played")
    assert _fate(_admit(message, source)[0]) == (Outcome.ADMITTED, None)
    monkeypatch.setattr(admitting, "ADMIT", ADMIT[::-1])
    assert _fate(_admit(message, source)[0]) == (Outcome.BLOCKED, "unplanned")


class Judged(NamedTuple):
    """One joint inside the engine: a message and controls, and what shows the order."""

    id: str
    message: Mapping[str, Any]
    track: Mapping[str, Any]
    discard: str | None = None
    unplanned: Sequence[str] = ()
    violations: Sequence[str] = ()
    omitted: Sequence[str] = ()


JUDGED = [
    Judged(
        "the version is chosen before keys are looked at: planned in 2",
        _message(
            event="Song Rated",
            properties={"score": 1},
            context={"protocols": {"event_version": 2}},
        ),
        {"unplanned_properties": "omit"},
    ),
    Judged(
        "the version is chosen before keys are looked at: unplanned in 1",
        _message(event="Song Rated", properties={"score": 1}),
        {"unplanned_properties": "omit"},
        unplanned=["properties.score"],
        omitted=["properties.score"],
    ),
    Judged(
        "an unplanned event is blocked before the common rule is asked",
        _message(event="Song Hummed", properties={"seconds": 101}),
        {"unplanned_events": "block", "common": "block"},
        discard="unplanned",
        unplanned=["event"],
    ),
    Judged(
        "an unplanned key that was omitted is no violation",
        _message(event="Song Closed", properties={"mood": "blue"}),
        {"unplanned_properties": "omit", "violations": "block"},
        unplanned=["properties.mood"],
        omitted=["properties.mood"],
    ),
    Judged(
        "an unplanned key that was let through is one",
        _message(event="Song Closed", properties={"mood": "blue"}),
        {"violations": "block"},
        discard="unplanned_and_schema_violation",
        unplanned=["properties.mood"],
        violations=["properties.mood"],
    ),
    Judged(
        "the rule blocks before the common rule is asked",
        _message(properties={"seconds": 101}),
        {"violations": "block", "common": "block"},
        discard="schema_violation",
        violations=["properties.song_id"],
    ),
    Judged(
        "what the rule lets through the common rule may block",
        _message(properties={"seconds": 101}),
        {"common": "block"},
        discard="common_schema_violation",
        violations=["properties.song_id", "properties.seconds"],
    ),
    Judged(
        "the common rule is asked about what is left",
        _message(properties={"song_id": "s_1", "seconds": 100.5}),
        {"violations": "omit", "common": "block"},
        violations=["properties.seconds"],
        omitted=["properties.seconds"],
    ),
    Judged(
        "an unplanned key that was omitted breaks no common rule",
        _message(properties={"song_id": "s_1", "mood": "grey"}),
        {"unplanned_properties": "omit", "common": "block"},
        unplanned=["properties.mood"],
        omitted=["properties.mood"],
    ),
]


@pytest.mark.parametrize("case", JUDGED, ids=lambda case: case.id)
def test_the_engine_takes_its_steps_in_order(case: Judged, plan: Path) -> None:
    decision = _admit(case.message, _source(plan, track=case.track))[0].decision
    assert decision is not None
    assert decision.discard == case.discard
    assert [each.field for each in decision.unplanned] == list(case.unplanned)
    assert [each.field for each in decision.violations] == list(case.violations)
    assert [each.field for each in decision.omitted] == list(case.omitted)


def test_annotation_comes_last_and_tells_of_all_that_was_found(plan: Path) -> None:
    properties = {"seconds": 100.5, "mood": "grey"}
    track = {"unplanned_properties": "omit", "violations": "omit"}
    (entry,) = _admit(_message(properties=properties), _source(plan, track=track))
    assert entry.forwarded is not None
    assert entry.forwarded["context"]["protocols"].keys() == {
        "violations",
        "omitted",
        "omitted_on_violation",
        "sourceId",
    }


def test_what_a_client_forges_is_gone_before_the_engine_judges(plan: Path) -> None:
    forged = {"protocols": {"violations": [{"type": "None"}], "event_version": 1}}
    (entry,) = _admit(_message(context=forged), _source(plan))
    assert entry.forwarded is not None
    assert entry.forwarded["context"] == {"protocols": {"event_version": 1}}


# 5


@in_loop
async def test_an_id_is_claimed_after_the_engine_so_that_what_comes_twice_counts_once(
    tmp_path: Path, plan: Path
) -> None:
    source = _source(plan, track={"violations": "block"}, forward_blocked_to="bin")
    bad = _message(properties={})
    async with opened(tmp_path / "data") as journal:
        first = await journal.append([*_admit(bad, source), *_admit(bad, source)])
        again = await journal.append(_admit(bad, source))
        counts = {each.source: each for each in journal.sources()}
    stored, duplicate = Appended.STORED, Appended.DUPLICATE
    assert [*first, *again] == [stored, stored, duplicate, duplicate, duplicate, duplicate]
    web, bin_ = counts["web"], counts["bin"]
    assert (web.received, web.duplicate, web.blocked, web.violations) == (3, 2, 1, 1)
    assert (bin_.received, bin_.duplicate, bin_.admitted) == (3, 2, 1)


@in_loop
async def test_an_id_belongs_to_its_source(tmp_path: Path, plan: Path) -> None:
    async with opened(tmp_path / "data") as journal:
        for name in ("web", "ios"):
            (answer,) = await journal.append(_admit(_message(), _source(plan, name)))
            assert answer is Appended.STORED


# 5 before 6


@in_loop
async def test_what_is_blocked_or_dropped_is_never_routed(tmp_path: Path, plan: Path) -> None:
    drop = {"name": "bots", "if": "userId = 'bot'", "drop": True}
    source = _source(plan, track={"violations": "block"}, transformations=[drop])
    messages = [
        _message("blocked", properties={}),
        _message("dropped", userId="bot"),
        _message("admitted"),
    ]
    async with opened(tmp_path / "data") as journal:
        await journal.append([entry for each in messages for entry in _admit(each, source)])
        rows = await journal.read(0, 10, ["web"])
    assert [row.message_id for row in rows] == ["admitted"]


@in_loop
async def test_a_forwarded_block_passes_no_controls_again_and_is_routed_as_it_came(
    tmp_path: Path, plan: Path
) -> None:
    source = _source(plan, track={"unplanned_events": "block"}, forward_blocked_to="bin")
    message = _message(event="Song Hummed")
    async with opened(tmp_path / "data") as journal:
        await journal.append(_admit(message, source))
        (row,) = await journal.read(0, 10, ["bin"])
        assert not await journal.read(0, 10, ["web"])
    sent = route(orjson.loads(row.body), _destination())
    assert sent.message == {**message, "forwardedFromProject": "web"}
    # Had it been admitted anew, controls as those of its source would have blocked it.
    assert _fate(_admit(sent.message, source)[0]) == (Outcome.BLOCKED, "unplanned")


# 6


class Routing(NamedTuple):
    """Two steps of a destination, and a message that tells which comes first."""

    first: str
    then: str
    message: Mapping[str, Any]
    destination: RoutingDestination
    result: Any
    swapped: Any


REFUSED = {"context": {"consent": {"categoryPreferences": {"ads": False}}}}
DROP = {"if": "properties.song_id = 's_1'", "drop": True}

ROUTING = [
    Routing(
        "consent",
        "integrations",
        _message(**REFUSED, integrations={"crm": False}),
        _destination(consent=("ads",)),
        "FILTERED_BY_END_USER_CONSENT",
        "FILTERED_BY_INTEGRATIONS_OBJECT",
    ),
    Routing(
        "integrations",
        "filters",
        _message(integrations={"crm": False}),
        _destination([DROP]),
        "FILTERED_BY_INTEGRATIONS_OBJECT",
        "FILTERED_BY_RULES",
    ),
    Routing(
        "filters",
        "transformations",
        _message(),
        _destination(
            [{"drop_properties": ["properties.song_id"]}],
            [{"name": "move", "rename": {"properties.song_id": "properties.id"}}],
        ),
        {},
        {"id": "s_1"},
    ),
]


def test_every_joint_between_routing_steps_has_its_message() -> None:
    names = [step.name for step in ROUTE]
    assert [(case.first, case.then) for case in ROUTING] == list(itertools.pairwise(names))


@pytest.mark.parametrize("case", ROUTING, ids=lambda case: f"{case.first} before {case.then}")
def test_a_destinations_steps_are_taken_in_order(
    case: Routing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent() -> Any:
        routed = route(case.message, case.destination)
        return routed.discard or (routed.message or {})["properties"]

    assert sent() == case.result
    place = [step.name for step in ROUTE].index(case.first)
    swapped = [*ROUTE[:place], ROUTE[place + 1], ROUTE[place], *ROUTE[place + 2 :]]
    monkeypatch.setattr(routing, "ROUTE", swapped)
    assert sent() == case.swapped


FILTERS = yaml.safe_load("""\
- {sample: {percent: 1.0, path: userId}}
- {if: "properties.secret = 'x'", only_send: true}
- {drop_properties: [properties.secret, properties.inner.a]}
- {allow_properties: [properties.inner, properties.song_id]}
""")


@pytest.mark.parametrize("order", [*itertools.permutations(range(len(FILTERS)))])
def test_filters_act_in_segments_order_whatever_order_they_are_written_in(
    order: Sequence[int],
) -> None:
    """Conditions are asked of the message as it came: no filter hides from another what it asks for."""
    properties = {"song_id": "s", "secret": "x", "more": 1, "inner": {"a": 1, "b": 2}}
    routed = route(
        _message(properties=properties), _destination([FILTERS[index] for index in order])
    )
    assert routed.message is not None
    assert routed.message["properties"] == {"song_id": "s", "inner": {"b": 2}}


def test_what_one_destination_changes_another_never_sees() -> None:
    message = _message(properties={"song_id": "s_1", "inner": {"a": [1, 2]}})
    before = copy.deepcopy(message)
    changing = _destination(
        [{"drop_properties": ["properties.song_id"]}],
        [{"name": "set", "set": {"properties.inner.a": 0, "context.x": 1}}],
    )
    changed = route(message, changing).message
    assert changed is not None
    assert changed["properties"] == {"inner": {"a": 0}}
    assert message == before
    assert route(message, RoutingDestination("lake")).message is message
