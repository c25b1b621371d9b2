"""`python -m tests.oracle --cases N --seed S`: many generated cases, judged twice; 1 on any unlisted difference."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.oracle.disagreements import DISAGREEMENTS
from tests.oracle.run import Tally, run
from tests.oracle.shrink import shrunk

SHOWN: Final = 3
LONG: Final = 100_000
"""From so many cases on, a listed disagreement that never occurs is stale."""


def main() -> int:
    """Run, print, and say by the exit code whether anything was unlisted or stale."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    tally = run(asked.cases, asked.seed, _progress)
    print("\n".join(_report(tally, asked.seed)))
    for line in _reproductions(tally):
        print(line)
    stale = _stale(tally)
    if stale:
        print(f"stale: {', '.join(stale)} never occurred; take it off the list")
    return 1 if tally.failed or stale else 0


def _progress(done: int) -> None:
    if sys.stderr.isatty() or done % 20_000 == 0:
        print(f"  {done:,} cases", end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr)


def _report(tally: Tally, seed: int) -> Iterable[str]:
    yield f"seed {seed}: {tally.cases:,} cases, {tally.schemas:,} schemas"
    yield f"valid {tally.valid:,}, invalid {tally.cases - tally.valid:,}"
    yield "keyword: schemas that hold it, messages that break it"
    for keyword in sorted({*tally.used, *tally.broken}):
        yield f"  {keyword}: {tally.used[keyword]:,}, {tally.broken[keyword]:,}"
    yield "disagreements that are listed"
    for entry in DISAGREEMENTS:
        yield f"  {entry.id}: {tally.listed[entry.id]:,}"
    yield f"unlisted: {tally.failed:,}"


def _reproductions(tally: Tally) -> Iterable[str]:
    with tempfile.TemporaryDirectory() as folder:
        for case, _ in tally.unlisted[:SHOWN]:
            least, outcome = shrunk(case, Path(folder))
            yield f"\nschema: {json.dumps(least.schema)}"
            yield f"message: {json.dumps(least.message)}"
            yield from outcome.differences


def _stale(tally: Tally) -> list[str]:
    if tally.cases < LONG:
        return []
    return [entry.id for entry in DISAGREEMENTS if not tally.listed[entry.id]]


if __name__ == "__main__":
    sys.exit(main())
