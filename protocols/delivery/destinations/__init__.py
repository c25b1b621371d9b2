"""Destinations, one a file: a row here and a model of its options are all that a new one needs."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

from protocols.delivery.destinations.interface import Clock, Destination, Outgoing, Taken
from protocols.errors import Undeliverable
from protocols.pipeline.workspace.destinations import (
    DuckdbDestination,
    FileDestination,
    WebhookDestination,
)

__all__ = ["DESTINATIONS", "Clock", "Destination", "Outgoing", "Taken", "build"]

DESTINATIONS: Final[Mapping[type[Any], str]] = {
    DuckdbDestination: "duckdb",
    FileDestination: "file",
    WebhookDestination: "webhook",
}
"""The model of a destination's options, and the module here whose `make` takes them.

A module is imported when a workspace uses it: its libraries are an extra of their own.
"""


def build(options: object, *, clock: Clock) -> Destination:
    """The destination that `options` describe; nothing is opened yet.

    Raises:
        Undeliverable: a library that it needs is not installed.
    """
    name = DESTINATIONS[type(options)]
    try:
        adapter = import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as missing:
        raise Undeliverable(
            f"a {name} destination needs {missing.name}: pip install 'protocols-typewriter[{name}]'"
        ) from missing
    destination: Destination = adapter.make(options, clock)
    return destination
