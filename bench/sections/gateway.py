"""One gateway, its journal on a real disk, loaded with batches and with single messages."""

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from bench.material import Material, prepare
from bench.measure import Series, in_rounds, say, spread, table, times
from bench.node_peer import absent
from bench.result import Result
from bench.servers import AUTHORIZATION, Server, can_pin, gateway, node, pinned, python, received
from bench.sizes import Sizes

ENGINE, OFF, NODE = "gateway", "gateway, engine off", "Node http + Ajv"
BATCH = 100


@dataclass(frozen=True, slots=True)
class Mode:
    """How messages are sent: the route, messages in a request, connections."""

    name: str
    path: str
    size: int
    connections: int


BATCHES = Mode(f"batches of {BATCH}", "/v1/batch", BATCH, 16)
SINGLES = Mode("single messages", "/v1/track", 1, 64)


@dataclass(slots=True)
class Loads:
    """Runs loads on servers and keeps what they answered. Warm-up loads count as acknowledged."""

    sizes: Sizes
    folder: Path
    acknowledged: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    latencies: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)

    def run(self, name: str, server: Server, mode: Mode, rate: float | None = None) -> float:
        """Messages per second that the server acknowledged."""
        seconds = self.sizes.seconds
        arguments = (self._bodies(mode), f"b{next(self.numbers)}", mode.path, AUTHORIZATION)
        program = _program(server.url, mode, arguments, seconds=seconds, rate=rate)
        with pinned(1):
            done = subprocess.run(program, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        if not found["requests"]:
            raise RuntimeError(f"{name} answered nothing\n{done.stdout}{done.stderr}"[:2000])
        self.acknowledged[name] += found["requests"] * mode.size
        self.errors[name] += found["errors"]
        self.latencies.setdefault(name, []).append((found["p50"], found["p99"]))
        rate_found: float = found["requests"] * mode.size / found["seconds"]
        return rate_found

    def _bodies(self, mode: Mode) -> Path:
        return self.folder / f"bodies-{mode.size}.ndjson"


def run(sizes: Sizes, folder: Path) -> Result:
    """Load each server in turn, in rounds, first with batches, then with single messages."""
    material = prepare(folder, rules=sizes.rules, events=20 * BATCH, valid=0.95)
    _write_bodies(material, folder)
    batches, singles = (_mode(material, sizes, folder, mode) for mode in (BATCHES, SINGLES))
    text = "\n".join([_about(material, sizes), batches.text, singles.text])
    return Result(text, {**batches.measured, **singles.measured})


def _write_bodies(material: Material, folder: Path) -> None:
    messages = material.corpus.messages
    batches = [
        b'{"batch":[' + b",".join(messages[at : at + BATCH]) + b"]}"
        for at in range(0, len(messages), BATCH)
    ]
    (folder / f"bodies-{BATCH}.ndjson").write_bytes(b"\n".join(batches) + b"\n")
    (folder / "bodies-1.ndjson").write_bytes(b"\n".join(messages) + b"\n")


def _mode(material: Material, sizes: Sizes, folder: Path, mode: Mode) -> Result:
    say(mode.name)
    loads = Loads(sizes, folder)
    with ExitStack() as stack:
        room = folder / f"servers-{mode.size}"
        room.mkdir()
        servers = {
            ENGINE: stack.enter_context(gateway(room / "on", material.plan_file)),
            OFF: stack.enter_context(gateway(room / "off", None)),
        }
        if absent() is None:
            servers[NODE] = stack.enter_context(node(room / "node", material))
        candidates: Mapping[str, Callable[[], float]] = {
            name: partial(loads.run, name, server, mode) for name, server in servers.items()
        }
        found = in_rounds(candidates, sizes.load_rounds)
        text = _table(mode, found, loads)
        measured = _targets(mode, found)
        if mode is SINGLES:
            more, p99 = _half(loads, servers[ENGINE], found[ENGINE].median / 2)
            text, measured = f"{text}\n{more}", {**measured, "p99": p99}
        kept = {name: received(server) for name, server in servers.items() if server.workspace}
    return Result(text + _durability(kept, loads), measured)


def _wrk(seconds: float) -> str | None:
    """Where wrk is, if it can be used: it counts in whole seconds."""
    return shutil.which("wrk") if seconds >= 1 else None


def _program(
    url: str, mode: Mode, arguments: Sequence[str | Path], *, seconds: float, rate: float | None
) -> list[str | Path]:
    wrk = _wrk(seconds)
    if wrk and rate is None:
        script = Path(__file__).parents[1] / "load.lua"
        wait = [f"-c{mode.connections}", f"-d{round(seconds)}s"]
        return [wrk, "-t1", *wait, "-s", script, url, "--", *arguments]
    options = ["--connections", str(mode.connections), "--seconds", str(seconds)]
    pace = [] if rate is None else ["--rate", str(rate)]
    return python("bench.sender", url, *arguments, *options, *pace)


def _half(loads: Loads, server: Server, rate: float) -> tuple[str, Series]:
    """Latency at half of what the gateway can take, requests due at even times."""
    rounds = range(loads.sizes.load_rounds)
    reached = Series(tuple(loads.run("half", server, SINGLES, rate) for _ in rounds))
    waits = _waits(loads, "half")
    loads.acknowledged[ENGINE] += loads.acknowledged.pop("half")
    asked = f"{rate:,.0f} requests/s, due at even times"
    row = (asked, spread(reached), *(spread(each, 1) for each in waits), loads.errors["half"])
    head = ["Gateway at half capacity", "answered/s", "p50 ms", "p99 ms", "failed or late"]
    return table(head, [row]), waits[1]


def _waits(loads: Loads, name: str) -> tuple[Series, Series]:
    p50, p99 = zip(*loads.latencies[name][-loads.sizes.load_rounds :], strict=True)
    return Series(tuple(s * 1000 for s in p50)), Series(tuple(s * 1000 for s in p99))


def _table(mode: Mode, found: Mapping[str, Series], loads: Loads) -> str:
    bare = found.get(NODE)
    rows = []
    for name, rates in found.items():
        p50, p99 = _waits(loads, name)
        ratio = times(rates.over(bare) if bare else None)
        cells = (
            spread(rates),
            ratio,
            times(rates.over(found[OFF])),
            spread(p50, 1),
            spread(p99, 1),
        )
        rows.append((name, *cells, loads.errors[name]))
    head = f"{mode.name[0].upper()}{mode.name[1:]}, {mode.connections} connections"
    return table(
        [head, "messages/s", "of Node", "of engine off", "p50 ms", "p99 ms", "errors"], rows
    )


def _targets(mode: Mode, found: Mapping[str, Series]) -> dict[str, Series]:
    key = "batch" if mode is BATCHES else "single"
    measured: dict[str, Series] = {}
    if NODE in found:
        measured[f"{key}_node"] = found[ENGINE].over(found[NODE])
    if mode is BATCHES:
        measured["engine_off"] = found[ENGINE].over(found[OFF])
    return measured


def _durability(kept: Mapping[str, int], loads: Loads) -> str:
    lines = [
        f"{name}: {loads.acknowledged[name]:,} acknowledged, {received:,} in the journal"
        for name, received in kept.items()
    ]
    lost = [name for name, received in kept.items() if received < loads.acknowledged[name]]
    if lost:
        raise RuntimeError(f"acknowledged and not kept: {lines}")
    return f"\n{'; '.join(lines)} (what was under way at a load's end is kept, not counted).\n"


def _about(material: Material, sizes: Sizes) -> str:
    sender = "wrk" if _wrk(sizes.seconds) else "bench.sender"
    cores = "the server on one processor, the sender on another" if can_pin() else "not pinned"
    return (
        f"{material.name}; every message with an id of its own; answered when on disk; {sender}, "
        f"{sizes.seconds:g} s a load, {sizes.load_rounds} rounds after one unmeasured; {cores}; "
        f"{os.cpu_count()} processors. Node writes one file and keeps no ids, counters or quarantine.\n"
    )
