"""One message in which something is wrong, on its way through the engine's steps."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from protocols.engine.access import value_at
from protocols.engine.annotate import annotated
from protocols.engine.causes import Found, all_causes_in, causes_in
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
from protocols.engine.omit import Scope, omit_violating, outermost
from protocols.engine.paths import Place, format_path
from protocols.engine.remedies import Sent, unplanned_key
from protocols.engine.select import Selected
from protocols.engine.told import written
from protocols.engine.unplanned import Level, without
from protocols.engine.violations import MAX_VIOLATIONS, violations
from protocols.plan.compile import CompiledRule
from protocols.plan.model import PlanRef
from protocols.plan.pointers import pointer

ROOTS: Final[Mapping[OmittedFor, frozenset[str]]] = {
    OmittedFor.VIOLATION: frozenset({"properties", "traits"}),
    OmittedFor.COMMON: frozenset({"properties", "traits", "context"}),
}
"""What each control may take from. Ids and the envelope are never touched."""

MAX_UNPLANNED: Final = 50
"""How many unplanned keys of one message are told apart; all are counted."""


class Case:
    """One message on its way through the steps: what is left of it, and what was found."""

    __slots__ = (
        "_count",
        "_message",
        "_omitted",
        "_original",
        "_ref",
        "_selected",
        "_strangers",
        "_unplanned",
        "_unplanned_count",
        "violations",
    )

    def __init__(
        self,
        ref: PlanRef,
        selected: Selected,
        message: Mapping[str, Any],
        levels: Sequence[Level],
    ) -> None:
        self._ref = ref
        self._selected = selected
        self._original = self._message = message
        self._strangers = _strangers(levels) if levels else {}
        self._unplanned = (*selected.unplanned, *_described(levels[:MAX_UNPLANNED]))
        self._unplanned_count = len(selected.unplanned) + len(levels)
        self._omitted: list[Omitted] = []
        self._count = 0
        self.violations: tuple[Violation, ...] = ()

    def judge(self, rule: CompiledRule | None, *, common: bool = False) -> bool:
        """Add what `rule` finds; True when it found anything."""
        return rule is not None and self.tell(rule, causes_in(rule, self._message), common=common)

    def tell(self, rule: CompiledRule, found: Found, *, common: bool = False) -> bool:
        """Add why the message breaks `rule`; True when there is any reason."""
        if not found.causes:
            return False
        self._count += found.total
        sent = Sent(self._message, self._strangers)
        more = violations(rule, found.causes, sent=sent, common=common)
        self.violations = (self.violations + more)[:MAX_VIOLATIONS]
        return True

    def leave_out(self, places: Sequence[Place], reason: OmittedFor) -> None:
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
            check=partial(all_causes_in, mended),
            guard=partial(all_causes_in, guarded),
            roots=ROOTS[reason],
        )
        self.leave_out(outermost(omit_violating(self._message, scope)), reason)

    def schema_discard(self) -> Discard:
        """Segment's code for a schema violation, alone or beside something unplanned."""
        if any(each.kind is not UnplannedKind.VERSION for each in self._unplanned):
            return Discard.UNPLANNED_AND_SCHEMA_VIOLATION
        return Discard.SCHEMA_VIOLATION

    def blocked(self, discard: Discard) -> Decision:
        """It goes no further; the message is kept as it came."""
        return self._decision(Verdict.BLOCKED, self._original, omitted=(), discard=discard)

    def survived(self, source_id: str | None) -> Decision:
        """It goes on, with what was found written on it."""
        message = annotated(self._message, self.violations, self._omitted, source_id)
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
            verdict,
            message,
            self.violations,
            self._unplanned,
            omitted,
            discard,
            rule.rule if rule else None,
            self._ref,
            self._count,
            self._unplanned_count,
        )


def _strangers(levels: Iterable[Level]) -> dict[Place, list[str]]:
    """Unplanned keys by the object that holds them."""
    found: dict[Place, list[str]] = {}
    for at, _ in levels:
        found.setdefault(at[:-1], []).append(str(at[-1]))
    return found


def _described(levels: Iterable[Level]) -> Iterator[Unplanned]:
    for at, keys in levels:
        kind = UnplannedKind.TRAIT if at[0] == "traits" else UnplannedKind.PROPERTY
        _, field, place = written(at)
        yield Unplanned(kind, field, place, unplanned_key(at, keys.names))
