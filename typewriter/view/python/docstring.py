"""Docstrings: what the plan says of a call, of its owner and of each argument."""

from collections.abc import Iterator, Sequence

from protocols.plan.model import Kind, Rule, Status
from typewriter.view.calls import ANY_NAME, Call
from typewriter.view.types import Field, Record

_PURPOSES = {
    Kind.IDENTIFY: "Say who a person is, and what is known of them.",
    Kind.GROUP: "Say which group a person belongs to, and what is known of it.",
}
_STATUSES = {
    Status.DRAFT: "Draft: judged and reported, never blocked.",
    Status.DEPRECATED: "Deprecated: do not send it from new code.",
}
_CONDITIONAL = "Which arguments go together is checked when the call is made."


def call_docstring(call: Call, arguments: Sequence[tuple[str, str]]) -> str:
    """The whole text, unescaped. `arguments` are names and what to say of them."""
    lines = [_summary(call)]
    if facts := list(_facts(call)):
        lines += ["", *facts]
    if described := [f"    {name}: {text}" for name, text in arguments if text]:
        lines += ["", "Args:", *described]
    return _encodable("\n".join(lines))


def record_docstring(record: Record) -> str:
    """What the plan says of each key of an object."""
    texts = [(field.wire, argument_text(field, field.wire)) for field in record.fields]
    lines = [f"    {wire}: {text}" for wire, text in texts if text]
    summary = record.description.strip() or "An object with these keys."
    return _encodable("\n".join([summary, "", "Keys:", *lines]) if lines else summary)


def argument_text(field: Field, name: str) -> str:
    """One line on one property: what it means, what it must be, how it is sent."""
    renamed = f"Sent as {field.wire!r}." if name != field.wire else ""
    said = (_sentence(field.description), *field.notes, renamed)
    return " ".join(" ".join(said).split())


def deprecation(call: Call) -> str | None:
    """Why an editor should strike the call out, if it should."""
    if call.rule.status is not Status.DEPRECATED:
        return None
    return f"{call.rule.label} is deprecated. {call.rule.description}".strip()


def _summary(call: Call) -> str:
    if call.rule.description.strip():
        return call.rule.description.strip()
    if call.kind in _PURPOSES:
        return _PURPOSES[call.kind]
    return f"Send any other {call.kind}." if _is_any(call) else f"Send {call.name!r}."


def _facts(call: Call) -> Iterator[str]:
    if call.name and not _is_any(call):
        version = f", version {call.version}" if call.version else ""
        yield f"{'Event' if call.kind is Kind.TRACK else call.kind.capitalize()}: {call.name}{version}"
    yield from _rule_facts(call.rule)
    if call.body.conditional:
        yield _CONDITIONAL


def _is_any(call: Call) -> bool:
    return call.kind is not Kind.TRACK and call.name == ANY_NAME


def _rule_facts(rule: Rule) -> Iterator[str]:
    if rule.owner:
        yield f"Owner: {rule.owner}"
    if rule.sources:
        yield f"Sent from: {', '.join(rule.sources)}"
    if rule.status in _STATUSES:
        yield _STATUSES[rule.status]


def _encodable(text: str) -> str:
    """Half a surrogate pair is written out: no class can have it in its docstring."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."
