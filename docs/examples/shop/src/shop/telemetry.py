"""All tracking goes through here: what other modules import, and two ways of sending."""

import logging
from collections.abc import Callable
from threading import Thread

import segment.analytics as analytics
import shop_tracking as tracking
from shop_tracking import User, identify, order_cancelled, signed_up

__all__ = ["User", "emit", "identify", "later", "order_cancelled", "signed_up", "tracking"]

log = logging.getLogger(__name__)


def later(call: Callable[..., None], *arguments: object, **properties: object) -> None:
    """Make a call without waiting for it."""
    Thread(target=call, args=arguments, kwargs=properties).start()


def emit(event: str, account: str, **properties: object) -> None:
    """Send an event by its name, and write it down."""
    log.info("%s by %s", event, account)
    analytics.track(account, event, properties)
