"""Loading and compiling a large plan, each time in a fresh process, and what it takes of memory."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench.children import ran
from bench.corpus import Event, make_events, one_each, plan_text
from bench.measure import Series, in_rounds, spread, table, times
from bench.result import Result
from bench.sizes import Sizes

_PARSE: Final = (
    "import sys, yaml; from collections import deque; from time import perf_counter\n"
    "text = open(sys.argv[1]).read(); start = perf_counter()\n"
    "{}\n"
    "print(perf_counter() - start)"
)
PARSER: Final = "PyYAML's C parser, its events alone"
_PARSERS: Final = {
    PARSER: "deque(yaml.parse(text, Loader=yaml.CSafeLoader), maxlen=0)",
    "yaml.CSafeLoader, to nodes": "yaml.compose(text, Loader=yaml.CSafeLoader)",
    "yaml.CSafeLoader, to values": "yaml.load(text, Loader=yaml.CSafeLoader)",
}
WHOLE: Final = "the whole process: start, import, load, compile, judge both"
_STEPS: Final = {
    "load": "load_plan",
    "compile": "compile_plan, and Engine",
    "clean": "a first message for every rule, a clean one",
    "broken": "another one for every rule, a broken one",
}
"""The steps of `bench.loading` → what they are called here."""


def run(sizes: Sizes, folder: Path) -> Result:
    """Seconds and memory of the large plan; the YAML parser's own share beside it."""
    files = _written(make_events(sizes.large_plan), folder)
    seen: list[Mapping[str, Any]] = []
    candidates: dict[str, Callable[[], float]] = {
        name: partial(_parse, _PARSE.format(work), files[0]) for name, work in _PARSERS.items()
    }
    found = in_rounds({**candidates, WHOLE: partial(_load, files, seen)}, sizes.rounds)
    # The first was the unmeasured round.
    steps = {
        name: Series(tuple(each["seconds"][key] for each in seen[1:]))
        for key, name in _STEPS.items()
    }
    memory = {
        key: Series(tuple(each["resident"][key] for each in seen[1:]))
        for key in seen[0]["resident"]
    }
    both = (steps[_STEPS[key]].values for key in ("load", "compile"))
    ready = Series(tuple(map(sum, zip(*both, strict=True))))
    rows = {
        **{name: found[name] for name in _PARSERS},
        **steps,
        "load_plan + compile_plan": ready,
        WHOLE: found[WHOLE],
    }
    size = files[0].stat().st_size / 1e6
    text = f"{sizes.large_plan:,} events, {size:.1f} MB of YAML, one file.\n\n" + table(
        ["Large plan", "seconds", "of the parser"],
        [(name, spread(took, 2), times(took.over(found[PARSER]))) for name, took in rows.items()],
    )
    return Result(f"{text}\n{_memory_table(memory)}", {"plan": ready, "memory": memory["clean"]})


def _memory_table(memory: Mapping[str, Series]) -> str:
    names = {"start": "the package, before any plan", **_STEPS}
    return table(
        ["Resident after", "MiB"], [(names[key], spread(held)) for key, held in memory.items()]
    )


def _written(events: Sequence[Event], folder: Path) -> tuple[Path, ...]:
    """The plan's file, then a message that keeps each rule, then one that breaks it."""
    plan = folder / "large.plan.yaml"
    plan.write_text(plan_text(events), encoding="utf-8")
    clean, broken = folder / "clean.ndjson", folder / "broken.ndjson"
    for file in (clean, broken):
        file.write_bytes(b"\n".join(one_each(events, broken=file is broken)))
    return plan, clean, broken


def _parse(code: str, plan: Path) -> float:
    return float(ran([sys.executable, "-c", code, plan]).output)


def _load(files: Sequence[Path], seen: list[Mapping[str, Any]]) -> float:
    done = ran([sys.executable, "-m", "bench.loading", *files])
    seen.append(json.loads(done.output))
    return done.seconds
