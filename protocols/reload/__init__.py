"""Files that change while the gateway runs: seen, read anew, and taken into use whole or not at all."""

from protocols.reload.doubts import log_doubts
from protocols.reload.origin import Loaded, Origin
from protocols.reload.reloader import Reloader

__all__ = ["Loaded", "Origin", "Reloader", "log_doubts"]
