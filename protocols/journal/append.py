"""Entries and rejections become rows: message, dedupe key, quarantine, counters, findings."""

from collections.abc import Iterator, Sequence
from typing import Final

from protocols.engine.decision import Decision, OmittedFor, Verdict
from protocols.journal.clients import client_of
from protocols.journal.counters import Count, Scope, Term
from protocols.journal.dedupe import claim
from protocols.journal.encode import Encoded, text, to_json
from protocols.journal.findings import not_planned, note
from protocols.journal.interface import Appended, Held
from protocols.journal.quarantine import take_back
from protocols.journal.rows import MessageRow, QuarantineRow
from protocols.journal.transaction import Transaction
from protocols.pipeline.entry import Entry, Outcome, Rejection

_ENGINE_ERROR: Final = "engine_error"
_OMITTED: Final = {
    OmittedFor.UNPLANNED: "it is not in the plan",
    OmittedFor.VIOLATION: "it broke its rule",
    OmittedFor.COMMON: "it broke the plan's common rule",
}


def append(work: Transaction, items: Sequence[Encoded | Rejection]) -> tuple[Appended, ...]:
    """Gather the items into the transaction; what became of each."""
    answers: list[Appended] = []
    leader = Appended.STORED
    for item in items:
        if isinstance(item, Rejection):
            answers.append(_reject(work, item))
        elif item.entry.follows and leader is Appended.DUPLICATE:
            _count(work, item.entry, Term.DUPLICATE)
            answers.append(Appended.DUPLICATE)
        else:
            answers.append(_accept(work, item))
            leader = leader if item.entry.follows else answers[-1]
    return tuple(answers)


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
    seq, message_id = work.memory.last_seq + 1, text(entry.message_id)
    if entry.replay_of is not None:
        answer, target = take_back(work, entry.replay_of, entry)
        if answer is not Appended.STORED:
            return answer
        _count(work, entry, Term.REPLAYED)
    elif entry.dedupe:
        taken = claim(work, message_id, seq, encoded)
        if not taken.first:
            _count(work, entry, Term.DUPLICATE)
            _count(work, entry, Term.DEDUPE_CONFLICTS, int(taken.conflict))
            return Appended.DUPLICATE
    work.memory.last_seq = seq
    row = work.messages[seq] = MessageRow(
        seq=seq,
        at=work.now,
        source=entry.source,
        message_id=message_id,
        received_at=entry.received_at,
        kind=entry.kind,
        name=_text(entry.name),
        outcome=entry.outcome,
        message=encoded.message,
        forwarded=encoded.forwarded,
        decision=encoded.decision,
        plan=_plan(work, entry.decision),
        replay_of=entry.replay_of,
        target=target,
    )
    _count_accepted(work, entry, target)
    client = client_of(entry.message)
    if client is not None:
        _count(work, entry, Term.CLIENTS, code=work.memory.clients.code(entry.source, client))
    if entry.outcome is Outcome.BLOCKED:
        work.quarantine.append(_blocked(row, entry))
    if entry.decision is not None and encoded.decision is not None:
        _judged(work, row, entry, entry.decision)
    return Appended.STORED


def _plan(work: Transaction, decision: Decision | None) -> int | None:
    judge = None if decision is None else decision.plan
    return None if judge is None else work.memory.plan(work.store, judge)


def _judged(work: Transaction, row: MessageRow, entry: Entry, decision: Decision) -> None:
    note(work.hits, entry, decision, row.plan)
    work.quarantine.extend(_omitted(row, decision))
    if decision.verdict is Verdict.REWRITTEN:
        _count(work, entry, Term.REWRITTEN)
    _count(work, entry, Term.OMITTED, len(decision.omitted))
    _count(work, entry, Term.VIOLATIONS, max(decision.violation_count, len(decision.violations)))
    for reason, n in entry.unforwarded._asdict().items():
        _count(work, entry, Term.UNFORWARDED, n, code=reason)


def _blocked(row: MessageRow, entry: Entry) -> QuarantineRow:
    code, reason = text(entry.discard or ""), text(_reason(entry.decision))
    return _held(row, Held.BLOCKED, code, reason, row.message)


def _omitted(row: MessageRow, decision: Decision) -> Iterator[QuarantineRow]:
    for omitted in decision.omitted:
        value, reason = to_json(omitted.value), _OMITTED[omitted.reason]
        held = _held(row, Held.OMITTED, omitted.reason, reason, value)
        yield held._replace(field=text(omitted.field))


def _held(row: MessageRow, held: Held, code: str, reason: str, body: bytes) -> QuarantineRow:
    return QuarantineRow(
        at=row.at,
        held=held,
        source=row.source,
        received_at=row.received_at,
        code=code,
        reason=reason,
        body=body,
        message_id=row.message_id,
        kind=row.kind,
        name=row.name,
        seq=row.seq,
    )


def _reason(decision: Decision | None) -> str:
    """Why a message was blocked, in a sentence: what failed, or what the first finding says."""
    if decision is None:
        return ""
    if decision.fault:
        return decision.fault
    if decision.violations:
        return decision.violations[0].description
    return next((not_planned(it) for it in decision.unplanned), "")


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


def _count(
    work: Transaction, item: Entry | Rejection, term: Term, n: int = 1, *, code: str = ""
) -> None:
    if n:
        work.tally[Count(Scope.SOURCE, item.source, term, code, item.received_at[:10])] += n


def _text(value: str | None) -> str | None:
    return None if value is None else text(value)
