"""What the engine decided, in words: the rule and why it was that one, and which controls decided."""

from collections.abc import Iterator, Mapping
from typing import Any

from protocols.cli.explain.setting import Setting
from protocols.cli.explain.view import Control, Found, Judgement, Omission
from protocols.engine.annotate import ours_on
from protocols.engine.decision import Decision, Verdict
from protocols.engine.findings import findings_of, strange
from protocols.engine.paths import format_path
from protocols.engine.select import event_version
from protocols.findings import Position
from protocols.pipeline.admit import name_of
from protocols.pipeline.asked import ABOUT, COMMON, VIOLATIONS, Asked, controls_asked
from protocols.plan.compile import CompiledPlan
from protocols.plan.model import Kind, Rule
from protocols.reports.visible import visible_place


def judgement(message: Mapping[str, Any], decision: Decision, setting: Setting) -> Judgement:
    """What was decided about the `message` that the engine was given."""
    rule = decision.rule
    ref = decision.plan
    asked = controls_asked(message, decision, setting.controls)
    return Judgement(
        plan=ref.label if ref else "",
        rule=_label(rule),
        why=_why(message, rule, setting.plan),
        place=visible_place(str(rule.at)) if rule else "",
        owner=rule.owner if rule else "",
        status=rule.status.value if rule else "",
        verdict=decision.verdict.value,
        found=tuple(
            _found(message, decision, {each.about: _name(each, setting) for each in asked})
        ),
        unlisted=_unlisted(decision),
        omitted=tuple(
            Omission(each.field, each.reason.value, each.value) for each in decision.omitted
        ),
        annotated=ours_on(decision.message) if decision.verdict is not Verdict.BLOCKED else (),
        forged=ours_on(message),
        controls=tuple(_control(each, setting) for each in asked),
    )


def _label(rule: Rule | None) -> str:
    if rule is None:
        return ""
    return rule.label if rule.version is None else f"{rule.label}, version {rule.version}"


def _why(message: Mapping[str, Any], rule: Rule | None, plan: CompiledPlan | None) -> str:
    kind, name = message["type"], name_of(message)
    if rule is None:
        return _no_rule(kind, name, plan)
    if rule.version is not None and plan is not None:
        return _version(message, rule, plan)
    if rule.kind in {Kind.PAGE, Kind.SCREEN} and rule.name == "*":
        named = f'no rule is named "{name}"' if name else "it has no name"
        return f"{named}; * is for all the others"
    if rule.name is None:
        return f"the plan's one rule for {rule.kind}"
    return f"the plan has a rule for this very {'event' if rule.kind is Kind.TRACK else rule.kind}"


def _no_rule(kind: str, name: str | None, plan: CompiledPlan | None) -> str:
    said = {"track": True, "page": plan and plan.pages, "screen": plan and plan.screens}
    if not said.get(kind):
        return f"the plan says nothing of {kind}"
    if not name:
        return f"the {kind} has no name"
    return f'{"" if kind == "track" else f"{kind} "}"{name}" is not in the plan'


def _version(message: Mapping[str, Any], rule: Rule, plan: CompiledPlan) -> str:
    known = plan.events.get(rule.name or "", {})
    wanted = event_version(message)
    listed = ", ".join(map(str, known))
    if wanted is None:
        return f"no context.protocols.event_version was sent, so the oldest of {listed} judges"
    if wanted == rule.version:
        return f"context.protocols.event_version is {rule.version}"
    return f"event_version {wanted} is none of {listed}, so the oldest judges"


def _found(
    message: Mapping[str, Any], decision: Decision, controls: Mapping[str, str]
) -> Iterator[Found]:
    """What was found, in the engine's order, each with the id that its finding has."""
    ids = [finding.rule for finding in findings_of(decision, message, Position(""))]
    count = len(decision.violations)
    for rule, stranger in zip(ids[count:], decision.unplanned, strict=False):
        yield Found(
            id=rule,
            control=controls.get(ABOUT.get(stranger.kind, "")),
            kind=f"unplanned {stranger.kind}",
            field=stranger.field,
            description=strange(stranger, message),
            remedy=stranger.remedy,
        )
    for rule, each in zip(ids, decision.violations, strict=False):
        yield Found(
            id=rule,
            control=controls.get(COMMON if each.common else VIOLATIONS),
            kind=each.type,
            field=each.field,
            description=each.description,
            remedy=each.remedy,
            place=visible_place(each.place),
            owner=each.owner,
        )


def _unlisted(decision: Decision) -> int:
    listed = len(decision.violations) + len(decision.unplanned)
    return max(decision.violation_count + decision.unplanned_count - listed, 0)


def _control(asked: Asked, setting: Setting) -> Control:
    place = setting.where((*setting.controls_at, *asked.control)) if asked.written else ""
    blocks = asked.acting and asked.value == "block"
    return Control(asked.about, _name(asked, setting), asked.value, place, asked.acting, blocks)


def _name(asked: Asked, setting: Setting) -> str:
    return format_path((*setting.controls_at, *asked.control))
