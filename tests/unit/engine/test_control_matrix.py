"""Every control, at every place it can stand, against every mix of faults: what the contract says of it.

The expectation is worked out here from the table of controls alone, with none of the engine's code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any, Final

import pytest

from protocols import Controls, Engine, compile_plan, load_plan
from protocols.plan.compile import CompiledPlan

RULE: Final = """\
    labels: {{area: playback, tier: gold}}
    status: {status}
    {body}:
      id: {{type: string, required: true}}
      n: {{type: integer}}
"""
TRAITS: Final = RULE.replace("    ", "  ", 1).replace("\n    ", "\n  ").replace("      ", "    ")
VERSIONED: Final = """\
    labels: {{area: playback, tier: gold}}
    status: {status}
    versions:
      1: {{properties: {{id: {{required: true}}, n: {{type: integer}}}}}}
      2: {{properties: {{id: {{required: true}}, n: {{type: integer}}, x: {{}}}}}}
"""
COMMON: Final = (
    "common: {properties: {context: {type: object, properties: {locale: {maxLength: 2}}}}}\n"
)
KINDS: Final = {"track": "event", "page": "name", "screen": "name"}
FAULTS: Final = ("unplanned", "breaking", "missing", "common")
MIXES: Final = tuple(chain.from_iterable(combinations(FAULTS, n) for n in range(5)))
STATUSES: Final = ("live", "draft", "deprecated")


@dataclass(frozen=True)
class Choice:
    """What is done about each finding."""

    unplanned: str
    violations: str
    common: str

    def written(self, unplanned: str = "unplanned_properties") -> dict[str, str]:
        return {unplanned: self.unplanned, "violations": self.violations, "common": self.common}

    @property
    def other(self) -> "Choice":
        """One that differs in everything."""
        turned = {"allow": "omit", "omit": "block", "block": "allow"}
        unplanned = "allow" if self.unplanned == "omit" else "omit"
        return Choice(unplanned, turned[self.violations], turned[self.common])


CHOICES: Final = tuple(
    Choice(*each)
    for each in product(("allow", "omit"), ("allow", "omit", "block"), ("allow", "omit", "block"))
)
NONE: Final = Choice("allow", "allow", "allow")
PLACES: Final = {
    "kind": lambda its: its.written(),
    "event": lambda its: {"events": {"Home": its.written()}},
    "label": lambda its: {"labels": {"area:playback": its.written()}},
    "event over kind": lambda its: {**its.other.written(), "events": {"Home": its.written()}},
    "label over kind": lambda its: {
        **its.other.written(),
        "labels": {"area:playback": its.written()},
    },
    "event over label": lambda its: {
        "labels": {"area:playback": its.other.written()},
        "events": {"Home": its.written()},
    },
    "strictest label": lambda its: {
        **its.other.written(),
        "labels": {"area:playback": its.written(), "tier:gold": NONE.written()},
    },
    "another event": lambda its: {**its.written(), "events": {"Away": its.other.written()}},
    "another label": lambda its: {**its.written(), "labels": {"area:x": its.other.written()}},
}


def _plan(folder: Path, text: str) -> CompiledPlan:
    path = folder / "plan.yaml"
    path.write_text(f"plan: matrix\n{text}{COMMON}", encoding="utf-8")
    return compile_plan(load_plan(path))


def _message(kind: str, body: str, mix: tuple[str, ...], name: str = "Home") -> dict[str, Any]:
    values: dict[str, Any] = {"id": "i", "n": 1}
    if "unplanned" in mix:
        values["x"] = 1
    if "breaking" in mix:
        values["n"] = "one"
    if "missing" in mix:
        del values["id"]
    message = {"type": kind, "userId": "u1", body: values}
    if kind in KINDS:
        message[KINDS[kind]] = name
    return {**message, "context": {"locale": "english" if "common" in mix else "en"}}


Expected = tuple[str, str | None, set[str]]


def _expected(choice: Choice, mix: tuple[str, ...], body: str) -> Expected:
    """Verdict, discard code and what was taken out, from the table of controls."""
    taken = set()
    if "unplanned" in mix and choice.unplanned == "omit":
        taken.add(f"unplanned {body}.x")
    if choice.violations == "block" and {"breaking", "missing"} & set(mix):
        beside = "unplanned_and_" if "unplanned" in mix else ""
        return "blocked", f"{beside}schema_violation", set()
    if choice.violations == "omit" and "breaking" in mix:
        taken.add(f"violation {body}.n")
    if "common" in mix and choice.common == "block":
        return "blocked", "common_schema_violation", set()
    if "common" in mix and choice.common == "omit":
        taken.add("common context.locale")
    return ("rewritten" if taken else "allowed"), None, taken


def _decided(engine: Engine, message: Mapping[str, Any]) -> Expected:
    decision = engine.decide(message)
    taken = {f"{each.reason} {each.field}" for each in decision.omitted}
    return decision.verdict.value, decision.discard and decision.discard.value, taken


def _acting(choice: Choice, status: str) -> Choice:
    """A draft rule is judged and reported; only the common rule, which is no draft, acts."""
    return replace(NONE, common=choice.common) if status == "draft" else choice


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
def test_named_kinds(kind: str, place: str, status: str, tmp_path: Path) -> None:
    section = "events" if kind == "track" else kind
    rule = RULE.format(status=status, body="properties")
    plan = _plan(tmp_path, f"{section}:\n  Home:\n{rule}")
    for choice, mix in product(CHOICES, MIXES):
        engine = Engine(plan, Controls.model_validate({kind: PLACES[place](choice)}))
        message = _message(kind, "properties", mix)
        expected = _expected(_acting(choice, status), mix, "properties")
        assert _decided(engine, message) == expected, (choice, mix)


VERSIONS: Final[list[tuple[Any, int, list[str]]]] = [
    (None, 1, []),
    (1, 1, []),
    (2, 2, []),
    (7, 1, ["version"]),
    (3.2, 1, ["version"]),
    ("2", 1, ["version"]),
    (True, 1, ["version"]),
]
"""What is sent, which version judges, and what is told of it."""


@pytest.mark.parametrize("status", ["live", "draft"])
@pytest.mark.parametrize("place", ["kind", "event", "label over kind"])
@pytest.mark.parametrize("version", VERSIONS, ids=repr)
def test_versions(
    version: tuple[Any, int, list[str]], place: str, status: str, tmp_path: Path
) -> None:
    """Version 2 plans the key that version 1 does not; nothing else differs."""
    sent, judging, told = version
    rule = VERSIONED.format(status=status)
    plan = _plan(tmp_path, f"events:\n  Home:\n{rule}")
    for choice, mix in product(CHOICES, MIXES):
        engine = Engine(plan, Controls.model_validate({"track": PLACES[place](choice)}))
        message = _message("track", "properties", mix)
        if sent is not None:
            message["context"]["protocols"] = {"event_version": sent}
        found = tuple(each for each in mix if each != "unplanned" or judging == 1)
        expected = _expected(_acting(choice, status), found, "properties")
        assert _decided(engine, message) == expected, (choice, mix)
        decision = engine.decide(message)
        assert decision.rule is not None
        assert decision.rule.version == judging
        unplanned = {each.kind.value for each in decision.unplanned} - {"property"}
        assert sorted(unplanned) == told


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("kind", ["identify", "group"])
def test_kinds_with_traits_are_never_blocked_for_their_own_rule(
    kind: str, status: str, tmp_path: Path
) -> None:
    plan = _plan(tmp_path, f"{kind}:\n{TRAITS.format(status=status, body='traits')}")
    for choice, mix in product(CHOICES, MIXES):
        if choice.violations == "block":
            continue
        controls = Controls.model_validate({kind: choice.written("unplanned_traits")})
        expected = _expected(_acting(choice, status), mix, "traits")
        assert _decided(Engine(plan, controls), _message(kind, "traits", mix)) == expected


@pytest.mark.parametrize("common", ["allow", "block"])
def test_alias_has_the_common_rule_alone(common: str, tmp_path: Path) -> None:
    engine = Engine(
        _plan(tmp_path, "events: {}\n"), Controls.model_validate({"alias": {"common": common}})
    )
    for mix in MIXES:
        expected = _expected(replace(NONE, common=common), mix, "properties")
        assert _decided(engine, _message("alias", "properties", mix)) == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("events", ["allow", "block"])
@pytest.mark.parametrize("common", ["allow", "omit", "block"])
def test_an_event_that_the_plan_does_not_name_has_no_rule_and_the_common_one(
    kind: str, events: str, common: str, tmp_path: Path
) -> None:
    section = "events" if kind == "track" else kind
    rule = RULE.format(status="live", body="properties")
    plan = _plan(tmp_path, f"{section}:\n  Home:\n{rule}")
    control = {**Choice("omit", "block", common).written(), "unplanned_events": events}
    engine = Engine(plan, Controls.model_validate({kind: control}))
    for mix in MIXES:
        message = _message(kind, "properties", mix, name="Nowhere")
        blocked = ("blocked", "unplanned", set())
        judged = _expected(replace(NONE, common=common), mix, "properties")
        assert _decided(engine, message) == (blocked if events == "block" else judged)
        assert [each.kind for each in engine.decide(message).unplanned] == ["event"]
