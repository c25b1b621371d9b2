"""Two processes, each with its own messages, beside one."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from bench.material import Material, prepare
from bench.measure import in_rounds, spread, table, times
from bench.result import Result
from bench.sizes import Sizes

Child = subprocess.Popen[str]


def run(sizes: Sizes, folder: Path) -> Result:
    """Messages per second of one process and of two at the same time."""
    material = prepare(folder, rules=sizes.rules, events=sizes.events, valid=0.95)
    with ExitStack() as stack:
        children = [_start(material, stack) for _ in range(2)]
        found = in_rounds(
            {
                "one process": lambda: _rate(children[:1], sizes.events),
                "two processes": lambda: _rate(children, sizes.events),
            },
            sizes.rounds,
        )
    one, two = found["one process"], found["two processes"]
    rows = [("one", spread(one), ""), ("two", spread(two), times(two.over(one)))]
    text = table(["Processes", "messages/s", "of one"], rows)
    note = f"\n{material.name}; {os.cpu_count()} processors; bytes → decision → bytes.\n"
    return Result(text + note, {"processes": two.over(one)})


def _start(material: Material, stack: ExitStack) -> Child:
    child = stack.enter_context(
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "bench.processes",
                material.plan_file,
                material.messages_file,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    )
    _hear(child)
    return child


def _rate(children: Sequence[Child], events: int) -> float:
    start = perf_counter()
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        _hear(child)
    return len(children) * events / (perf_counter() - start)


def _hear(child: Child) -> str:
    assert child.stdout is not None
    line = child.stdout.readline()
    if not line:
        raise RuntimeError(f"a process left with {child.wait()}")
    return line
