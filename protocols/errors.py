"""Every error this project raises on purpose, in one tree.

    ProtocolsError
    ├── InvalidInput            a file a person wrote cannot be used; carries all its problems
    │   ├── PlanError           a tracking plan, or a library it uses
    │   ├── WorkspaceError      a workspace file, or a controls file
    │   └── ConfigError         typewriter's configuration, or a user's template
    ├── UnreadableInput         a file or stream that cannot be read at all
    ├── NotAMessage             what the engine was given has no `type` among the six calls
    ├── FqlError                a filter expression cannot be read, or has no answer for a message
    ├── OutputRefused           writing would destroy something that is not ours
    ├── JournalError            the durable log
    │   ├── JournalLocked       another process is writing to it
    │   └── JournalFailed       the disk refused a write; nothing was acknowledged
    └── DeliveryError           a destination
        ├── RetryLater          try again, perhaps after a given number of seconds
        └── Undeliverable       trying again would not help

An event that breaks its plan is not an error: it is a `Violation`, a value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Problem(Protocol):
    """What an error needs of a finding: one line that names the file, the place and the fault."""

    @property
    def headline(self) -> str:
        """`file:line:col: error[ID] message`."""


class ProtocolsError(Exception):
    """The root: everything raised on purpose derives from it."""


@dataclass(eq=False)
class InvalidInput(ProtocolsError):
    """A file that a person wrote cannot be used. `problems` holds all that is wrong, in file order."""

    problems: Sequence[Problem]

    def __str__(self) -> str:
        return "\n".join(problem.headline for problem in self.problems)


class PlanError(InvalidInput):
    """A tracking plan, or a library it uses, cannot be used."""


class WorkspaceError(InvalidInput):
    """A workspace file, or a controls file, cannot be used."""


class ConfigError(InvalidInput):
    """Typewriter's configuration, or a template that a user wrote, cannot be used."""


class NotAMessage(ProtocolsError, ValueError):
    """What the engine was given is no message of the Spec."""


@dataclass(eq=False)
class UnreadableInput(ProtocolsError):
    """A file or stream cannot be read."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"cannot read {self.path}: {self.reason}"


@dataclass(eq=False)
class FqlError(ProtocolsError):
    """A filter expression cannot be read, or has no answer for this message.

    `offset` counts characters of the expression from 0. Holds no value of the message, ever. Who
    meets one while filtering sends nothing: a broken filter must not let through what it should stop.
    """

    message: str
    offset: int
    remedy: str = ""

    def __str__(self) -> str:
        where = f"{self.message} (at character {self.offset + 1})"
        return f"{where}: {self.remedy}" if self.remedy else where


@dataclass(eq=False)
class OutputRefused(ProtocolsError):
    """Writing to `path` would destroy something this program did not write."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"refused to write {self.path}: {self.reason}"


class JournalError(ProtocolsError):
    """The durable log cannot do what was asked."""


@dataclass(eq=False)
class JournalLocked(JournalError):
    """Another process is writing to this journal."""

    path: str

    def __str__(self) -> str:
        return (
            f"another process is writing to the journal in {self.path}; "
            "stop it, or use a data folder of your own"
        )


@dataclass(eq=False)
class JournalFailed(JournalError):
    """The disk refused a write. Nothing of that write was acknowledged."""

    reason: str

    def __str__(self) -> str:
        return f"the journal cannot be written: {self.reason}"


class DeliveryError(ProtocolsError):
    """A destination did not take a batch."""


@dataclass(eq=False)
class RetryLater(DeliveryError):
    """The same batch may succeed later. `after` is the destination's own wish, in seconds."""

    reason: str
    after: float | None = None

    def __str__(self) -> str:
        return self.reason


@dataclass(eq=False)
class Undeliverable(DeliveryError):
    """The destination will never take this batch."""

    reason: str

    def __str__(self) -> str:
        return self.reason
