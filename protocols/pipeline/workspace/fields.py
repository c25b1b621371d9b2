"""Types of workspace fields that are written as text: paths, durations, and keys of later releases."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic.json_schema import SkipJsonSchema

_DURATION: Final = re.compile(r"(\d{1,6})([smhd])")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class FileModel(BaseModel):
    """A map in a file that a person wrote: unknown keys are errors, and nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _duration(value: object) -> object:
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        if isinstance(value, timedelta):
            return value
        msg = "write a whole number and a unit: 90s, 30m, 24h or 7d"
        raise ValueError(msg)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _beside_the_file(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder")
    return path if folder is None else folder / path


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        msg = "a name has up to 63 letters, digits, spaces, dots, dashes or underscores"
        raise ValueError(msg)
    return text


def _later(_value: object) -> NoReturn:
    msg = "this release does not do it; take the key out, so that nobody relies on it"
    raise ValueError(msg)


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,6}[smhd]$"}),
]
"""A length of time, written 90s, 30m, 24h or 7d."""

FilePath = Annotated[Path, AfterValidator(_beside_the_file)]
"""A path; a relative one is relative to the workspace file."""

Later = SkipJsonSchema[Annotated[Any, BeforeValidator(_later)]]
"""A key whose meaning a later release brings. It is refused: what it asks for would not happen."""

Name = Annotated[str, AfterValidator(_name)]
"""What people call a source or a destination, also in `integrations`."""
