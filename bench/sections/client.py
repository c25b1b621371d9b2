"""Generating a client, and importing one; other generators beside it where they are installed."""

import json
import shutil
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from bench.children import BIN, Ran, ran
from bench.client_peers import Peer, absent, peers
from bench.corpus import make_events, plan_text
from bench.measure import Series, in_rounds, spread, table, times
from bench.result import Result
from bench.sizes import Sizes

PACKAGE: Final = "bench_tracking"
OURS: Final = "`typewriter generate`, Python"
BARE: Final = "`python -c pass`"
IMPORT: Final = f"`import {PACKAGE}`"
FIRST: Final = f"`from {PACKAGE} import EVENT`"
COLD: Final = f"{IMPORT}, with PYTHONDONTWRITEBYTECODE"


def run(sizes: Sizes, folder: Path) -> Result:
    """Seconds and memory of generating; milliseconds of importing what was generated."""
    took, peaks = _generating(_plan(folder, sizes.client), folder / "generated", sizes.rounds)
    imported = _importing(_plan(folder, sizes.imported_client), folder / "imported", sizes.rounds)
    generators = table(
        ["Generator", "seconds", "of ours", "peak MiB"],
        [
            (name, spread(taken, 2), times(taken.over(took[OURS])), spread(peaks[name]))
            for name, taken in took.items()
        ],
    )
    bare = imported[BARE].median
    imports = table(
        ["Import", "ms", "over bare Python"],
        [(name, spread(ms), f"{ms.median - bare:+.0f}") for name, ms in imported.items()],
    )
    text = (
        f"A plan of {sizes.client:,} events.{_not_here()}\n\n{generators}\n"
        f"Clients of {sizes.imported_client:,} events, each import in a fresh process.\n\n{imports}"
    )
    measured = {"generate": took[OURS], "generate_memory": peaks[OURS]}
    return Result(text, {**measured, "client_import": imported[IMPORT]})


def _not_here() -> str:
    missing = absent()
    return f" Not installed here: {', '.join(missing)}." if missing else ""


def _generating(
    plan: Path, folder: Path, rounds: int
) -> tuple[dict[str, Series], dict[str, Series]]:
    """Seconds, and peaks of memory, of each generator."""
    folder.mkdir()
    commands = {OURS: partial(_generate_anew, plan, folder)} | {
        peer.name: partial(_run_peer, peer) for peer in peers(plan, folder / "peers")
    }
    runs: dict[str, list[Ran]] = {name: [] for name in commands}

    def seconds(name: str) -> float:
        runs[name].append(commands[name]())
        return runs[name][-1].seconds

    found = in_rounds({name: partial(seconds, name) for name in commands}, rounds)
    # The first was the unmeasured round.
    peaks = {name: Series(tuple(each.peak_mib for each in runs[name][1:])) for name in runs}
    return found, peaks


def _importing(plan: Path, folder: Path, rounds: int) -> dict[str, Series]:
    """Milliseconds of each import."""
    folder.mkdir()
    _generate(plan, folder)
    models = [peer for peer in peers(plan, folder / "peers") if peer.module]
    for peer in models:
        _run_peer(peer)
    warm = _warm(folder)
    cold = {"PYTHONDONTWRITEBYTECODE": "1"}
    jobs = {
        BARE: ("pass", folder, warm),
        IMPORT: (f"import {PACKAGE}", folder, warm),
        FIRST: (f"from {PACKAGE} import {_any_event(folder)}", folder, warm),
        COLD: (f"import {PACKAGE}", folder, cold),
        **{peer.name: (f"import {peer.module}", peer.folder, warm) for peer in models},
    }
    return in_rounds({name: partial(_milliseconds, *job) for name, job in jobs.items()}, rounds)


def _plan(folder: Path, events: int) -> Path:
    plan = folder / f"client-{events}.plan.yaml"
    plan.write_text(plan_text(make_events(events)), encoding="utf-8")
    return plan


def _any_event(folder: Path) -> str:
    lock = json.loads((folder / PACKAGE / "plan.lock").read_text(encoding="utf-8"))
    return str(next(name for name, (kind, *_) in lock["names"].items() if kind == "track"))


def _generate_anew(plan: Path, folder: Path) -> Ran:
    """Where nothing was, so that nothing is found unchanged."""
    shutil.rmtree(folder / PACKAGE, ignore_errors=True)
    return _generate(plan, folder)


def _generate(plan: Path, folder: Path) -> Ran:
    command: list[str | Path] = [BIN / "typewriter", "generate", plan, "-o", folder]
    return ran([*command, "--package", PACKAGE], environment=_warm(folder))


def _run_peer(peer: Peer) -> Ran:
    return ran(peer.command, environment={**_warm(peer.folder), **peer.environment})


def _warm(folder: Path) -> dict[str, str]:
    """Bytecode is written by the unmeasured round, and read in the others, as where things are installed."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def _milliseconds(code: str, folder: Path, environment: Mapping[str, str]) -> float:
    return ran([sys.executable, "-c", code], cwd=folder, environment=environment).seconds * 1000
