"""Checking code against its plan."""

from functools import partial
from pathlib import Path
from typing import Final

from bench.children import BIN, Ran, ran
from bench.code import write_code
from bench.corpus import make_events, plan_text
from bench.measure import Series, in_rounds, spread, table
from bench.result import Result
from bench.sizes import Sizes

CLIENT: Final = "bench_tracking"
SHARE: Final = 25
"""One file in so many calls the client."""


def run(sizes: Sizes, folder: Path) -> Result:
    """Seconds and memory of `typewriter check`: of the client alone, and of all the code with it."""
    events = make_events(sizes.client)
    plan = folder / "check.plan.yaml"
    plan.write_text(plan_text(events), encoding="utf-8")
    senders = max(1, sizes.checked_files // SHARE)
    code = folder / "code"
    write_code(code, events, CLIENT, files=sizes.checked_files, senders=senders)
    lines = sum(path.read_bytes().count(b"\n") for path in code.rglob("*.py"))
    command: list[str | Path] = [BIN / "typewriter", "generate", plan, "-o", code]
    ran([*command, "--package", CLIENT])
    empty = folder / "empty"
    empty.mkdir()
    runs: dict[str, list[Ran]] = {"client": [], "code": []}
    found = in_rounds(
        {
            "client": partial(_seconds, plan, code, empty, runs["client"]),
            "code": partial(_seconds, plan, code, code, runs["code"]),
        },
        sizes.rounds,
    )
    peak = {name: Series(tuple(each.peak_mib for each in runs[name][1:])) for name in runs}
    rows = [
        ("the client alone", "0", spread(found["client"], 2), spread(peak["client"])),
        (
            "the code, too",
            f"{sizes.checked_files:,}",
            spread(found["code"], 2),
            spread(peak["code"]),
        ),
    ]
    text = (
        f"A plan of {sizes.client:,} events; {lines:,} lines of code, of which one file in {SHARE} "
        f"calls the client.\n\n{table(['`typewriter check` of', 'files', 'seconds', 'peak MiB'], rows)}"
    )
    return Result(text, {"check": found["code"]})


def _seconds(plan: Path, code: Path, source: Path, runs: list[Ran]) -> float:
    command: list[str | Path] = [BIN / "typewriter", "check", plan, "-o", code, "--src", source]
    runs.append(ran([*command, "--package", CLIENT]))
    return runs[-1].seconds
