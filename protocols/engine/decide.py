"""The engine: a message comes in, a decision comes out. Pure; the message is never changed."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from protocols.engine.annotate import forged, unforged
from protocols.engine.case import Case
from protocols.engine.controls import AllowOmitBlock, Controls
from protocols.engine.decision import Decision, Discard, OmittedFor, Verdict
from protocols.engine.nearest import MAX_LOOK, nearest
from protocols.engine.policy import Policy, blocks_unplanned_events, policy_for
from protocols.engine.select import Guess, Selected, select
from protocols.engine.unplanned import Level, unplanned_keys
from protocols.plan.compile import CompiledPlan, CompiledRule
from protocols.plan.model import Kind

KINDS: Final[Mapping[str, Kind]] = {kind.value: kind for kind in Kind}

_OMIT = AllowOmitBlock.OMIT
_BLOCK = AllowOmitBlock.BLOCK


class Engine:
    """One compiled plan and one set of controls.

    `source_id` is written to `context.protocols.sourceId` of messages that had something wrong.

    Example:
        >>> engine = Engine(compile_plan(load_plan("plans/ecommerce.yaml")))
        >>> engine.decide({"type": "track", "event": "Cart Viewed", "userId": "u1"}).verdict
        <Verdict.ALLOWED: 'allowed'>
    """

    __slots__ = ("_common", "_guess_event", "_policies", "controls", "plan", "source_id")

    def __init__(
        self, plan: CompiledPlan, controls: Controls | None = None, *, source_id: str | None = None
    ) -> None:
        self.plan = plan
        self.controls = controls or Controls()
        self.source_id = source_id
        self._common = plan.common
        self._policies = {
            id(rule): policy_for(rule.rule.kind, rule.rule, rule.rule.name, self.controls)
            for rule in plan.rules()
        }
        self._guess_event = _guesser(plan.events)

    def decide(self, message: Mapping[str, Any]) -> Decision:
        """Judge one message: version → unplanned → rule → common → annotate.

        `message` is parsed JSON with a `type` among the Spec's six calls. The decision holds the
        very same object when nothing in it had to change.

        Raises:
            KeyError: the message has no such `type`.
        """
        if forged(message):
            message = unforged(message)
        kind = KINDS[message["type"]]
        selected = select(self.plan, kind, message, self._guess_event)
        rule = selected.rule
        if not selected.unplanned and self._is_clean(rule, message):
            return Decision(
                Verdict.ALLOWED, message, rule=rule.rule if rule else None, plan=self.plan.ref
            )
        if rule is None and selected.unplanned and blocks_unplanned_events(kind, self.controls):
            unplanned, ref = selected.unplanned, self.plan.ref
            return Decision(
                Verdict.BLOCKED, message, unplanned=unplanned, discard=Discard.UNPLANNED, plan=ref
            )
        return self._judge(kind, selected, message)

    def _is_clean(self, rule: CompiledRule | None, message: Mapping[str, Any]) -> bool:
        """Valid and wholly planned; for most rules one check of the closed schema says both."""
        if rule is not None:
            if rule.closed is not None:
                if not rule.closed.is_valid(message):
                    return False
            elif _unplanned(rule, message) or not rule.validator.is_valid(message):
                return False
        return self._common is None or self._common.validator.is_valid(message)

    def _policy(self, kind: Kind, selected: Selected) -> Policy:
        rule = selected.rule
        if rule is not None and rule.rule.name in {None, selected.name}:
            return self._policies[id(rule)]
        return policy_for(kind, rule.rule if rule else None, selected.name, self.controls)

    def _judge(self, kind: Kind, selected: Selected, message: Mapping[str, Any]) -> Decision:
        """The long way, for messages in which something is wrong."""
        levels = _unplanned(selected.rule, message)
        policy = self._policy(kind, selected)
        case = Case(self.plan.ref, selected, message, levels)
        if policy.omit_unplanned:
            case.leave_out([at for at, _ in levels], OmittedFor.UNPLANNED)
        case.judge(selected.rule)
        if case.violations and policy.violations is _BLOCK:
            return case.blocked(case.schema_discard())
        if case.violations and policy.violations is _OMIT:
            case.leave_out_violating(OmittedFor.VIOLATION, selected.rule, self._common)
        if case.judge(self._common, common=True):
            if policy.common is _BLOCK:
                return case.blocked(Discard.COMMON_SCHEMA_VIOLATION)
            if policy.common is _OMIT:
                case.leave_out_violating(OmittedFor.COMMON, self._common, selected.rule)
        return case.survived(self.source_id)


def _guesser(names: Mapping[str, object]) -> Guess:
    """Which of `names` a person may have meant; the last thousand answers are remembered."""

    @lru_cache(maxsize=1024)
    def guess(beginning: str) -> str | None:
        return nearest(beginning, names)

    return lambda name: guess(name[:MAX_LOOK])


def _unplanned(rule: CompiledRule | None, message: Mapping[str, Any]) -> tuple[Level, ...]:
    if rule is None or rule.keys is None:
        return ()
    return tuple(unplanned_keys(message.get(rule.root), rule.keys, (rule.root,)))
