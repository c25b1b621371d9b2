"""One fresh process that loads and compiles a plan; `python -m bench.loading PLAN` prints JSON."""

import json
import sys
from time import perf_counter

from bench.children import resident
from protocols import compile_plan, load_plan

if __name__ == "__main__":
    before = resident()
    start = perf_counter()
    plan = load_plan(sys.argv[1])
    loaded = perf_counter()
    compiled = compile_plan(plan)
    done = perf_counter()
    print(
        json.dumps(
            {
                "load": loaded - start,
                "compile": done - loaded,
                "before": before,
                "resident": resident(),
                "rules": len(compiled.events),
            }
        )
    )
