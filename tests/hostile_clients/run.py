"""Many hostile clients from a seed, each looked at and imported, and the tally of it."""

import importlib
import itertools
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from protocols import compile_plan
from protocols.errors import PlanError
from protocols.plan.model import Plan
from tests.hostile_clients.look import Unfaithful, look
from tests.hostile_clients.plans import Plans
from tests.hostile_clients.watch import effects, import_apart
from typewriter.naming import Key
from typewriter.render.python import python_files
from typewriter.view.calls import view_plan
from typewriter.view.lock import Lock
from typewriter.view.python.build import python_package

GENERATOR: Final = "protocols-typewriter/0"
APART: Final = 20
"""Clients that one program imports."""
MOST_FAULTS: Final = 5

Files = Mapping[str, str]


@dataclass(slots=True)
class Tally:
    """What was made, what of it was refused, and what was wrong."""

    clients: int = 0
    refused: int = 0
    functions: int = 0
    files: int = 0
    characters: int = 0
    apart: int = 0
    failed: int = 0
    faults: list[str] = field(default_factory=list)


def run(
    count: int, seed: int, *, apart: int = 0, progress: Callable[[int], object] = bool
) -> Tally:
    """Make `count` clients, and import `apart` of them in programs of their own."""
    tally = Tally()
    waiting: list[Files] = []
    with runtime() as package:
        for number in itertools.count():
            if tally.clients + tally.failed >= count:
                break
            files = _tried(f"{seed}/{number}", package, tally)
            if files and len(waiting) < apart and tally.clients * apart >= len(waiting) * count:
                waiting.append(files)
            if files:
                progress(tally.clients)
    for first in range(0, len(waiting), APART):
        _apart(waiting[first : first + APART], tally)
    return tally


def _tried(seed: str, package: str, tally: Tally) -> Files:
    try:
        return one(Random(seed), package, tally)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is told with its seed
        tally.failed += 1
        tally.faults.append(f"{seed}: {type(fault).__name__}: {fault}")
        del tally.faults[MOST_FAULTS:]
        return {}


def one(random: Random, package: str, tally: Tally) -> Files:
    """Make a client, look at it and import it. No files if its plan asks for names it cannot have."""
    plans = Plans(random)
    plan, options = plans.plan(), plans.options()
    view = view_plan(compile_plan(plan))
    try:
        made = python_package(view, None, options)
        if random.random() < 0.1:
            made = python_package(view, _lock(plans, plan, made.names), options)
    except PlanError:
        tally.refused += 1
        return {}
    files = python_files(compile_plan(plan), made, GENERATOR)
    code = look(plan, made, files)
    for name, each in code.items():
        found = effects(each, name, package)
        if found:
            raise Unfaithful(name, found)
    tally.clients += 1
    tally.functions += sum(len(module.functions) for module in made.modules)
    tally.files += len(code)
    tally.characters += sum(len(files[name]) for name in code)
    return files


def _lock(plans: Plans, plan: Plan, names: Mapping[str, Key]) -> Lock:
    """What somebody wrote into `plan.lock`: other names for what there is."""
    said = {plans.text(): key for key in names.values()}
    arguments = {name: {plans.text(): plans.text()} for name in said}
    return Lock(compile_plan(plan).ref, GENERATOR, said, arguments)


def _apart(clients: list[Files], tally: Tally) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            import_apart(clients, Path(folder))
            tally.apart += len(clients)
        except Unfaithful as fault:
            tally.failed += 1
            tally.faults.append(f"apart: {fault}")


@contextmanager
def runtime() -> Iterator[str]:
    """A package that holds what every client shares, imported; its name."""
    with tempfile.TemporaryDirectory() as folder:
        name = "hostile_runtime"
        plan = Plan("empty", "1", "", "", "0" * 64, (), {}, ())
        compiled = compile_plan(plan)
        package = Path(folder) / name
        package.mkdir()
        made = python_package(view_plan(compiled), None)
        for path, text in python_files(compiled, made, GENERATOR).items():
            (package / path).write_text(text, encoding="utf-8")
        sys.path.insert(0, folder)
        try:
            importlib.import_module(f"{name}._runtime")
            importlib.import_module(f"{name}._lazy")
            yield name
        finally:
            sys.path.remove(folder)
            for module in [one for one in sys.modules if one.partition(".")[0] == name]:
                del sys.modules[module]
