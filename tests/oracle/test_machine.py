"""Plans, versions, controls and messages change step by step; after each the engine is held to the model."""

import copy
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from protocols import Controls, Decision, Engine, Verdict, compile_plan, load_plan
from tests.oracle.generate import Schemas
from tests.oracle.messages import Values
from tests.oracle.model import Answer, Model, found, without
from tests.oracle.ours import Writer, pointer
from tests.oracle.peer import Path as Steps

NAMES = st.sampled_from(["Song Played", "song played", "E"])
KEYS = st.sampled_from(["a", "b", "07", "", "a.b", "é"])
SEEDS = st.integers(0, 2**32)
OMIT = st.sampled_from(["allow", "omit"])
BLOCK = st.sampled_from(["allow", "block"])
EITHER = st.sampled_from(["allow", "omit", "block"])
SENT = 6
IDS = ("type", "event", "userId", "messageId")


class Engines(RuleBasedStateMachine):
    """The plan grows and shrinks; the last messages sent are judged after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.model = Model()
        self.messages: list[dict[str, Any]] = []

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize(seed=SEEDS, keys=OMIT, violations=EITHER, common=EITHER)
    def first(self, seed: int, keys: str, violations: str, common: str) -> None:
        schemas = Schemas(Random(seed))
        self.model.events = {name: {0: schemas.body()} for name in ("Song Played", "E")}
        self.model.traits = schemas.body()
        self.control_track("allow", keys, violations, common)
        self.send(seed)

    @rule(name=NAMES, seed=SEEDS)
    def add_event(self, name: str, seed: int) -> None:
        self.model.events.setdefault(name, {0: Schemas(Random(seed)).body()})

    @rule(name=NAMES)
    def remove_event(self, name: str) -> None:
        self.model.events.pop(name, None)
        self.model.drafts.discard(name)

    @rule(name=NAMES, key=KEYS, seed=SEEDS)
    def change_property(self, name: str, key: str, seed: int) -> None:
        for body in self.model.events.get(name, {}).values():
            body["properties"][key] = Schemas(Random(seed)).schema(2)

    @rule(name=NAMES, key=KEYS)
    def remove_property(self, name: str, key: str) -> None:
        for body in self.model.events.get(name, {}).values():
            body["properties"].pop(key, None)

    @rule(name=NAMES, key=KEYS)
    def require(self, name: str, key: str) -> None:
        for body in self.model.events.get(name, {}).values():
            body["required"] = sorted({*body.get("required", ())} ^ {key})

    @rule(name=NAMES, number=st.integers(1, 3), seed=SEEDS)
    def add_version(self, name: str, number: int, seed: int) -> None:
        if name in self.model.events:
            versions = self.model.events[name]
            body = versions.pop(0, None) or Schemas(Random(seed)).body()
            versions.setdefault(number, body)

    @rule(name=NAMES)
    def turn_draft_or_live(self, name: str) -> None:
        if name in self.model.events:
            self.model.drafts ^= {name}

    @rule(seed=SEEDS, there=st.booleans())
    def change_traits(self, seed: int, there: bool) -> None:
        self.model.traits = Schemas(Random(seed)).body() if there else None

    @rule(seed=SEEDS, there=st.booleans())
    def change_common(self, seed: int, there: bool) -> None:
        body = Schemas(Random(seed)).body()
        self.model.common = {"properties": {"properties": body}} if there else None

    @rule(events=BLOCK, keys=OMIT, violations=EITHER, common=EITHER)
    def control_track(self, events: str, keys: str, violations: str, common: str) -> None:
        self.model.track = {
            "unplanned_events": events,
            "unplanned_properties": keys,
            "violations": violations,
            "common": common,
        }

    @rule(traits=OMIT, violations=OMIT, common=EITHER)
    def control_identify(self, traits: str, violations: str, common: str) -> None:
        self.model.identify = {
            "unplanned_traits": traits,
            "violations": violations,
            "common": common,
        }

    @rule(seed=SEEDS)
    def send(self, seed: int) -> None:
        random = Random(seed)
        names = [*self.model.events, *self.model.events, "song played"]
        self.messages = [self._track(random, random.choice(names)) for _ in range(SENT)]
        if self.model.traits is not None:
            traits = Values(random, {}).near(self.model.traits)
            identify = {"type": "identify", "userId": "u", "messageId": "m", "traits": traits}
            self.messages.append(identify)

    def _track(self, random: Random, name: str) -> dict[str, Any]:
        bodies = [*self.model.events.get(name, {}).values()] or [{"type": "object"}]
        message = {"type": "track", "event": name, "userId": "u", "messageId": "m"}
        message |= Values(random, {}).wrapped(random.choice(bodies))
        if random.random() < 0.4:
            message["context"] = {"protocols": {"event_version": random.randint(0, 4)}}
        return message

    @invariant()
    def the_engine_answers_as_the_model_does(self) -> None:
        if not self.messages:
            return
        engine = self._engine()
        for message in self.messages:
            before = copy.deepcopy(message)
            decision = engine.decide(message)
            assert message == before, "decide changed its argument"
            assert engine.decide(message) == decision, "decide is no function"
            _holds(self.model, message, decision)
            if decision.verdict is not Verdict.BLOCKED:
                again = engine.decide(decision.message)
                assert again.verdict is Verdict.ALLOWED
                assert not again.omitted
                _nothing_more_can_go(self.model, message, again)

    def _engine(self) -> Engine:
        path = Path(self.folder.name) / "plan.yaml"
        path.write_text(yaml.safe_dump(_plan(self.model), sort_keys=False), encoding="utf-8")
        controls = {"track": self.model.track, "identify": self.model.identify}
        return Engine(compile_plan(load_plan(path)), Controls.model_validate(controls))


def _plan(model: Model) -> dict[str, Any]:
    write = Writer(Random(0))
    plan: dict[str, Any] = {"plan": "machine", "events": {}}
    for name, versions in model.events.items():
        status = {"status": "draft" if name in model.drafts else "live"}
        bodies = {number: write.event(body) for number, body in sorted(versions.items())}
        plan["events"][name] = status | bodies.get(0, {"versions": bodies})
    if model.traits is not None:
        traits = write.event(model.traits)
        plan["identify"] = {"traits": traits.pop("properties"), **traits}
    if model.common is not None:
        plan["common"] = write.schema(model.common)
    return plan


def _holds(model: Model, message: dict[str, Any], decision: Decision) -> None:
    answer = model.answer(message)
    told = decision.discard and decision.discard.value
    assert told == answer.discard or (
        answer.may_omit and told in {None, "common_schema_violation"}
    )
    assert (decision.verdict is Verdict.BLOCKED) is (told is not None)
    keys = {each.pointer for each in decision.unplanned if each.kind in {"property", "trait"}}
    own = {each for each in decision.violations if not each.common}
    if told == "unplanned":
        assert not own
        return
    assert keys == {pointer(path) for path in answer.unplanned}
    assert bool(own) is bool(answer.faults)
    faults = {(pointer(path), keyword) for path, keyword in answer.faults}
    assert {(each.pointer, each.keyword) for each in own} <= faults
    if told is not None:
        assert decision.message is message
    else:
        _survived(model, message, decision, answer)


def _survived(model: Model, message: dict[str, Any], decision: Decision, answer: Answer) -> None:
    assert (decision.verdict is Verdict.REWRITTEN) is bool(decision.omitted)
    assert decision.message is message or decision.omitted or decision.violations
    assert all(decision.message.get(key) == message.get(key) for key in IDS)
    root = "traits" if message["type"] == "identify" else "properties"
    if not answer.may_omit:
        assert decision.message.get(root) == answer.left.get(root)
    controls = model.identify if root == "traits" else model.track
    if controls.get("common") == "block" and model.common is not None:
        assert not found(model.common, "", decision.message)


def _nothing_more_can_go(model: Model, message: dict[str, Any], again: Decision) -> None:
    """Under `omit` every violation left has no nearest key whose absence brings up nothing new."""
    kind, name = message["type"], message.get("event")
    if kind != "track" or model.track.get("violations") != "omit" or name in model.drafts:
        return
    body, _ = model.body(message)
    before = _all(model, body, again.message) if body is not None else set()
    for violation in again.violations:
        place = _nearest_key(violation.pointer, again.message)
        if violation.common or violation.keyword == "required" or place is None:
            continue
        after = _all(model, body, without(again.message, [place]))
        assert after - before, f"{place} could still go for {violation.keyword}"


def _all(model: Model, body: Any, message: Any) -> set[Any]:
    common = found(model.common, "", message) if model.common is not None else set()
    return found(body, "properties", message) | {("common", each) for each in common}


def _nearest_key(place: str, message: Any) -> Steps | None:
    """The last key of an object on the way to a place, below `properties`; None when there is none."""
    steps: list[str | int] = []
    nearest: Steps | None = None
    for token in place.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        step: str | int = int(key) if isinstance(message, list) else key
        if isinstance(message, dict) and key not in message:
            return None
        message = message[step]
        steps.append(step)
        if isinstance(step, str) and len(steps) > 1:
            nearest = tuple(steps)
    return nearest


TestEngines = Engines.TestCase
TestEngines.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
