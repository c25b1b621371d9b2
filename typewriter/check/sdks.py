"""Libraries that send events by name."""

from typing import Final

_PACKAGES: Final = ("segment.analytics", "rudderstack.analytics", "rudder_analytics", "analytics")
_OBJECTS: Final = ("", ".Client()", ".client.Client()", ".default_client")

RAW: Final = frozenset(f"{package}{made}.track" for package in _PACKAGES for made in _OBJECTS)
"""Their functions for an event: `track(user_id, event, …)`."""

SDKS: Final = ("segment", "rudderstack", "rudder_analytics", "analytics")
"""What the names of all that is in them begin with."""

EVENT_PLACE: Final = 1
EVENT_KEYWORD: Final = "event"
