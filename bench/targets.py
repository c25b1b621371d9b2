"""What is aimed at, and whether what was measured reaches it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bench.measure import TIMES, Series, table


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to reach: at least `must` where more is better, at most where less is.

    `unit` follows the figure; `aim` is what would be better still.
    """

    key: str
    what: str
    must: float
    aim: float | None
    unit: str = TIMES
    less_is_better: bool = False
    digits: int = 2

    def reached(self, value: float, wanted: float | None) -> bool:
        """Whether `value` is as good as `wanted`."""
        if wanted is None:
            return False
        return value <= wanted if self.less_is_better else value >= wanted

    def verdict(self, value: float) -> str:
        """In words."""
        if self.reached(value, self.aim):
            return "met, and the aim"
        return "met" if self.reached(value, self.must) else "**not met**"

    def written(self, value: float | None) -> str:
        """A figure with its unit."""
        return "" if value is None else f"{value:,.{self.digits}f}{self.unit}"


def _most(key: str, what: str, must: float, aim: float | None, *, unit: str) -> Target:
    digits = 0 if must >= 100 or not unit else 2
    return Target(key, what, must, aim, unit, less_is_better=True, digits=digits)


TARGETS: Final = (
    Target("ajv", "engine, bytes → decision → bytes, of Ajv with JSON.parse and stringify", 2, 3),
    Target("orjson", "the same, of orjson.loads + orjson.dumps", 0.38, 0.57),
    _most(
        "agreement",
        "messages in which jsonschema, Ajv or fastjsonschema find something else",
        0,
        0,
        unit="",
    ),
    Target(
        "transformed", "with a rename, a definition and a filter, of the same without", 0.7, 0.85
    ),
    Target("processes", "two processes, of one", 1.6, 1.8),
    Target("batch_node", "gateway, durable, batches of 100, of Node http + Ajv", 1.5, 2.3),
    Target("single_node", "gateway, durable, single messages, of Node http + Ajv", 1.2, 1.4),
    Target("engine_off", "gateway, durable, batches, of the same with the engine off", 0.5, 0.7),
    _most("p99", "p99 of durable single messages at half capacity", 25, 10, unit=" ms"),
    _most("plan", "load and compile a 2,000-event plan", 2, None, unit=" s"),
    _most("memory", "resident when all of 2,000 rules have judged", 150, None, unit=" MiB"),
    _most("protocols_help", "`protocols --help`", 150, 80, unit=" ms"),
    _most("typewriter_help", "`typewriter --help`", 150, 80, unit=" ms"),
    _most("generate", "`typewriter generate`, 500 events", 1, None, unit=" s"),
    _most("generate_memory", "`typewriter generate`, its memory at most", 100, None, unit=" MiB"),
    _most("client_import", "`import` of a client with 1,000 events", 30, None, unit=" ms"),
    _most("check", "`typewriter check`, 500 events, 10,000 files", 3, None, unit=" s"),
)


def judge(measured: Mapping[str, Series]) -> str:
    """The table of targets; those of sections that did not run say so."""
    rows = [_row(target, measured.get(target.key)) for target in TARGETS]
    return table(["Target", "must", "aim", "measured", "so"], rows)


def _row(target: Target, found: Series | None) -> tuple[str, ...]:
    wanted = (target.what, target.written(target.must), target.written(target.aim))
    if found is None:
        return (*wanted, "", "not measured")
    return (*wanted, target.written(found.median), target.verdict(found.median))
