"""The engine: a message comes in, a decision comes out. Pure; the message is never changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final

from protocols.engine.annotate import annotated, forged, unforged
from protocols.engine.causes import Steps, causes_in
from protocols.engine.controls import AllowOmitBlock, Controls
from protocols.engine.decision import (
    Decision,
    Discard,
    Omitted,
    OmittedFor,
    Unplanned,
    UnplannedKind,
    Verdict,
    Violation,
)
from protocols.engine.nearest import nearest
from protocols.engine.omit import Scope, omit_violating
from protocols.engine.paths import format_path, pointer
from protocols.engine.policy import Policy, blocks_unplanned_events, policy_for
from protocols.engine.select import Selected, select
from protocols.engine.unplanned import Level, unplanned_keys, value_at, without
from protocols.engine.violations import violations
from protocols.plan.compile import CompiledPlan, CompiledRule
from protocols.plan.model import Kind

KINDS: Final[Mapping[str, Kind]] = {kind.value: kind for kind in Kind}
ROOTS: Final[Mapping[OmittedFor, frozenset[str]]] = {
    OmittedFor.VIOLATION: frozenset({"properties", "traits"}),
    OmittedFor.COMMON: frozenset({"properties", "traits", "context"}),
}
"""What each control may take from. Ids and the envelope are never touched."""

MAX_UNPLANNED: Final = 50
"""How many unplanned keys of one message are told apart; all are counted."""

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
        self._guess_event: Callable[[str], str | None] = lru_cache(maxsize=1024)(
            lambda name: nearest(name, plan.events)
        )

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
        case = _Case(self, selected, message, levels)
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
        return case.survived()


class _Case:
    """One message on its way through the steps: what is left of it, and what was found."""

    def __init__(
        self,
        engine: Engine,
        selected: Selected,
        message: Mapping[str, Any],
        levels: Sequence[Level],
    ) -> None:
        self._engine = engine
        self._selected = selected
        self._original = self._message = message
        self._strangers = _strangers(levels)
        self._unplanned = (*selected.unplanned, *_described(levels[:MAX_UNPLANNED]))
        self._unplanned_count = len(selected.unplanned) + len(levels)
        self._omitted: list[Omitted] = []
        self._count = 0
        self.violations: tuple[Violation, ...] = ()

    def judge(self, rule: CompiledRule | None, *, common: bool = False) -> bool:
        """Add what `rule` finds; True when it found anything."""
        found = causes_in(rule, self._message)
        if rule is not None and found:
            self._count += len(found)
            self.violations += violations(rule, found, strangers=self._strangers, common=common)
        return bool(found)

    def leave_out(self, places: Sequence[Steps], reason: OmittedFor) -> None:
        """Take the values at `places` out and keep them."""
        if not places:
            return
        self._omitted += [
            Omitted(reason, format_path(at), pointer(at), value_at(self._message, at))
            for at in places
        ]
        self._message = without(self._message, places)

    def leave_out_violating(
        self, reason: OmittedFor, mended: CompiledRule | None, guarded: CompiledRule | None
    ) -> None:
        """Take out what breaks `mended`, and nothing whose absence breaks either rule."""
        scope = Scope(
            check=partial(causes_in, mended),
            guard=partial(causes_in, guarded),
            roots=ROOTS[reason],
        )
        self.leave_out(_outermost(omit_violating(self._message, scope)), reason)

    def schema_discard(self) -> Discard:
        """Segment's code for a schema violation, alone or beside something unplanned."""
        if self._unplanned:
            return Discard.UNPLANNED_AND_SCHEMA_VIOLATION
        return Discard.SCHEMA_VIOLATION

    def blocked(self, discard: Discard) -> Decision:
        """It goes no further; the message is kept as it came."""
        return self._decision(Verdict.BLOCKED, self._original, omitted=(), discard=discard)

    def survived(self) -> Decision:
        """It goes on, with what was found written on it."""
        message = annotated(self._message, self.violations, self._omitted, self._engine.source_id)
        verdict = Verdict.REWRITTEN if self._omitted else Verdict.ALLOWED
        return self._decision(verdict, message, omitted=tuple(self._omitted), discard=None)

    def _decision(
        self,
        verdict: Verdict,
        message: Mapping[str, Any],
        *,
        omitted: tuple[Omitted, ...],
        discard: Discard | None,
    ) -> Decision:
        rule = self._selected.rule
        return Decision(
            verdict=verdict,
            message=message,
            violations=self.violations,
            unplanned=self._unplanned,
            omitted=omitted,
            discard=discard,
            rule=rule.rule if rule else None,
            plan=self._engine.plan.ref,
            violation_count=self._count,
            unplanned_count=self._unplanned_count,
        )


def _unplanned(rule: CompiledRule | None, message: Mapping[str, Any]) -> tuple[Level, ...]:
    if rule is None or rule.keys is None:
        return ()
    return tuple(unplanned_keys(message.get(rule.root), rule.keys, (rule.root,)))


def _strangers(levels: Iterable[Level]) -> dict[Steps, list[str]]:
    """Unplanned keys by the object that holds them."""
    found: dict[Steps, list[str]] = {}
    for at, _ in levels:
        found.setdefault(at[:-1], []).append(str(at[-1]))
    return found


def _described(levels: Iterable[Level]) -> Iterable[Unplanned]:
    for at, keys in levels:
        kind = UnplannedKind.TRAIT if at[0] == "traits" else UnplannedKind.PROPERTY
        meant = nearest(str(at[-1]), keys.names)
        remedy = f"did you mean {meant!r}?" if meant else "add it to the plan, or stop sending it"
        yield Unplanned(kind, format_path(at), pointer(at), remedy)


def _outermost(places: Sequence[Steps]) -> list[Steps]:
    """Without those that lie inside another: the outer value holds them."""
    found = set(places)
    return [at for at in places if not any(at[:n] in found for n in range(2, len(at)))]
