"""What the plan says of a call and of a property, in sentences for any language's documentation."""

from collections.abc import Iterator
from typing import Final

from protocols.plan.model import Kind, Rule, Status
from typewriter.view.calls import ANY_NAME, Call
from typewriter.view.types import Field

_PURPOSES: Final = {
    Kind.IDENTIFY: "Say who a person is, and what is known of them.",
    Kind.GROUP: "Say which group a person belongs to, and what is known of it.",
}
_STATUSES: Final = {
    Status.DRAFT: "Draft: judged and reported, never blocked.",
    Status.DEPRECATED: "Deprecated: do not send it from new code.",
}


def summary(call: Call) -> str:
    """What the call means: the plan's words if it has any."""
    if call.rule.description.strip():
        return call.rule.description.strip()
    if call.kind in _PURPOSES:
        return _PURPOSES[call.kind]
    return f"Send any other {call.kind}." if _is_any(call) else f"Send {call.name!r}."


def facts(call: Call) -> Iterator[str]:
    """A line each: the name on the wire, the owner, the sources, the status."""
    if call.name and not _is_any(call):
        version = f", version {call.version}" if call.version else ""
        yield f"{'Event' if call.kind is Kind.TRACK else call.kind.capitalize()}: {call.name}{version}"
    yield from _rule_facts(call.rule)


def deprecation(call: Call) -> str | None:
    """Why an editor should strike the call out, if it should."""
    if call.rule.status is not Status.DEPRECATED:
        return None
    return f"{call.rule.label} is deprecated. {call.rule.description}".strip()


def field_text(field: Field, *more: str) -> str:
    """One line on one property: what it means, what it must be, and what else there is to say."""
    return " ".join(" ".join((_sentence(field.description), *field.notes, *more)).split())


def _is_any(call: Call) -> bool:
    return call.kind is not Kind.TRACK and call.name == ANY_NAME


def _rule_facts(rule: Rule) -> Iterator[str]:
    if rule.owner:
        yield f"Owner: {rule.owner}"
    if rule.sources:
        yield f"Sent from: {', '.join(rule.sources)}"
    if rule.status in _STATUSES:
        yield _STATUSES[rule.status]


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."
