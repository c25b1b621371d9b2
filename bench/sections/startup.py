"""How long the commands take to say anything, and the library to be imported."""

import sys
from functools import partial
from pathlib import Path

from bench.children import BIN, ran
from bench.measure import Series, in_rounds, spread, table
from bench.result import Result
from bench.sizes import Sizes

BARE = "python -c pass"


def run(sizes: Sizes, folder: Path) -> Result:
    """Milliseconds from start to end of fresh processes."""
    python = sys.executable
    programs: dict[str, list[str | Path]] = {
        BARE: [python, "-c", "pass"],
        "protocols --help": [BIN / "protocols", "--help"],
        "typewriter --help": [BIN / "typewriter", "--help"],
        "import protocols": [python, "-c", "import protocols"],
        "from protocols import Engine, load_plan": [
            python,
            "-c",
            "from protocols import Engine, load_plan",
        ],
        "from protocols import create_app": [python, "-c", "from protocols import create_app"],
    }
    found = in_rounds(
        {name: partial(_milliseconds, program, folder) for name, program in programs.items()},
        sizes.starts,
    )
    bare = found[BARE].median
    rows = [
        (f"`{name}`", spread(took), f"{took.median - bare:+.0f}") for name, took in found.items()
    ]
    text = table(["Fresh process", "ms", "over bare Python"], rows)
    measured: dict[str, Series] = {
        "protocols_help": found["protocols --help"],
        "typewriter_help": found["typewriter --help"],
    }
    return Result(text, measured)


def _milliseconds(program: list[str | Path], folder: Path) -> float:
    return ran(program, cwd=folder).seconds * 1000
