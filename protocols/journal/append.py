"""Entries and rejections become rows: message, dedupe key, quarantine, counters, findings."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from protocols.engine.decision import Decision, OmittedFor, Verdict
from protocols.journal.counters import Count, Scope, Term
from protocols.journal.dedupe import claim
from protocols.journal.encode import Encoded, text, to_json
from protocols.journal.findings import note
from protocols.journal.interface import Appended, Held
from protocols.journal.quarantine import take_back
from protocols.journal.rows import MessageRow, QuarantineRow
from protocols.journal.transaction import Transaction
from protocols.pipeline.entry import Entry, Outcome, Rejection

_ENGINE_ERROR: Final = "engine_error"
_OMITTED: Final = {
    OmittedFor.UNPLANNED: "the plan does not name it",
    OmittedFor.VIOLATION: "it broke its rule",
    OmittedFor.COMMON: "it broke the plan's common rule",
}


class _Message(NamedTuple):
    """An entry with its place in the log and its texts as the store takes them."""

    encoded: Encoded
    seq: int
    message_id: str
    name: str | None
    target: str | None

    @property
    def entry(self) -> Entry:
        return self.encoded.entry


def append(work: Transaction, items: Sequence[Encoded | Rejection]) -> tuple[Appended, ...]:
    """Gather the items into the transaction; what became of each."""
    return tuple(
        _reject(work, item) if isinstance(item, Rejection) else _accept(work, item)
        for item in items
    )


def _reject(work: Transaction, item: Rejection) -> Appended:
    code = text(item.code)
    _count(work, item, Term.REJECTED, code=code)
    work.quarantine.append(
        QuarantineRow(
            at=work.now,
            held=Held.REJECTED,
            source=item.source,
            received_at=item.received_at,
            code=code,
            reason=text(item.reason),
            body=item.body,
            message_id=_text(item.message_id),
        )
    )
    return Appended.STORED


def _accept(work: Transaction, encoded: Encoded) -> Appended:
    entry, target = encoded.entry, None
    if entry.replay_of is not None:
        answer, target = take_back(work, entry.replay_of, entry)
        if answer is not Appended.STORED:
            return answer
        _count(work, entry, Term.REPLAYED)
    seq, message_id = work.memory.last_seq + 1, text(entry.message_id)
    if entry.dedupe:
        taken = claim(work, message_id, seq, encoded)
        if not taken.first:
            _count(work, entry, Term.DUPLICATE)
            _count(work, entry, Term.DEDUPE_CONFLICTS, int(taken.conflict))
            return Appended.DUPLICATE
    work.memory.last_seq = seq
    _store(work, _Message(encoded, seq, message_id, _text(entry.name), target))
    return Appended.STORED


def _store(work: Transaction, message: _Message) -> None:
    entry, decision = message.entry, message.entry.decision
    judge = None if decision is None else decision.plan
    plan = None if judge is None else work.memory.plan(work.store, judge)
    work.messages[message.seq] = MessageRow(
        seq=message.seq,
        at=work.now,
        source=entry.source,
        message_id=message.message_id,
        received_at=entry.received_at,
        kind=entry.kind,
        name=message.name,
        outcome=entry.outcome,
        message=message.encoded.message,
        forwarded=message.encoded.forwarded,
        decision=message.encoded.decision,
        plan=plan,
        replay_of=entry.replay_of,
        target=message.target,
    )
    if entry.outcome is Outcome.BLOCKED or message.encoded.decision is not None:
        work.quarantine.extend(_held(work.now, message))
    _count_accepted(work, entry, message.target)
    if decision is not None and message.encoded.decision is not None:
        note(work.hits, entry, decision, plan)
        _count_judged(work, entry, decision)


def _held(now: int, message: _Message) -> Iterator[QuarantineRow]:
    entry, decision = message.entry, message.entry.decision
    common = QuarantineRow(
        at=now,
        held=Held.BLOCKED,
        source=entry.source,
        received_at=entry.received_at,
        code=text(entry.discard or ""),
        reason="",
        body=message.encoded.message,
        message_id=message.message_id,
        kind=entry.kind,
        name=message.name,
        seq=message.seq,
    )
    if entry.outcome is Outcome.BLOCKED:
        yield common._replace(reason=text(_reason(decision)))
    for omitted in () if decision is None else decision.omitted:
        yield common._replace(
            held=Held.OMITTED,
            code=omitted.reason,
            reason=_OMITTED[omitted.reason],
            body=to_json(omitted.value),
            field=text(omitted.field),
        )


def _reason(decision: Decision | None) -> str:
    """Why a message was blocked, in a sentence: what the first finding says."""
    if decision is None:
        return ""
    if decision.violations:
        return decision.violations[0].description
    return next((f"the plan does not name this {it.kind}" for it in decision.unplanned), "")


def _count_accepted(work: Transaction, entry: Entry, target: str | None) -> None:
    match entry.outcome:
        case Outcome.ADMITTED:
            _count(work, entry, Term.ADMITTED)
            if target is not None:
                _count(work, entry, Term.TARGETED, code=target)
        case Outcome.BLOCKED:
            _count(work, entry, Term.BLOCKED, code=text(entry.discard or ""))
        case Outcome.DROPPED:
            _count(work, entry, Term.DROPPED)
    if entry.discard == _ENGINE_ERROR or (
        entry.decision and entry.decision.discard == _ENGINE_ERROR
    ):
        _count(work, entry, Term.ENGINE_ERRORS)


def _count_judged(work: Transaction, entry: Entry, decision: Decision) -> None:
    if decision.verdict is Verdict.REWRITTEN:
        _count(work, entry, Term.REWRITTEN)
    _count(work, entry, Term.OMITTED, len(decision.omitted))
    _count(work, entry, Term.VIOLATIONS, max(decision.violation_count, len(decision.violations)))


def _count(
    work: Transaction, item: Entry | Rejection, term: Term, n: int = 1, *, code: str = ""
) -> None:
    if n:
        work.tally[Count(Scope.SOURCE, item.source, term, code, item.received_at[:10])] += n


def _text(value: str | None) -> str | None:
    return None if value is None else text(value)
