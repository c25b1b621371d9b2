"""The one list of where we and others differ by design."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

FILE: Final = Path(__file__).with_name("disagreements.yaml")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What differs, who is right and why; `amendment` brings the peer to our reading."""

    id: str
    what: str
    ours: str
    theirs: str
    right: str
    amendment: str


@dataclass(frozen=True, slots=True)
class Vector:
    """Official vectors that we answer otherwise: all whose `file/group/test` begins with one of `begin`."""

    id: str
    what: str
    right: str
    begin: tuple[str, ...]


_CONTENT: Final = yaml.safe_load(FILE.read_text(encoding="utf-8"))
DISAGREEMENTS: Final = tuple(Disagreement(**entry) for entry in _CONTENT["generated"])
VECTORS: Final = tuple(
    Vector(**{**entry, "begin": tuple(entry["begin"])}) for entry in _CONTENT["vectors"]
)
