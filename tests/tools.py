"""The outside tools some tests need: how each is found on this machine."""

import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

NODE_FOLDER: Final = Path(__file__).parent / "e2e" / "node"
CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OTHER_PYTHONS: Final = ("3.10", "3.12", "3.13")
"""Interpreters that run generated clients, too, where they are; no package index has them."""


def _git_checkout() -> str | None:
    return shutil.which("git") if (Path(__file__).parents[1] / ".git").exists() else None


def _node() -> str | None:
    found = shutil.which("node")
    if found is None:
        return None
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
    return found if int(version.stdout.lstrip("v").split(".")[0]) >= 20 else None


def _npm_packages() -> str | None:
    installed = NODE_FOLDER / "node_modules"
    wanted = ("@segment/analytics-node", "@types/node", "ajv-formats", "pyright", "typescript")
    return str(installed) if all((installed / name).is_dir() for name in wanted) else None


def _chromium() -> str | None:
    asked = os.environ.get("CHROMIUM")
    return asked or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@cache
def python(version: str) -> str | None:
    """An interpreter of this version, if any; pyenv's shims stand in the path for absent ones, too."""
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for found in filter(None, (shutil.which(f"python{version}"), *map(str, kept))):
        asked = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
        if asked.stdout.startswith(f"Python {version}."):
            return found
    return None


TOOLS: Final[dict[str, tuple[str, Callable[[], str | None]]]] = {
    "chromium": ("Chromium or Chrome (or $CHROMIUM)", _chromium),
    "git": ("git, and a checkout", _git_checkout),
    "node": ("Node 20 or newer", _node),
    "npm-packages": ("the npm packages: make node-packages", _npm_packages),
}
"""Name → what a person has to provide, and the function that finds it."""


@cache
def find(name: str) -> str | None:
    """Where the tool is, or None when this machine has none."""
    return TOOLS[name][1]()


def path(name: str) -> str:
    """Where the tool is; for tests marked `needs(name)`."""
    found = find(name)
    assert found is not None, f"the test uses {name} but is not marked needs({name!r})"
    return found
