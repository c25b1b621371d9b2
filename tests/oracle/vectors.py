"""Draft-07's official vectors: all that are required, and the optional ones for what we assert."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

FOLDER: Final = Path(__file__).with_name("draft7")


class Group(NamedTuple):
    """A schema and the values it is tried on: `(description, value, valid)`."""

    name: str
    schema: Any
    tests: tuple[tuple[str, Any, bool], ...]


def groups() -> Iterator[Group]:
    """Every group of every file, in order."""
    for path in sorted(FOLDER.rglob("*.json")):
        file = path.relative_to(FOLDER).with_suffix("").as_posix()
        for group in json.loads(path.read_text(encoding="utf-8")):
            tests = tuple(
                (test["description"], test["data"], test["valid"]) for test in group["tests"]
            )
            yield Group(f"{file}: {group['description']}", group["schema"], tests)
