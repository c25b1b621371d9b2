"""`python -m bench`: measure, and print Markdown on standard output; progress goes to the other one."""

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench.machine import described
from bench.measure import Series, say
from bench.result import Result
from bench.sections import check, client, engine, gateway, plan, scaling, startup
from bench.sizes import FULL, QUICK, Sizes
from bench.targets import judge
from bench.writing import Part, written

SECTIONS: Final = {
    "engine": ("The engine and other validators", engine.run),
    "scaling": ("Two processes", scaling.run),
    "gateway": ("The gateway", gateway.run),
    "plan": ("A large plan", plan.run),
    "startup": ("Starting", startup.run),
    "client": ("The generated client", client.run),
    "check": ("Checking code", check.run),
}
"""Name → title and what measures it, in the order they are printed."""

ROOM: Final = Path(".bench")
"""Where plans, corpora and journals are while a run lasts: on the disk that is measured."""


QUICK_NOTE: Final = (
    "\nA quick look (`--quick`): few messages and few rounds, so the figures are rough.\n"
)


def main(arguments: list[str] | None = None) -> None:
    """Run the sections asked for; all of them if none is."""
    asked = _asked(arguments)
    sizes = QUICK if asked.quick else FULL
    results = {name: measured(name, sizes) for name in asked.only or SECTIONS}
    found: dict[str, Series] = {}
    for result in results.values():
        found.update(result.measured)
    parts = {
        "machine": Part("Machine", f"{described()}{QUICK_NOTE if asked.quick else ''}"),
        **{name: Part(SECTIONS[name][0], result.text) for name, result in results.items()},
    }
    _put_out(asked.write, parts, judge(found), complete=not asked.only)


def _put_out(
    file: Path | None, parts: Mapping[str, Part], targets: str, *, complete: bool
) -> None:
    """Print everything, or put it into `file`; a partial run leaves the table of targets there."""
    if file is None:
        print(Part("Targets", targets).printed())
        print("\n".join(part.printed() for part in parts.values()))
        return
    kept = {**parts, "targets": Part("Targets", targets)} if complete else dict(parts)
    file.write_text(written(file.read_text(encoding="utf-8"), kept), encoding="utf-8")


def measured(name: str, sizes: Sizes) -> Result:
    """Run one section in a folder of its own."""
    say(SECTIONS[name][0])
    ROOM.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOM) as folder:
        return SECTIONS[name][1](sizes, Path(folder).resolve())


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="fewer messages and rounds: a look only"
    )
    parser.add_argument(
        "--only", action="append", choices=sorted(SECTIONS), help="one section; may be repeated"
    )
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the tables between the marks of FILE"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
