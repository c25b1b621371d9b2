"""Names and hints inside a remedy: short, escaped, and never a value."""

import json
import re
from functools import lru_cache
from typing import Final

from protocols.engine.wording import MAX_SHOWN, cut

LOOK: Final = 200
"""Characters of a value that a guess looks at."""

EMPTY_STRING: Final = "an empty string: leave the key out when there is no value"
SPACES_AROUND: Final = "send it without the spaces around it"

_INDEX: Final = re.compile(r"(?<!\\)\[[0-9]+\]")
_PLAIN_PATH: Final = re.compile(r"[A-Za-z_][\w.]*")
_PLAIN_NAME: Final = re.compile(r"[A-Za-z][\w ]*\w")
_MADE_OVER: Final = ("properties.", "traits.", "context.")
"""Where a transformation may write: never the envelope."""


def quoted(name: str) -> str:
    """A name in quotes, what cannot be seen escaped, its end cut off when it is long."""
    return repr(cut(name))


def asked(meant: str, *more: str) -> str:
    """`did you mean 'x'?`, and the sentences that follow it, if any."""
    follow = ". ".join(f"{each[0].upper()}{each[1:]}" for each in more if each)
    return f"did you mean {quoted(meant)}? {follow}".rstrip()


def either(advice: str, other: str) -> str:
    """The advice, and another way where there is one."""
    return f"{advice}, {other}" if other else advice


@lru_cache(maxsize=2048)
def _written(path: str) -> str:
    """A path as it stands in the workspace file: every element of an array, quoted where it must be."""
    every = _INDEX.sub("[]", path)
    return every if _PLAIN_PATH.fullmatch(every) else json.dumps(every)


def or_cast(path: str, to: str, *, means: str = "") -> str:
    """`or cast it: …`, where a transformation can; `means` says what the cast takes for granted."""
    if len(path) > MAX_SHOWN or not path.startswith(_MADE_OVER):
        return ""
    return f"or cast it{means}: `cast: {{{_written(path)}: {to}}}`"


def or_move(source: str, target: str, verb: str = "rename") -> str:
    """`or rename it: …`, where a transformation can."""
    if len(source) > MAX_SHOWN or len(target) > MAX_SHOWN or not target.startswith(_MADE_OVER):
        return ""
    return f"or {verb} it: `rename: {{{_written(source)}: {_written(target)}}}`"


def or_rename_event(name: str) -> str:
    """`or rename it: …` for an event."""
    if len(name) > MAX_SHOWN:
        return ""
    written = name if _PLAIN_NAME.fullmatch(name) else json.dumps(name)
    return f"or rename it: `rename_event: {written}`"
