"""Delivery: each destination has its own cursor, worker and patience."""

from protocols.delivery.destinations import DESTINATIONS, build
from protocols.delivery.lane import Effects, Lane
from protocols.delivery.run import Delivery

__all__ = ["DESTINATIONS", "Delivery", "Effects", "Lane", "build"]
