"""`python -m tests.hostile_clients --count N --seed S`: clients of hostile plans; 1 if any is more than a client."""

import argparse
import sys

from tests.hostile_clients.run import run


def main() -> int:
    """Run, print, and say by the exit code whether anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile_clients", description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    tally = run(asked.count, asked.seed, apart=asked.count // 200, progress=_progress)
    print(
        f"seed {asked.seed}: {tally.clients:,} clients, {tally.refused:,} plans refused for their pins"
    )
    print(
        f"{tally.functions:,} functions in {tally.files:,} files of {tally.characters:,} characters"
    )
    print(f"{tally.apart:,} clients imported whole, in programs of their own")
    print(*tally.faults, sep="\n", end="\n" if tally.faults else "")
    print(f"wrong: {tally.failed:,}")
    return 1 if tally.failed else 0


def _progress(done: int) -> None:
    if done % 10_000 == 0:
        print(f"  {done:,} clients", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
