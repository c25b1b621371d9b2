"""For tests: see what was sent, and fail where it breaks the plan.

    with capture() as sent:
        check_out(cart)
    assert [event.name for event in sent.events] == ["Order Completed"]
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ._model import SchemaViolation, Validate, Violation
from ._settings import Settings, exchange
from ._validation import hindrance

__all__ = ["Captured", "Event", "capture"]


@dataclass(frozen=True)
class Event:
    """One call that was sent. `properties` are the traits of an identify or a group call."""

    type: str
    name: str | None
    user_id: str | None
    anonymous_id: str | None
    properties: Mapping[str, Any]
    context: Mapping[str, Any]
    call: Mapping[str, Any] = field(repr=False)


class Captured:
    """What was sent inside `capture()`, in order. It is a transport, too."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.violations: list[SchemaViolation] = []

    def named(self, name: str) -> list[Event]:
        """The events, pages or screens with this name."""
        return [event for event in self.events if event.name == name]

    def track(self, **call: Any) -> None:
        self._record("track", call)

    def identify(self, **call: Any) -> None:
        self._record("identify", call)

    def group(self, **call: Any) -> None:
        self._record("group", call)

    def page(self, **call: Any) -> None:
        self._record("page", call)

    def screen(self, **call: Any) -> None:
        self._record("screen", call)

    def alias(self, **call: Any) -> None:
        self._record("alias", call)

    def _record(self, kind: str, call: dict[str, Any]) -> None:
        self.events.append(
            Event(
                type=kind,
                name=call.get("event", call.get("name")),
                user_id=call.get("user_id"),
                anonymous_id=call.get("anonymous_id"),
                properties=call.get("properties", call.get("traits", {})),
                context=call.get("context", {}),
                call=call,
            )
        )

    def note(self, call: str, _: Mapping[str, object], violations: Sequence[Violation]) -> None:
        """Remember a call that broke the plan, in case the code under test hides it."""
        self.violations.append(SchemaViolation(call, violations))


@contextmanager
def capture(*, validate: bool = True) -> Generator[Captured, None, None]:
    """Send nothing; record every call of the whole program until the block ends.

    A call that breaks the plan raises `SchemaViolation` where it is made, and again when the block
    ends if the code under test caught it. With `validate=False` nothing is checked, and
    jsonschema-rs is not needed.
    """
    if validate and (why := hindrance()):
        raise RuntimeError(
            f"capture() checks calls with jsonschema-rs: {why}; "
            "install it, or use capture(validate=False)"
        )
    sent = Captured()
    mode: Validate = "raise" if validate else "off"
    before = exchange(Settings())
    exchange(Settings(sent, mode, sent.note, before.context, capturing=True))
    try:
        yield sent
    finally:
        exchange(before)
    if sent.violations:
        raise sent.violations[0]
