"""Many cases from a seed, and the tally of what came of them."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.oracle import amendments, ours
from tests.oracle.compare import Case, Outcome, compare
from tests.oracle.generate import Schemas
from tests.oracle.messages import Values
from tests.oracle.peer import peer

EVENTS: Final = 20
MESSAGES: Final = 10
PER_PLAN: Final = EVENTS * MESSAGES


@dataclass(slots=True)
class Tally:
    """What happened in a run. `unlisted` keeps the first few; `failed` counts all."""

    cases: int = 0
    valid: int = 0
    schemas: int = 0
    used: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    listed: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    unlisted: list[tuple[Case, Outcome]] = field(default_factory=list)

    def add(self, case: Case, outcome: Outcome) -> None:
        """Count one case."""
        self.cases += 1
        self.valid += outcome.valid
        self.broken.update(set(outcome.broken))
        self.listed.update(outcome.explained_by)
        if outcome.unlisted:
            self.failed += 1
            if len(self.unlisted) < 2000:
                self.unlisted.append((case, outcome))


def run(cases: int, seed: int, progress: Callable[[int], object] = bool) -> Tally:
    """Judge `cases` generated cases. The same seed gives the same ones."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(-(-cases // PER_PLAN)):
            for case, theirs in plan_cases(seed, number, Path(folder), tally):
                if tally.cases < cases:
                    tally.add(case, compare(case, theirs))
            progress(tally.cases)
    return tally


def plan_cases(seed: int, number: int, folder: Path, tally: Tally) -> Iterator[tuple[Case, Any]]:
    """The cases of one generated plan, each with the peer's validator."""
    random = Random(f"{seed}/{number}")
    names = tuple(f"t{index}" for index in range(random.randint(1, 4)))
    schemas = Schemas(random, names)
    types = schemas.definitions()
    bodies = [schemas.body() for _ in range(EVENTS)]
    lenient = random.random() < 0.2
    plan = ours.compiled(bodies, types, lenient=lenient, random=random, folder=folder)
    engine, values = ours.engine(plan), Values(random, types)
    tally.schemas += EVENTS
    tally.used.update(keywords([*types.values(), *bodies]))
    extra = [amendments.LENIENT] if lenient else []
    for index, body in enumerate(bodies):
        schema = ours.message_schema(body, types)
        theirs = peer(schema, *extra)
        for _ in range(MESSAGES):
            message = {
                "type": "track",
                "event": f"E{index}",
                "userId": "u",
                **values.wrapped(body),
            }
            yield Case(plan, engine, f"E{index}", schema, message, tuple(extra)), theirs


def keywords(schemas: list[Any]) -> Counter[str]:
    """How many schemas, at any depth, hold each keyword."""
    found: Counter[str] = Counter()
    waiting = list(schemas)
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, bool):
            found["boolean schema"] += 1
        if not isinstance(schema, Mapping):
            continue
        found.update(schema.keys())
        for key, value in schema.items():
            if key in {"properties", "patternProperties", "dependencies"}:
                waiting.extend(part for part in value.values() if not isinstance(part, list))
            elif key in {"allOf", "anyOf", "oneOf", "items"} and isinstance(value, list):
                waiting.extend(value)
            elif key not in {"const", "enum", "required", "uniqueItems"}:
                waiting.append(value)
    return found
