"""From a message and a setting to what is told of it. All is done by the gateway's own steps."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from protocols.cli.explain.arrivals import Arrived
from protocols.cli.explain.judgement import judgement
from protocols.cli.explain.parts import Written, changes, filters, parts, transformations
from protocols.cli.explain.setting import Setting
from protocols.cli.explain.view import Delivery, Explained, Forwarded, Step
from protocols.engine.decision import Discard
from protocols.engine.findings import findings_of, label_of
from protocols.findings import Position, Severity
from protocols.pipeline.entry import Entry, Outcome
from protocols.pipeline.order import ORDER
from protocols.pipeline.trace import Admitted, Traced, trace_admit, trace_route
from protocols.pipeline.workspace.destinations import Destination

_NUMBERS: Final = {row.step.partition(":")[0]: row.number for row in ORDER}
_STORED: Final = next(row.number for row in ORDER if row.where == "journal")
_ENGINE: Final = "engine"
_SLOT: Final = Step(ORDER[1].number, ORDER[1].step, "nothing")

_KEPT: Final = {
    Outcome.ADMITTED: "stored; the same messageId again counts as a duplicate",
    Outcome.BLOCKED: "kept whole in quarantine; goes to no destination",
    Outcome.DROPPED: "stored and counted; goes to no destination",
}


def explained(arrived: Arrived, setting: Setting) -> Explained:
    """Everything that happens to one message, or why it is no message."""
    if arrived.message is None:
        return _rejected(arrived, setting)
    admitted = trace_admit(arrived.message, setting.source, received_at=arrived.received_at)
    entry = admitted.entry
    going = entry.message if entry.forwarded is None else entry.forwarded
    steps = (_arrival(arrived), _SLOT, *_steps(admitted, setting), _storing(entry, setting))
    return Explained(
        place=arrived.place,
        label=label_of(arrived.sent),
        source=entry.source,
        outcome=entry.outcome.value,
        code=entry.discard if entry.outcome is not Outcome.DROPPED else None,
        findings=_has_findings(entry),
        steps=steps,
        forwarded=tuple(_forwarded(each, setting) for each in admitted.derived),
        unforwarded={why: count for why, count in entry.unforwarded._asdict().items() if count},
        destinations=tuple(_deliveries(entry, going, setting)),
        message=going,
    )


def _rejected(arrived: Arrived, setting: Setting) -> Explained:
    fault, sent = arrived.fault, arrived.sent
    code, reason = (fault.code, fault.reason) if fault else ("", "")
    return Explained(
        place=arrived.place,
        label=label_of(sent) if isinstance(sent.get("type"), str) else "an item without a type",
        source=setting.source.name,
        outcome="rejected",
        code=code,
        findings=True,
        steps=(Step("1", "gateway", code, f"{reason}; it is kept in quarantine"),),
        message=arrived.sent,
    )


def _has_findings(entry: Entry) -> bool:
    if entry.outcome is not Outcome.ADMITTED:
        return True
    if entry.decision is None:
        return False
    found = findings_of(entry.decision, entry.message, Position(""))
    return any(finding.severity is not Severity.NOTE for finding in found)


def _arrival(arrived: Arrived) -> Step:
    if arrived.recorded:
        note = "it has a receivedAt and a messageId: taken as it was recorded"
        return Step("1", "gateway", "accepted", note)
    stamped = changes(arrived.sent, arrived.message)
    return Step("1", "gateway", "accepted", "as if it arrived now", stamped)


def _steps(admitted: Admitted, setting: Setting) -> Iterator[Step]:
    transformer = setting.source.transformer
    names = [step.name for step in transformer.steps] if transformer else []
    written = transformations(names, setting.where, (*setting.controls_at[:-1], "transformations"))
    for traced in admitted.steps:
        if traced.step == _ENGINE:
            yield _engine(traced, admitted.entry, setting)
        else:
            yield _step(traced, written, "" if written else "none")
    if _failed(admitted):
        note = "the engine itself failed; on_engine_error decides"
        yield Step(_NUMBERS[_ENGINE], _ENGINE, Discard.ENGINE_ERROR.value, note)


def _failed(admitted: Admitted) -> bool:
    """Whether a step raised: then admit tells of it in the entry alone."""
    decision = admitted.entry.decision
    told = any(traced.discard or traced.step == _ENGINE for traced in admitted.steps)
    return decision is not None and decision.discard is Discard.ENGINE_ERROR and not told


def _engine(traced: Traced, entry: Entry, setting: Setting) -> Step:
    number, decision = _NUMBERS[traced.step], entry.decision
    if decision is None:
        return Step(number, traced.step, "not judged", "the source has no plan")
    told = judgement(traced.before, decision, setting)
    changed = changes(traced.before, traced.after)
    return Step(number, traced.step, told.verdict, changes=changed, judgement=told)


def _step(traced: Traced, written: Sequence[Written], note: str) -> Step:
    return Step(
        number=_NUMBERS[traced.step],
        step=traced.step,
        outcome=traced.discard or "passed",
        note=note,
        parts=parts(traced.parts, written),
    )


def _storing(entry: Entry, setting: Setting) -> Step:
    omitted = len(entry.decision.omitted) if entry.decision else 0
    values = f"{omitted} omitted {'value' if omitted == 1 else 'values'}"
    beside = f"; {values} kept in quarantine" if omitted else ""
    unread = entry.outcome is Outcome.ADMITTED and setting.readers.get(entry.source) == ()
    note = (
        f"{_KEPT[entry.outcome]}{beside}{'; no destination reads this source' if unread else ''}"
    )
    return Step(_STORED, "journal", entry.outcome.value, note)


def _forwarded(entry: Entry, setting: Setting) -> Forwarded:
    readers = setting.readers.get(entry.source, ())
    return Forwarded(label_of(entry.message), entry.source, readers, entry.message)


def _deliveries(entry: Entry, going: Mapping[str, Any], setting: Setting) -> Iterator[Delivery]:
    """What each destination that reads the source gets; nothing of what was not admitted."""
    if entry.outcome is Outcome.ADMITTED:
        for name, options in setting.destinations.items():
            yield _delivery(going, name, options, setting)


def _delivery(
    message: Mapping[str, Any], name: str, options: Destination, setting: Setting
) -> Delivery:
    sent = trace_route(message, name, options)
    at = ("destinations", name)
    names = [item.name for item in options.transformations]
    written = {
        "filters": filters(options.filters, setting.where, (*at, "filters")),
        "transformations": transformations(names, setting.where, (*at, "transformations")),
    }
    notes = {
        "consent": _consent(message, options),
        "integrations": _integrations(message),
    }
    return Delivery(
        destination=name,
        type=options.type,
        place=setting.where(at),
        discard=sent.routed.discard,
        steps=tuple(
            _step(traced, written.get(traced.step, ()), notes.get(traced.step, ""))
            for traced in sent.steps
        ),
        changes=changes(message, sent.routed.message),
        message=sent.routed.message,
    )


def _consent(message: Mapping[str, Any], options: Destination) -> str:
    if not options.consent:
        return "none is needed"
    context = message.get("context")
    said = context.get("consent") if isinstance(context, Mapping) else None
    told = orjson.dumps(said).decode() if said is not None else "nothing"
    return f"needs {', '.join(options.consent)}; the message's consent says {told}"


def _integrations(message: Mapping[str, Any]) -> str:
    wanted = message.get("integrations")
    return (
        f"the message's say {orjson.dumps(wanted).decode()}"
        if wanted
        else "the message names none"
    )
