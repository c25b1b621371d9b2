"""One child that decides its own share of messages when told to; `python -m bench.processes PLAN MESSAGES`.

Says `ready`, and for every line it reads runs once and answers the seconds it took.
"""

import gc
import sys
from pathlib import Path
from time import perf_counter

import orjson

from protocols import Engine, compile_plan, load_plan


def serve(plan: Path, messages: Path) -> None:
    """Answer each line of standard input with the seconds of one pass over the messages."""
    decide = Engine(compile_plan(load_plan(plan))).decide
    raws = messages.read_bytes().splitlines()
    gc.freeze()
    print("ready", flush=True)
    for _ in sys.stdin:
        start = perf_counter()
        for raw in raws:
            orjson.dumps(decide(orjson.loads(raw)).message)
        print(perf_counter() - start, flush=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]))
