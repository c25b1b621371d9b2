"""Generating a client, and importing one."""

import sys
from functools import partial
from pathlib import Path

from bench.children import BIN, Ran, ran
from bench.corpus import make_events, plan_text
from bench.measure import Series, in_rounds, spread, table
from bench.result import Result
from bench.sizes import Sizes

PACKAGE = "bench_tracking"


def run(sizes: Sizes, folder: Path) -> Result:
    """Seconds and memory of `typewriter generate`; milliseconds of the client's import."""
    plans = [_plan(folder, count) for count in (sizes.client, sizes.imported_client)]
    generated: list[Ran] = []
    first, second = folder / "client", folder / "imported"
    _generate(plans[1], second)
    found = in_rounds(
        {
            "generate": partial(_time_generating, plans[0], first, generated),
            "bare": partial(_milliseconds, "pass", second),
            "import": partial(_milliseconds, f"import {PACKAGE}", second),
        },
        sizes.rounds,
    )
    peak = Series(tuple(each.peak_mib for each in generated[1:]))
    rows = [
        (f"`typewriter generate`, {sizes.client:,} events, s", spread(found["generate"], 2)),
        ("  its memory at most, MiB", spread(peak)),
        ("`python -c pass`, ms", spread(found["bare"])),
        (
            f"`import` of a client with {sizes.imported_client:,} events, ms",
            spread(found["import"]),
        ),
    ]
    return Result(table(["Generated client", "measured"], rows))


def _plan(folder: Path, events: int) -> Path:
    plan = folder / f"client-{events}.plan.yaml"
    plan.write_text(plan_text(make_events(events)), encoding="utf-8")
    return plan


def _generate(plan: Path, output: Path) -> Ran:
    command: list[str | Path] = [
        BIN / "typewriter",
        "generate",
        plan,
        "-o",
        output,
        "--package",
        PACKAGE,
    ]
    return ran(command)


def _time_generating(plan: Path, output: Path, generated: list[Ran]) -> float:
    """Into a new folder each time, so that nothing is found unchanged."""
    generated.append(_generate(plan, output / str(len(generated))))
    return generated[-1].seconds


def _milliseconds(code: str, folder: Path) -> float:
    return ran([sys.executable, "-c", code], cwd=folder).seconds * 1000
