"""One fresh process that loads and compiles a plan, and judges with it.

`python -m bench.loading PLAN MESSAGES…` prints JSON: `seconds` that each step took, and what was
`resident` after it, in MiB. A step for each file of messages decides all of them, a line each.
"""

import sys
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson

from bench.children import resident
from protocols import Engine, compile_plan, load_plan


def main(plan_file: str, *messages: str) -> None:
    """Measure each step once."""
    seconds: dict[str, float] = {}
    memory = {"start": resident()}

    def step(name: str, work: Any) -> Any:
        start = perf_counter()
        result = work()
        seconds[name], memory[name] = perf_counter() - start, resident()
        return result

    plan = step("load", partial(load_plan, plan_file))
    engine = step("compile", lambda: Engine(compile_plan(plan)))
    for file in messages:
        step(Path(file).stem, partial(_judge, engine, file))
    print(orjson.dumps({"seconds": seconds, "resident": memory}).decode())


def _judge(engine: Engine, file: str) -> None:
    with Path(file).open("rb") as lines:
        for line in lines:
            engine.decide(orjson.loads(line))


if __name__ == "__main__":
    main(*sys.argv[1:])
