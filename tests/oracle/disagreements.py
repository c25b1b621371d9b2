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
class Refusal:
    """Schemas that a plan refuses though draft-07 has them; `says` is how the findings begin."""

    id: str
    what: str
    says: tuple[str, ...]
    right: str


_CONTENT: Final = yaml.safe_load(FILE.read_text(encoding="utf-8"))
DISAGREEMENTS: Final = tuple(Disagreement(**entry) for entry in _CONTENT["generated"])
REFUSALS: Final = tuple(
    Refusal(**{**entry, "says": tuple(entry["says"])}) for entry in _CONTENT["refused"]
)
