"""Finding the files that ship with the packages, in a wheel and in a checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def packaged(package: str, shipped: str, checkout: str) -> Traversable:
    """The folder `shipped` inside the installed `package`, or `checkout` beside it in a clone."""
    inside = files(package) / shipped
    if inside.is_dir():
        return inside
    return Path(__file__).parents[1] / checkout
