"""Where calls go and how they are checked: for the whole program, or for a `Tracker`."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, get_args

from ._model import OnViolation, Validate

if TYPE_CHECKING:
    from ._transport import Transport

_MODES: Final = get_args(Validate)


@dataclass(frozen=True)
class Settings:
    """What `configure` or a `Tracker` was told. `capturing` puts them before a tracker's own."""

    transport: Transport | None = None
    validate: Validate = "warn"
    on_violation: OnViolation | None = None
    context: Mapping[str, object] | None = None
    configured: bool = True
    capturing: bool = False

    def __post_init__(self) -> None:
        if self.validate not in _MODES:
            raise ValueError(f'validate must be "off", "warn" or "raise", not {self.validate!r}')


settings = Settings(configured=False)
_own: Final[ContextVar[Settings | None]] = ContextVar("own", default=None)


def configure(
    transport: Transport | None,
    *,
    validate: Validate = "warn",
    on_violation: OnViolation | None = None,
    context: Mapping[str, object] | None = None,
) -> None:
    """Say where calls go and how they are checked. May be called again at any time.

    Args:
        transport: Sends the calls; None drops them all.
        validate: "off" checks nothing; "warn" reports a call that breaks the plan and sends it;
            "raise" raises `SchemaViolation` and does not send it. Checking needs jsonschema-rs.
        on_violation: Given the call's name, the whole message and its violations, instead of a
            line in the log.
        context: Added to the `context` of every call.

    Raises:
        ValueError: `validate` is none of these words.
    """
    exchange(Settings(transport, validate, on_violation, context))


def exchange(new: Settings) -> Settings:
    """Put other settings into force, and return those that were."""
    global settings
    before, settings = settings, new
    return before


@contextmanager
def under(own: Settings) -> Generator[None, None, None]:
    """Make the next call in here under settings of its own."""
    token = _own.set(own)
    try:
        yield
    finally:
        _own.reset(token)


def in_force() -> Settings:
    """A tracker's settings are for its call alone, not for what is called meanwhile."""
    own = _own.get()
    if own is None:
        return settings
    _own.set(None)
    return replace(settings, context=own.context) if settings.capturing else own
