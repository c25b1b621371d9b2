"""What was measured on, and with which versions."""

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from bench.node_peer import Node, absent

PACKAGES: Final = (
    "protocols-typewriter",
    "orjson",
    "jsonschema-rs",
    "jsonschema",
    "fastjsonschema",
    "pydantic",
    "PyYAML",
    "uvicorn",
    "uvloop",
    "httptools",
)


def described() -> str:
    """Processors, Python, and every version a figure depends on."""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    versions = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    versions += [_installed(name) for name in PACKAGES]
    return f"{system}{load}.\n{', '.join(versions + _node())}.\n\nMeasured at {_revision()}.\n"


def _installed(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} absent"


def _node() -> list[str]:
    if missing := absent():
        return [f"Ajv not measured: {missing}"]
    with Node() as node:
        found = node.ask("versions")
    return [f"Node {found['node']}, Ajv {found['ajv']}, ajv-formats {found['formats']}"]


def _revision() -> str:
    root = Path(__file__).parents[1]
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "an unknown revision"
    return f"revision {found.stdout.strip()}"
