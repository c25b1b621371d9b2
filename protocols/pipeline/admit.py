"""From a stamped message to journal entries: steps 3 and 4 of the order of operations. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, Protocol, assert_never

from protocols.engine.controls import OnEngineError
from protocols.engine.decision import Decision, Discard, Verdict
from protocols.engine.transform import Transformer
from protocols.errors import FqlError
from protocols.pipeline.entry import Entry, Outcome
from protocols.pipeline.forward import (
    ViolationForwarding,
    forwarded_block,
    violation_events,
)


class Judge(Protocol):
    """What admit needs of the engine."""

    def decide(self, message: Mapping[str, Any], /) -> Decision:
        """Judge one message without changing it."""


@dataclass(frozen=True, slots=True)
class AdmittingSource:
    """A source, ready to admit messages. Without an `engine` every message is admitted unjudged."""

    name: str
    engine: Judge | None = None
    transformer: Transformer | None = None
    on_engine_error: OnEngineError = OnEngineError.QUARANTINE
    plan_title: str = ""
    forward_violations_to: ViolationForwarding | None = None
    forward_blocked_to: str | None = None


class Passage(NamedTuple):
    """A message on its way: as it stands now, and what was decided so far."""

    message: Mapping[str, Any]
    outcome: Outcome = Outcome.ADMITTED
    decision: Decision | None = None
    discard: str | None = None


@dataclass(frozen=True, slots=True)
class AdmitStep:
    """One row of the order of operations. Steps after one that stops a message do not run.

    `does` is the step's own order, where it has one.
    """

    name: str
    does: str
    where: str
    on_failure: str
    run: Callable[[Passage, AdmittingSource], Passage]


Watch = Callable[[AdmitStep, Passage, Passage], None]
"""Told of each step that ran: how the message went in, and how it came out."""


def _transform(passage: Passage, source: AdmittingSource) -> Passage:
    if source.transformer is None:
        return passage
    try:
        message = source.transformer.apply(passage.message).message
    except Exception as fault:  # noqa: BLE001 - it may have been there to hash personal data: hold it back
        return _engine_error(passage.message, OnEngineError.QUARANTINE, fault)
    if message is None:
        return Passage(passage.message, Outcome.DROPPED, discard=Outcome.DROPPED.value)
    return Passage(message)


def _judge(passage: Passage, source: AdmittingSource) -> Passage:
    if source.engine is None:
        return passage
    decision = source.engine.decide(passage.message)
    if decision.verdict is Verdict.BLOCKED:
        return Passage(passage.message, Outcome.BLOCKED, decision, decision.discard)
    return Passage(decision.message, decision=decision)


ADMIT: Final = (
    AdmitStep(
        "source transformations",
        "",
        "pipeline.admit",
        f"{Outcome.DROPPED}; {Discard.ENGINE_ERROR} when one has no answer",
        _transform,
    ),
    AdmitStep(
        "engine",
        "version, unplanned, rule, common rule, annotation",
        "engine",
        f"blocked: {', '.join(Discard)} (on_engine_error)",
        _judge,
    ),
)
"""Steps 3 and 4 of `protocols.pipeline.order`."""

_NAMED_BY: Final = {"track": "event", "page": "name", "screen": "name"}


def admit(
    message: Mapping[str, Any],
    source: AdmittingSource,
    *,
    received_at: str,
    watch: Watch | None = None,
) -> tuple[Entry, ...]:
    """Decide what becomes of a message: its own entry first, then the entries that follow from it.

    `message` is stamped: it has a `type` and a `messageId`. Derived entries go to other sources and
    never pass through their controls, so that forwarding cannot loop.
    """
    entry = _entry(message, _run(message, source, watch), source, received_at=received_at)
    return _with_derived(entry, source)


def _run(message: Mapping[str, Any], source: AdmittingSource, watch: Watch | None) -> Passage:
    passage = Passage(message)
    try:
        for step in ADMIT:
            before, passage = passage, step.run(passage, source)
            if watch is not None:
                watch(step, before, passage)
            if passage.outcome is not Outcome.ADMITTED:
                break
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # noqa: BLE001 - whatever fails, the message is kept; a panic in Rust is no Exception
        return _engine_error(passage.message, source.on_engine_error, fault)
    return passage


def _engine_error(
    message: Mapping[str, Any], choice: OnEngineError, fault: BaseException
) -> Passage:
    # Only our own faults promise to hold no value of the message.
    why = str(fault) if isinstance(fault, FqlError) else type(fault).__name__
    match choice:
        case OnEngineError.ALLOW:
            allowed = Decision(Verdict.ALLOWED, message, discard=Discard.ENGINE_ERROR, fault=why)
            return Passage(message, decision=allowed)
        case OnEngineError.QUARANTINE | OnEngineError.BLOCK:
            blocked = Decision(Verdict.BLOCKED, message, discard=Discard.ENGINE_ERROR, fault=why)
            return Passage(message, Outcome.BLOCKED, blocked, Discard.ENGINE_ERROR)
        case unreachable:
            assert_never(unreachable)


def _entry(
    message: Mapping[str, Any], passage: Passage, source: AdmittingSource, *, received_at: str
) -> Entry:
    changed = passage.outcome is Outcome.ADMITTED and passage.message is not message
    kind = passage.message["type"]
    return Entry(
        source=source.name,
        message_id=message["messageId"],
        received_at=received_at,
        kind=kind,
        name=name_of(passage.message),
        outcome=passage.outcome,
        message=message,
        forwarded=passage.message if changed else None,
        decision=passage.decision,
        discard=passage.discard,
    )


def _with_derived(entry: Entry, source: AdmittingSource) -> tuple[Entry, ...]:
    derived: tuple[Entry, ...] = ()
    if source.forward_violations_to is not None:
        derived, unforwarded = violation_events(
            entry, source.forward_violations_to, plan_title=source.plan_title
        )
        if any(unforwarded):
            entry = replace(entry, unforwarded=unforwarded)
    if source.forward_blocked_to is not None and _truly_blocked(entry, source):
        derived = (*derived, forwarded_block(entry, target=source.forward_blocked_to))
    return (entry, *derived)


def _truly_blocked(entry: Entry, source: AdmittingSource) -> bool:
    """A message that a fault held back awaits replay; nobody decided to block it."""
    if entry.outcome is not Outcome.BLOCKED:
        return False
    faulty = entry.discard == Discard.ENGINE_ERROR
    return not faulty or source.on_engine_error is OnEngineError.BLOCK


def name_of(message: Mapping[str, Any]) -> str | None:
    """The event's name of a track, the page's or screen's name, and None for the other calls."""
    key = _NAMED_BY.get(message["type"])
    name = message.get(key) if key else None
    return name if isinstance(name, str) else None
