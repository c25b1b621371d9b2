"""The engine: a message comes in, a decision comes out. Pure; the message is never changed."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from protocols.engine.annotate import ours_on, unforged
from protocols.engine.case import Case
from protocols.engine.causes import closed_causes_in
from protocols.engine.controls import AllowOmitBlock, Controls
from protocols.engine.decision import Decision, Discard, OmittedFor, Verdict
from protocols.engine.nearest import MAX_LOOK, nearest
from protocols.engine.policy import Policy, blocks_unplanned_events, policy_for
from protocols.engine.select import Guess, Selected, select
from protocols.engine.unplanned import Level, unplanned_keys
from protocols.errors import NotAMessage
from protocols.plan.compile import CompiledPlan, CompiledRule
from protocols.plan.compile.rules import UNVERSIONED
from protocols.plan.model import Kind, Rule

KINDS: Final[Mapping[str, Kind]] = {kind.value: kind for kind in Kind}

_OMIT = AllowOmitBlock.OMIT
_BLOCK = AllowOmitBlock.BLOCK
_ALLOWED = Verdict.ALLOWED

Accepts = Callable[[Mapping[str, Any]], bool]
"""Whether a message is valid and wholly planned, common rule included."""

_Known = tuple[Accepts, Selected, Rule]


class Engine:
    """One compiled plan and one set of controls.

    `source_id` is written to `context.protocols.sourceId` of messages that had something wrong.

    Raises:
        TypeError: the plan is not compiled.

    Example:
        >>> engine = Engine(compile_plan(load_plan("plans/ecommerce.yaml")))
        >>> engine.decide({"type": "track", "event": "Cart Viewed", "userId": "u1"}).verdict
        <Verdict.ALLOWED: 'allowed'>
    """

    __slots__ = (
        "_accepting",
        "_common",
        "_guess_event",
        "_policies",
        "_ref",
        "_tracks",
        "controls",
        "plan",
        "source_id",
    )

    def __init__(
        self, plan: CompiledPlan, controls: Controls | None = None, *, source_id: str | None = None
    ) -> None:
        if not isinstance(plan, CompiledPlan):
            msg = f"an engine takes a compiled plan, not a {type(plan).__name__}: Engine(compile_plan(plan))"
            raise TypeError(msg)
        self.plan = plan
        self.controls = controls or Controls()
        self.source_id = source_id
        self._ref = plan.ref
        self._common = plan.common
        self._accepting = _Accepting(plan.common)
        self._tracks = _Tracks(plan, self._accepting)
        self._policies = _Policies(self.controls)
        self._guess_event = _guesser(plan.events)

    def decide(self, message: Mapping[str, Any]) -> Decision:
        """Judge one message: version → unplanned → rule → common → annotate.

        `message` is parsed JSON with a `type` among the Spec's six calls. The decision holds the
        very same object when nothing in it had to change.

        Raises:
            NotAMessage: it has no such `type`.
            RecursionError: it nests some hundred levels deep; the gateway takes 64.
        """
        context = message.get("context")
        if type(context) is dict and "protocols" in context and ours_on(message):
            message = unforged(message)
        kind = message.get("type")
        if kind == "track" and type(event := message.get("event")) is str:
            # Nearly all traffic goes this way: one look-up, one check.
            known = self._tracks[event]
            if known is not None:
                accepts, selected, rule = known
                if accepts(message):
                    return Decision(_ALLOWED, message, (), (), (), None, rule, self._ref)
                return self._judge(Kind.TRACK, selected, message)
        return self._decide(_kind(kind), message)

    def _decide(self, kind: Kind, message: Mapping[str, Any]) -> Decision:
        selected = select(self.plan, kind, message, self._guess_event)
        rule, unplanned = selected.rule, selected.unplanned
        if not unplanned and self._accepting[rule](message):
            return Decision(_ALLOWED, message, rule=rule.rule if rule else None, plan=self._ref)
        if rule is None and unplanned and blocks_unplanned_events(kind, self.controls):
            ref = self._ref
            return Decision(
                Verdict.BLOCKED, message, unplanned=unplanned, discard=Discard.UNPLANNED, plan=ref
            )
        return self._judge(kind, selected, message)

    def _policy(self, kind: Kind, selected: Selected) -> Policy:
        rule = selected.rule
        if rule is not None and (kind is Kind.TRACK or rule.rule.name in {None, selected.name}):
            return self._policies[rule]
        return policy_for(kind, rule.rule if rule else None, selected.name, self.controls)

    def _judge(self, kind: Kind, selected: Selected, message: Mapping[str, Any]) -> Decision:
        """The long way, for messages in which something is wrong."""
        rule, policy = selected.rule, self._policy(kind, selected)
        found = closed_causes_in(rule, message) if rule is not None else None
        levels = _unplanned(rule, message) if found is None or found.unplanned else ()
        case = Case(self._ref, selected, message, levels)
        if policy.omit_unplanned:
            case.leave_out([at for at, _ in levels], OmittedFor.UNPLANNED)
        if rule is not None and found is not None and not (levels and policy.omit_unplanned):
            case.tell(rule, found)
        else:
            case.judge(rule)
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


class _Policies(dict[CompiledRule, Policy]):
    """By rule; made when the first message comes in which something is wrong."""

    def __init__(self, controls: Controls) -> None:
        self._controls = controls

    def __missing__(self, rule: CompiledRule) -> Policy:
        judged = rule.rule
        policy = self[rule] = policy_for(judged.kind, judged, judged.name, self._controls)
        return policy


class _Accepting(dict[CompiledRule | None, Accepts]):
    """By rule; made when the first message of each comes."""

    def __init__(self, common: CompiledRule | None) -> None:
        self._common = common

    def __missing__(self, rule: CompiledRule | None) -> Accepts:
        accepts = self[rule] = _accepting(rule, self._common)
        return accepts


class _Tracks(dict[str, _Known | None]):
    """By name, the events of which one rule judges all messages; None for the others."""

    def __init__(self, plan: CompiledPlan, accepting: _Accepting) -> None:
        self._events = plan.events
        self._accepting = accepting

    def __missing__(self, name: str) -> _Known | None:
        rule = self._events.get(name, {}).get(UNVERSIONED)
        if rule is None:
            return None
        known = self[name] = self._accepting[rule], Selected(rule, name), rule.rule
        return known


def _accepting(rule: CompiledRule | None, common: CompiledRule | None) -> Accepts:
    accepts = _accepting_rule(rule)
    if common is None:
        return accepts
    also = common.validator.is_valid
    return lambda message: accepts(message) and also(message)


def _accepting_rule(rule: CompiledRule | None) -> Accepts:
    """For most rules one check of the closed schema says both: valid, and wholly planned."""
    if rule is None:
        return lambda _: True
    if rule.closed is not None:
        return rule.closed.is_valid
    is_valid = rule.validator.is_valid
    return lambda message: not _unplanned(rule, message) and is_valid(message)


def _kind(name: object) -> Kind:
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise NotAMessage(f"a message has a `type`: {', '.join(sorted(KINDS))}")
    return kind


def _guesser(names: Mapping[str, object]) -> Guess:
    """Which of `names` a person may have meant; the last thousand answers are remembered."""

    @lru_cache(maxsize=1024)
    def guess(beginning: str) -> str | None:
        return nearest(beginning, names)

    return lambda name: guess(name[:MAX_LOOK])


def _unplanned(rule: CompiledRule | None, message: Mapping[str, Any]) -> list[Level]:
    if rule is None or rule.keys is None:
        return []
    return unplanned_keys(message.get(rule.root), rule.keys, (rule.root,))
