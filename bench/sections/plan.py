"""Loading and compiling a large plan, each time in a fresh process."""

import json
import sys
from functools import partial
from pathlib import Path

from bench.children import ran
from bench.corpus import make_events, plan_text
from bench.measure import Series, in_rounds, spread, table
from bench.result import Result
from bench.sizes import Sizes

_YAML = "import sys, yaml; yaml.load(open(sys.argv[1]), Loader=yaml.CSafeLoader)"
_COMPOSE = "import sys, yaml; yaml.compose(open(sys.argv[1]), Loader=yaml.CSafeLoader)"


def run(sizes: Sizes, folder: Path) -> Result:
    """Seconds and memory of the large plan; YAML's own share beside it."""
    plan = folder / "large.plan.yaml"
    plan.write_text(plan_text(make_events(sizes.large_plan)), encoding="utf-8")
    seen: list[dict[str, float]] = []
    found = in_rounds(
        {
            "python -c pass": partial(_seconds, "pass", plan),
            "yaml.CSafeLoader, to values": partial(_seconds, _YAML, plan),
            "yaml.CSafeLoader, to nodes": partial(_seconds, _COMPOSE, plan),
            "load_plan + compile_plan": partial(_load, plan, seen),
        },
        sizes.rounds,
    )
    shares = {key: Series(tuple(each[key] for each in seen[1:])) for key in seen[0]}
    rows = [(f"{name}, the whole process", spread(took, 2)) for name, took in found.items()]
    rows += [(f"  {name} alone", spread(shares[name], 2)) for name in ("load", "compile")]
    memory = [("before loading", spread(shares["before"]))]
    memory += [("after compiling", spread(shares["resident"]))]
    size = plan.stat().st_size / 1e6
    text = f"{sizes.large_plan:,} events, {size:.1f} MB of YAML, one file.\n\n" + table(
        ["Large plan", "seconds"], rows
    )
    loading = Series(
        tuple(a + b for a, b in zip(shares["load"].values, shares["compile"].values, strict=True))
    )
    return Result(
        f"{text}\n{table(['Resident', 'MiB'], memory)}",
        {"plan": loading, "memory": shares["resident"]},
    )


def _seconds(code: str, plan: Path) -> float:
    return ran([sys.executable, "-c", code, plan]).seconds


def _load(plan: Path, seen: list[dict[str, float]]) -> float:
    done = ran([sys.executable, "-m", "bench.loading", plan])
    seen.append(json.loads(done.output))
    return done.seconds
