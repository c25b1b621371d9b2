from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from protocols.engine.cast import CastType
from protocols.engine.transform.conflicts import (
    Named,
    conflict,
    items,
    keys,
    refuse_overlaps,
    refuse_removed,
    values,
)
from protocols.engine.transform.fields import (
    AllowedPath,
    Computed,
    Condition,
    KeyPath,
    ReadPath,
    ValuePath,
)
from protocols.engine.transform.moves import meeting_point

_MIN_KEY: Final = 16


class _Model(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, hide_input_in_errors=True
    )


class Hashing(_Model):
    """Which values become their HMAC-SHA-256 under a secret key, in hexadecimal.

    With `key_id` it stands before each, `2026:5d41…`, so that a change of keys shows in the values.
    """

    paths: Annotated[tuple[ValuePath, ...], Field(min_length=1)]
    key: Annotated[SecretStr, Field(min_length=_MIN_KEY)]
    key_id: Annotated[str | None, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")] = None


class Transformation(_Model):
    """A change made to every message that `if` holds for; without `if`, to every message.

    Its parts read the message as it comes and no two of them may write the same place, so that
    their order does not matter; the exception is `allow_properties`, which comes last.
    """

    name: Annotated[str, Field(min_length=1, max_length=64)]
    condition: Annotated[Condition | None, Field(alias="if")] = None
    rename_event: Annotated[str | None, Field(min_length=1)] = None
    rename: dict[KeyPath, KeyPath] | None = None
    set: dict[ValuePath, Any] | None = None
    define: dict[ValuePath, Computed] | None = None
    cast: dict[ValuePath, CastType] | None = None
    drop_properties: tuple[KeyPath, ...] | None = None
    allow_properties: tuple[AllowedPath, ...] | None = None
    hash: Hashing | None = None
    drop: Literal[True] | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        _expect_parts(self)
        for source, target in (self.rename or {}).items():
            meeting_point(source, target)
        written = self.written()
        moved = keys("rename", self.rename)
        refuse_overlaps([*moved, *written, *items(("drop_properties",), self.drop_properties)])
        kept = tuple(items(("allow_properties",), self.allow_properties))
        refuse_overlaps(kept)
        refuse_removed(kept, written)
        return self

    def written(self) -> tuple[Named, ...]:
        """The paths that it gives a value."""
        return (
            *values("rename", self.rename),
            *keys("set", self.set),
            *keys("define", self.define),
            *keys("cast", self.cast),
            *items(("hash", "paths"), self.hash.paths if self.hash else ()),
        )


_PARTS: Final = tuple(
    name for name in Transformation.model_fields if name not in {"name", "condition"}
)


def _expect_parts(item: Transformation) -> None:
    parts = [part for part in _PARTS if getattr(item, part)]
    if not parts:
        raise ValueError(f"changes nothing; write one or more of {', '.join(_PARTS)}")
    if "drop" in parts and len(parts) > 1:
        message = f"`drop` drops the message; `{parts[0]}` beside it would do nothing"
        raise conflict(message, *(Named(part, (part,)) for part in (parts[0], "drop")))


def _share(percent: float) -> float:
    if not 0 <= percent <= 1:
        raise ValueError("a share lies between 0 and 1: write 0.1 for 10 %")
    return percent


class Sample(_Model):
    """Which share of messages is kept, and by which value it is chosen: the message's id if none."""

    percent: Annotated[float, Field(strict=True), AfterValidator(_share)]
    path: ReadPath | None = None


class Filter(_Model):
    """What a destination does not get, of the messages that `if` holds for; without `if`, of all."""

    condition: Annotated[Condition | None, Field(alias="if")] = None
    drop: Literal[True] | None = None
    only_send: Literal[True] | None = None
    sample: Sample | None = None
    drop_properties: tuple[KeyPath, ...] | None = None
    allow_properties: tuple[AllowedPath, ...] | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        actions = [action for action in _ACTIONS if getattr(self, action)]
        if len(actions) != 1:
            found = " and ".join(actions) or "none"
            raise ValueError(f"a filter does one of {', '.join(_ACTIONS)}; found {found}")
        if self.only_send and self.condition is None:
            raise ValueError("`only_send` needs an `if` that says which messages to send")
        return self


_ACTIONS: Final = tuple(name for name in Filter.model_fields if name != "condition")


Filters = tuple[Filter, ...]
"""A destination's filters; their order does not matter."""
