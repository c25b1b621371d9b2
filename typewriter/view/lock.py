"""What a generated package remembers of how it was made: `plan.lock`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from protocols.plan.model import PlanRef
from typewriter.naming import Key
from typewriter.view.conflicts import sides


@dataclass(frozen=True, slots=True)
class Lock:
    """The plan and the generator a package was made from, the names it gave, the files it wrote.

    `names` maps each public name to what it stands for; `arguments` holds, function by function,
    those arguments that are not called what they are sent as.
    """

    plan: PlanRef
    generator: str
    names: Mapping[str, Key] = field(default_factory=dict)
    arguments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def kept_names(self) -> dict[Key, str]:
        """What had a name, and which."""
        return {key: name for name, key in self.names.items()}

    def kept_arguments(self, function: str) -> dict[Key, str]:
        """Wire names of a function's properties, and what its arguments were called."""
        return {(wire,): name for name, wire in self.arguments.get(function, {}).items()}

    def to_json(self) -> str:
        """The text of the file: sorted, and the same for the same contents."""
        document = {
            "generator": self.generator,
            "plan": {
                "id": self.plan.id,
                "version": self.plan.version,
                "sha256": self.plan.sha256,
            },
            "names": {name: list(self.names[name]) for name in sorted(self.names)},
            "arguments": {
                name: dict(sorted(self.arguments[name].items()))
                for name in sorted(self.arguments)
                if self.arguments[name]
            },
            "files": dict(sorted(self.files.items())),
        }
        return json.dumps(document, indent=2) + "\n"


def sha256(text: str) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_lock(text: str) -> Lock | None:
    """The lock in `text`, or None if it is not one.

    Of a lock that could not be merged, the names that either side gave are remembered.
    """
    merged = sides(text)
    if merged is None:
        return _read(text)
    ours, theirs = _read(merged.ours), _read(merged.theirs)
    if ours is None or theirs is None:
        return ours or theirs
    arguments = {
        function: {**theirs.arguments.get(function, {}), **ours.arguments.get(function, {})}
        for function in {**theirs.arguments, **ours.arguments}
    }
    return replace(ours, names={**theirs.names, **ours.names}, arguments=arguments)


def _read(text: str) -> Lock | None:
    try:
        document: Any = json.loads(text)
        plan = document["plan"]
        return Lock(
            plan=PlanRef(str(plan["id"]), str(plan["version"]), str(plan["sha256"])),
            generator=str(document["generator"]),
            names={str(name): tuple(map(str, key)) for name, key in document["names"].items()},
            arguments={
                str(name): {str(argument): str(wire) for argument, wire in given.items()}
                for name, given in document["arguments"].items()
            },
            files={str(path): str(sha256) for path, sha256 in document["files"].items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
