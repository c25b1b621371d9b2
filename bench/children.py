"""Running a program to its end: how long it took, and how much memory it had."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

BIN: Final = Path(sys.executable).parent
_KIB: Final = 1024 if sys.platform == "darwin" else 1
"""What `ru_maxrss` counts in: KiB, on macOS bytes."""


@dataclass(frozen=True, slots=True)
class Ran:
    """Seconds from start to end, and the most memory the program had, in MiB."""

    seconds: float
    peak_mib: float
    output: str


def ran(program: Sequence[str | Path], *, cwd: Path | None = None) -> Ran:
    """Run it.

    Raises:
        RuntimeError: it did not leave with 0.
    """
    with tempfile.TemporaryFile() as output:
        start = perf_counter()
        process = subprocess.Popen(program, cwd=cwd, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode()
    if process.returncode:
        raise RuntimeError(f"{program[0]} left with {process.returncode}\n{said[:2000]}")
    return Ran(seconds, usage.ru_maxrss / _KIB / 1024, said)


def resident() -> float:
    """What this process has in memory now, in MiB; its peak where the system does not tell."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        pages = int(statm.read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB / 1024
