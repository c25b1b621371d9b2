"""Comments that an editor shows: what the plan says of a call, a type and a property."""

from dataclasses import dataclass

from typewriter.view.calls import Call
from typewriter.view.notes import DEPRECATED
from typewriter.view.prose import deprecation, facts, field_text, summary
from typewriter.view.types import Field

_CONDITIONAL = "Which properties go together is beyond types: `validate` tells."


@dataclass(frozen=True, slots=True)
class Doc:
    """A comment's text, unescaped, and why an editor should strike out what it is about."""

    text: str = ""
    deprecated: str | None = None


def call_doc(call: Call) -> Doc:
    """What the plan says of a call."""
    said = [*facts(call), *([_CONDITIONAL] if call.body.conditional else [])]
    listed = "".join(f"\n- {fact}" for fact in said)
    return Doc(summary(call) + (f"\n{listed}" if listed else ""), deprecation(call))


def field_doc(field: Field) -> Doc:
    """One line on one property."""
    struck = DEPRECATED in field.notes
    return Doc(field_text(field), "It is not to be sent from new code." if struck else None)


def type_doc(description: str) -> Doc:
    """What the plan says of a type."""
    return Doc(description.strip())
