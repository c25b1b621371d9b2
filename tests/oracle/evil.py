"""`python -m tests.oracle.evil`: evil patterns with 32 KB attacks; 1 if any takes over 10 ms."""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from protocols import Engine, PlanError, compile_plan, load_plan

FILE: Final = Path(__file__).with_name("evil.yaml")
LENGTH: Final = 32 * 1024
LIMIT_MS: Final = 10
ROUNDS: Final = 5


class Evil(NamedTuple):
    """A pattern, the text that makes a backtracking engine hang on it, and a short one like it."""

    pattern: str
    attack: str
    feint: str


class Answer(NamedTuple):
    """Refused with a finding at a line and a help, or judged `valid` or not."""

    refused: str = ""
    help: str = ""
    valid: bool | None = None
    milliseconds: float = 0.0


def evils() -> Iterator[Evil]:
    """All of the list; each attack is 32 KB in UTF-8, or a little more."""
    for rows in yaml.safe_load(FILE.read_text(encoding="utf-8")).values():
        for pattern, prefix, pump, suffix in rows:
            times = LENGTH // len(pump.encode()) + 1
            yield Evil(pattern, prefix + pump * times + suffix, prefix + pump * 3 + suffix)


def answer(evil: Evil, folder: Path, rounds: int = 1) -> Answer:
    """What becomes of a plan with the pattern, and of an event that attacks it, as value and as key."""
    path = folder / "plan.yaml"
    value = {"type": "string", "pattern": evil.pattern}
    keys = {"patternProperties": {evil.pattern: {"type": "integer"}}}
    event = {"properties": {"v": value, "k": keys}}
    path.write_text(yaml.safe_dump({"plan": "evil", "events": {"E": event}}), encoding="utf-8")
    try:
        engine = Engine(compile_plan(load_plan(path)))
    except PlanError as error:
        found = error.problems[0]
        return Answer(f"{found.at}: {found.message}", found.help)
    return _judged(engine, evil.attack, rounds)


def _judged(engine: Engine, attack: str, rounds: int) -> Answer:
    taken, valid = [], False
    for properties in ({"v": attack}, {"k": {attack: 1}}):
        message = {"type": "track", "event": "E", "userId": "u", "properties": properties}
        engine.decide({**message, "properties": {}})
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            decision = engine.decide(message)
            times.append((time.perf_counter() - start) * 1000)
        taken.append(statistics.median(times))
        valid = valid or ("v" in properties and not decision.violation_count)
    return Answer(valid=valid, milliseconds=max(taken))


def main() -> int:
    """Print a line for each pattern and a summary."""
    answers: list[tuple[Evil, Answer]] = []
    with tempfile.TemporaryDirectory() as folder:
        for evil in evils():
            found = answer(evil, Path(folder), ROUNDS)
            answers.append((evil, found))
            told = found.refused.partition(": ")[2] or f"{found.milliseconds:.3f} ms"
            print(f"{evil.pattern}\n  {told}")
    return _summary(answers)


def _summary(answers: list[tuple[Evil, Any]]) -> int:
    judged = [found.milliseconds for _, found in answers if not found.refused]
    slow = [evil.pattern for evil, found in answers if found.milliseconds > LIMIT_MS]
    print(f"{len(answers)} patterns: {len(answers) - len(judged)} refused, {len(judged)} judged")
    print(f"median {statistics.median(judged):.3f} ms, slowest {max(judged):.3f} ms")
    print(f"over {LIMIT_MS} ms: {len(slow)}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
