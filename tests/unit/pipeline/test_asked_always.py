"""Which control is told to have decided is the one that acted, whatever is written."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.controls import Controls
from protocols.engine.decision import Decision, Unplanned, UnplannedKind, Verdict, Violation
from protocols.engine.policy import blocks_unplanned_events, policy_for
from protocols.findings import Position
from protocols.pipeline.asked import ABOUT, COMMON, VIOLATIONS, controls_asked
from protocols.plan.model import Kind, Rule, Status

ALLOW_OMIT = ["allow", "omit"]
ALL = ["allow", "omit", "block"]
OWN = {
    "unplanned_properties": st.sampled_from(ALLOW_OMIT),
    "violations": st.sampled_from(ALL),
    "common": st.sampled_from(ALL),
}
own = st.fixed_dictionaries({}, optional=OWN)
named = st.fixed_dictionaries(
    {},
    optional={
        **OWN,
        "unplanned_events": st.sampled_from(["allow", "block"]),
        "events": st.dictionaries(st.sampled_from(["Home", "Other", "*"]), own),
        "labels": st.dictionaries(st.sampled_from(["area:a", "tier:b"]), own),
    },
)
traits = st.fixed_dictionaries(
    {},
    optional={
        "unplanned_traits": st.sampled_from(ALLOW_OMIT),
        "violations": st.sampled_from(ALLOW_OMIT),
        "common": st.sampled_from(ALL),
    },
)
controls = st.fixed_dictionaries(
    {}, optional={"track": named, "page": named, "identify": traits, "alias": st.just({})}
)
rules = st.none() | st.builds(
    Rule,
    kind=st.just(Kind.PAGE),
    name=st.sampled_from(["Home", "*"]),
    version=st.none(),
    at=st.just(Position("plan.yaml")),
    body=st.just({}),
    labels=st.sampled_from([{}, {"area": "a"}, {"area": "a", "tier": "b"}]),
    status=st.sampled_from(Status),
)


def _violation(*, common: bool) -> Violation:
    return Violation("", "", "", "", "", "", "", "", "", "", "", common=common)


def _decision(rule: Rule | None) -> Decision:
    """One that found all that a page can have wrong with it."""
    return Decision(
        Verdict.ALLOWED,
        {},
        violations=(_violation(common=False), _violation(common=True)),
        unplanned=tuple(
            Unplanned(kind, "f", "/f") for kind in UnplannedKind if kind is not UnplannedKind.TRAIT
        ),
        rule=rule,
    )


def _written(said: Any, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if key not in said:
            return False
        said = said[key]
    return True


@given(controls, rules, st.sampled_from([Kind.TRACK, Kind.PAGE]))
def test_what_is_told_of_a_named_messages_controls_is_what_acts(
    said: dict[str, Any], rule: Rule | None, kind: Kind
) -> None:
    given_controls = Controls.model_validate(said)
    message = {"type": kind.value, "name": "Home", "event": "Home"}
    asked = {each.about: each for each in controls_asked(message, _decision(rule), given_controls)}
    policy = policy_for(kind, rule, "Home", given_controls)
    acting = {about: each.value if each.acting else "allow" for about, each in asked.items()}
    assert acting[VIOLATIONS] == policy.violations
    assert acting[COMMON] == policy.common
    assert (acting[ABOUT[UnplannedKind.PROPERTY]] == "omit") == policy.omit_unplanned
    if rule is None:
        blocks = acting[ABOUT[UnplannedKind.EVENT]] == "block"
        assert blocks == blocks_unplanned_events(kind, given_controls)
    for each in asked.values():
        assert each.written == _written(said, each.control)


@given(controls)
def test_what_is_told_of_an_identifys_controls_is_what_acts(said: dict[str, Any]) -> None:
    given_controls = Controls.model_validate(said)
    found = Decision(
        Verdict.ALLOWED,
        {},
        violations=(_violation(common=False), _violation(common=True)),
        unplanned=(Unplanned(UnplannedKind.TRAIT, "f", "/f"),),
    )
    asked = controls_asked({"type": "identify"}, found, given_controls)
    policy = policy_for(Kind.IDENTIFY, None, None, given_controls)
    omit = "omit" if policy.omit_unplanned else "allow"
    assert [each.value for each in asked] == [omit, policy.violations, policy.common]
    assert [each.written for each in asked] == [_written(said, each.control) for each in asked]
