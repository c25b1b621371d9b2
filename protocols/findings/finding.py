from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error fails the run, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A stretch of a text file. Lines and columns count from 1; the end is exclusive."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong at one place.

    `rule` is a stable id such as `TP014`; `help` says what to do about it; `related` are further
    places that a reader wants to see, each with a word on why.
    """

    rule: str
    severity: Severity
    message: str
    at: Position
    help: str = ""
    related: tuple[tuple[Position, str], ...] = ()

    @property
    def headline(self) -> str:
        """`plan.yaml:12:9: error[TP014] message`."""
        return f"{self.at}: {self.severity}[{self.rule}] {self.message}"
