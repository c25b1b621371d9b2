"""Journals in a folder of the test's own, and entries to put into them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from protocols.engine.decision import (
    Decision,
    Omitted,
    OmittedFor,
    Unplanned,
    UnplannedKind,
    Verdict,
    Violation,
)
from protocols.findings import Position
from protocols.journal import SqliteJournal, open_journal
from protocols.pipeline.entry import Entry, Outcome, Rejection
from protocols.plan.model import Kind, PlanRef, Rule

AT = "2026-03-01T12:00:00.000Z"
START = 1_772_366_400.0
PLAN = PlanRef("music", "1.0.0", "a" * 64)
DAY = 86_400.0


def in_loop(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run an async test in an event loop of its own."""

    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


@dataclass
class FakeClock:
    """Seconds since the epoch, moved by hand."""

    now: float = START

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def opened(
    path: Path, clock: FakeClock | None = None, **options: Any
) -> AsyncIterator[SqliteJournal]:
    journal = open_journal(path, clock=clock or FakeClock(), **options)
    try:
        yield journal
    finally:
        await journal.close()


def message(message_id: str, **more: Any) -> dict[str, Any]:
    base = {"type": "track", "event": "Song Played", "messageId": message_id, "userId": "u1"}
    return {**base, "receivedAt": AT, "properties": {"song_id": "s_1"}, **more}


def entry(
    message_id: str, *, source: str = "web", body: Mapping[str, Any] | None = None, **more: Any
) -> Entry:
    given = {
        "received_at": AT,
        "kind": "track",
        "name": "Song Played",
        "outcome": Outcome.ADMITTED,
        "message": message(message_id) if body is None else body,
        **more,
    }
    return Entry(source=source, message_id=message_id, **given)


def blocked(message_id: str, **more: Any) -> Entry:
    decision = Decision(Verdict.BLOCKED, {}, violations=(violation(),), plan=PLAN, rule=rule())
    return entry(
        message_id,
        **{
            "outcome": Outcome.BLOCKED,
            "discard": "schema_violation",
            "decision": decision,
            **more,
        },
    )


def rejection(
    body: bytes = b"{nonsense", *, source: str = "web", code: str = "not_json"
) -> Rejection:
    return Rejection(source, AT, code, "it is not JSON; send JSON", body)


def rule(version: int | None = None) -> Rule:
    return Rule(
        Kind.TRACK, "Song Played", version, Position("plan.yaml", 4, 3), {}, owner="playback"
    )


def violation(
    field: str = "properties.song_id", type_: str = "Required", **more: Any
) -> Violation:
    given = {
        "pointer": "/properties/song_id",
        "keyword": "required",
        "schema_pointer": "/properties/required",
        "expected": "song_id",
        "given": "nothing",
        "description": f"{field} is required",
        "remedy": "send it",
        "place": "plan.yaml:5:7",
        "owner": "playback",
        **more,
    }
    return Violation(type_, field, **given)


def unplanned(field: str, kind: UnplannedKind = UnplannedKind.PROPERTY) -> Unplanned:
    return Unplanned(kind, field, "/" + field.replace(".", "/"), "add it to the plan")


def omitted(field: str, value: Any, reason: OmittedFor = OmittedFor.UNPLANNED) -> Omitted:
    return Omitted(reason, field, "/" + field.replace(".", "/"), value)


def judged(message_id: str, *, source: str = "web", plan: PlanRef = PLAN, **more: Any) -> Entry:
    """An admitted entry whose decision has something to say."""
    body = message(message_id)
    verdict = Verdict.REWRITTEN if more.get("omitted") else Verdict.ALLOWED
    decision = Decision(verdict, body, plan=plan, rule=rule(), **more)
    return entry(message_id, source=source, body=body, decision=decision)


def ids(entries: Sequence[Entry]) -> list[str]:
    return [each.message_id for each in entries]
