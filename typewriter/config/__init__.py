"""`typewriter.yml`: which plans become which clients, and how code is checked against them."""

from typewriter.config.find import NAME, find_config
from typewriter.config.load import Configured, load_config
from typewriter.config.model import Checking, Client, Config

__all__ = ["NAME", "Checking", "Client", "Config", "Configured", "find_config", "load_config"]
