"""Starts a program and writes down, for `bench.children`, how long it took and what memory it had.

On Linux a process begins with its parent's peak in its books, so that a small program started by a
large one looks large. This one is small: it runs with nothing but Python itself.
"""

import os
import sys
from pathlib import Path
from time import perf_counter


def main(report: Path, program: list[str]) -> None:
    """Seconds, `ru_maxrss` and the exit code, into the file `report`."""
    start = perf_counter()
    child = os.posix_spawnp(program[0], program, os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    report.write_text(f"{seconds} {usage.ru_maxrss} {code}", encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
