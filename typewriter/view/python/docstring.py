"""Docstrings: what the plan says of a call, of its owner and of each argument."""

from collections.abc import Sequence

from typewriter.view.calls import Call
from typewriter.view.prose import facts, field_text, summary
from typewriter.view.types import Field, Record

_CONDITIONAL = "Which arguments go together is checked when the call is made."


def call_docstring(call: Call, arguments: Sequence[tuple[str, str]]) -> str:
    """The whole text, unescaped. `arguments` are names and what to say of them."""
    lines = [summary(call)]
    said = [*facts(call), *([_CONDITIONAL] if call.body.conditional else [])]
    if said:
        lines += ["", *said]
    if described := [f"    {name}: {text}" for name, text in arguments if text]:
        lines += ["", "Args:", *described]
    return _encodable("\n".join(lines))


def record_docstring(record: Record) -> str:
    """What the plan says of each key of an object."""
    texts = [(field.wire, argument_text(field, field.wire)) for field in record.fields]
    lines = [f"    {wire}: {text}" for wire, text in texts if text]
    said = record.description.strip() or "An object with these keys."
    return _encodable("\n".join([said, "", "Keys:", *lines]) if lines else said)


def argument_text(field: Field, name: str) -> str:
    """One line on one property: what it means, what it must be, how it is sent."""
    return field_text(field, *([f"Sent as {field.wire!r}."] if name != field.wire else []))


def _encodable(text: str) -> str:
    """Half a surrogate pair is written out: no class can have it in its docstring."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
