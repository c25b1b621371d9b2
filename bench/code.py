"""A code base to check: many files as programs have them, of which some send events."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

from bench.corpus import SEED, Event
from typewriter.naming import snake

_NOUNS: Final = ("account", "basket", "carrier", "invoice", "ledger", "parcel", "refund", "ticket")
_VERBS: Final = ("build", "close", "fetch", "load", "merge", "parse", "render", "update")
_FILES_A_PACKAGE: Final = 50

_HEAD: Final = '''"""{title}: part of the {package} package."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shop.{package} import settings
{imports}
logger = logging.getLogger(__name__)

'''
_CLASS: Final = '''
@dataclass
class {Noun}{number}:
    """What is known of one {noun}, and where it was last seen."""

    id: str
    owner: str
    created: datetime
    labels: dict[str, str] = field(default_factory=dict)
    amounts: list[float] = field(default_factory=list)

    def total(self) -> float:
        """The sum of all amounts that count."""
        return sum(each for each in self.amounts if each > settings.LEAST)

    def is_late(self, now: datetime) -> bool:
        # A {noun} is late when nobody has touched it for as long as the settings say.
        age = now - self.created
        if age.days > settings.LATEST or self.labels.get("track") == "slow":
            logger.warning("%s is late by %s days", self.id, age.days - settings.LATEST)
            return True
        return False

    def to_json(self) -> str:
        return json.dumps({{"id": self.id, "owner": self.owner, "labels": self.labels}})

'''
_FUNCTION: Final = '''
def {verb}_{noun}_{number}(rows: Iterable[Mapping[str, Any]], *, limit: int = 100) -> list[str]:
    """Go over the rows, and answer with the ids of those that matter.

    Rows without an id are left out; of the others the first `limit` are taken.
    """
    found: list[str] = []
    for row in rows:
        key = row.get("{noun}_id")
        if key is None or len(found) >= limit:
            continue
        try:
            amount = float(row["amount"]) * 100
        except (KeyError, ValueError) as fault:
            logger.debug("row %r has no amount: %s", key, fault)
            amount = 0.0
        if amount > settings.LEAST and row.get("state") in {{"open", "paid", "{verb}"}}:
            found.append(f"{{key}}-{{int(amount)}}")
        elif row.get("labels"):
            found.extend(sorted(label for label in row["labels"] if label.startswith("{noun}")))
    return found

'''
_SENDERS: Final = (
    ("import {client} as tracking", "tracking"),
    ("import {client}", "{client}"),
    ("from shop import metrics", "metrics.tracking"),
    ("from shop.metrics import tracking", "tracking"),
)
_SENDER: Final = """
class {Noun}Service:
    def __init__(self, repository: Any) -> None:
        self.repository = repository
        self.tracker = {tracker}

    def send(self, user: str, arguments: Mapping[str, Any]) -> None:
        who = {tracker}.User(user)
{calls}
"""


def write_code(
    root: Path, events: Sequence[Event], client: str, *, files: int, senders: int
) -> None:
    """Write `files` modules below `root`, of which `senders` call functions of the client."""
    rng = Random(SEED)
    chosen = set(rng.sample(range(files), senders))
    functions = [snake(event.name, prefix="event", unnamed="event") for event in events]
    _put(root / "shop" / "__init__.py", "")
    _put(root / "shop" / "metrics.py", f"import {client} as tracking\n\n__all__ = ['tracking']\n")
    for number in range(files - 2):
        package = f"{rng.choice(_NOUNS)}s_{number // _FILES_A_PACKAGE}"
        text = "".join(_module(rng, package, client, functions if number in chosen else ()))
        _put(root / "shop" / package / f"{rng.choice(_VERBS)}_{number}.py", text)


def _module(rng: Random, package: str, client: str, functions: Sequence[str]) -> Iterator[str]:
    noun = rng.choice(_NOUNS)
    imports, tracker = (line.format(client=client) for line in rng.choice(_SENDERS))
    title = f"{rng.choice(_VERBS).title()} {noun}s"
    yield _HEAD.format(title=title, package=package, imports=f"{imports}\n" if functions else "")
    for number in range(rng.randint(1, 3)):
        yield _CLASS.format(Noun=noun.title(), noun=noun, number=number)
    for number in range(rng.randint(2, 8)):
        yield _FUNCTION.format(noun=noun, verb=rng.choice(_VERBS), number=number)
    if functions:
        calls = [
            f"        self.tracker.{rng.choice(functions)}(who, **arguments)" for _ in range(3)
        ]
        yield _SENDER.format(Noun=noun.title(), tracker=tracker, calls="\n".join(calls))


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
