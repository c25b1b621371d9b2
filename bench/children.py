"""Running a program to its end: how long it took, and how much memory it had."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BIN: Final = Path(sys.executable).parent
_KIB: Final = 1024 if sys.platform == "darwin" else 1
"""What `ru_maxrss` counts in: KiB, on macOS bytes."""
_LAUNCH: Final = (sys.executable, "-I", "-S", Path(__file__).with_name("launch.py"))


@dataclass(frozen=True, slots=True)
class Ran:
    """Seconds from start to end, and the most memory the program had, in MiB."""

    seconds: float
    peak_mib: float
    output: str


def ran(
    program: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Ran:
    """Run it, with `environment` added to ours, and nobody at its standard input.

    Raises:
        RuntimeError: it did not leave with 0.
    """
    with tempfile.NamedTemporaryFile("r", encoding="ascii") as report:
        done = subprocess.run(
            [*_LAUNCH, report.name, *program],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        seconds, peak, code = report.read().split() or (0, 0, "nothing")
    if code != "0":
        raise RuntimeError(f"{program[0]} left with {code}\n{done.stdout[:2000]}")
    return Ran(float(seconds), float(peak) / _KIB / 1024, done.stdout)


def resident() -> float:
    """What this process has in memory now, in MiB; its peak where the system does not tell."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        pages = int(statm.read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB / 1024
