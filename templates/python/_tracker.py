"""The client as an object: for dependency injection, and for programs with many tenants.

Type checkers read `_tracker.pyi`, which lists the calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, cast

from ._model import Anonymous, Both, Identity, OnViolation, User, Validate
from ._settings import Settings, under

if TYPE_CHECKING:
    from typing_extensions import Self

    from ._transport import Transport

_PACKAGE: Final = __name__.rpartition(".")[0]
_ABOUT_NOBODY: Final = frozenset({"alias"})
_NOT_CALLS: Final = frozenset({"configure"})


class Tracker:
    """Every call of the plan, with a transport and settings of its own.

        tracker = Tracker(transport, context={"tenant": "acme"})
        tracker.order_completed(User("u1"), total=3)

    Given `who`, its calls are about them and are made without saying so again. Trackers cost next to
    nothing; make one for each request, and share the transport.

    Args:
        transport: Sends the calls; None drops them all.
        who: Whom all of its calls are about.
        validate, on_violation, context: As for `configure`, of which a tracker knows nothing.

    Raises:
        ValueError: `validate` is none of the words that there are.
    """

    __slots__ = ("_settings", "_who")

    def __new__(cls, *_: Any, who: Identity | None = None, **__: Any) -> Self:
        return cast("Self", object.__new__(cls if who is None else BoundTracker))

    def __init__(
        self,
        transport: Transport | None,
        *,
        who: Identity | None = None,
        validate: Validate = "warn",
        on_violation: OnViolation | None = None,
        context: Mapping[str, object] | None = None,
    ) -> None:
        self._settings = Settings(transport, validate, on_violation, context)
        self._who = who

    def __getattr__(self, name: str) -> Callable[..., None]:
        function = None if name.startswith("_") else getattr(import_module(_PACKAGE), name, None)
        if not isinstance(function, FunctionType) or name in _NOT_CALLS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        who = None if name in _ABOUT_NOBODY else self._who
        return partial(_call, self._settings, who, function)


class BoundTracker(Tracker):
    """A tracker whose calls are all about one user."""

    __slots__ = ()


def _call(
    own: Settings, who: Identity | None, function: Callable[..., None], /, *given: Any, **named: Any
) -> None:
    if who is not None and not isinstance(given[:1] and given[0], (User, Anonymous, Both)):
        given = (who, *given)
    with under(own):
        function(*given, **named)
