"""The engine beside other validators, on the same schemas and the same messages."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from bench.agreement import agreement
from bench.jobs import bytes_jobs, parsed_jobs
from bench.material import Material, prepare
from bench.measure import Job, Series, in_rounds, per_second, say, spread, table, times
from bench.node_peer import Node, absent
from bench.result import Result
from bench.sizes import Sizes

MAIN = "engine"
AJV = "Ajv, all errors"
SLOW = frozenset({"jsonschema, all errors", "fastjsonschema, first error"})


def run(sizes: Sizes, folder: Path) -> Result:
    """Measure every case; targets are held against 200 rules with 95 % valid traffic."""
    with ExitStack() as stack:
        missing = absent()
        node = None if missing else stack.enter_context(Node())
        texts, measured = [], {}
        for rules, valid in ((sizes.rules, 0.95), (sizes.rules, 1.0), (1, 0.95), (1, 1.0)):
            main = (rules, valid) == (sizes.rules, 0.95)
            count = max(sizes.events, sizes.compared) if main else sizes.events
            material = prepare(folder, rules=rules, events=count, valid=valid)
            text, found = _case(material, sizes, node, full=main)
            texts.append(text)
            measured.update(found if main else {})
    if missing:
        texts.append(f"Ajv is not measured: {missing}.\n")
    return Result("\n".join(texts), measured)


def _case(
    material: Material, sizes: Sizes, node: Node | None, *, full: bool
) -> tuple[str, dict[str, Series]]:
    say(material.name)
    if node:
        node.ask(
            "load",
            corpus=material.name,
            schemas=str(material.schemas_file),
            messages=str(material.messages_file),
        )
    parsed = _measure(material, sizes, node, parsed_jobs(material), "parsed")
    through = _measure(material, sizes, node, bytes_jobs(material), "bytes")
    text = _heading(material, sizes) + _tables(parsed, through)
    if not full:
        return text, {}
    equal, agreed = agreement(material, node)
    return text + agreed, {**_targets(through), **equal}


def _measure(
    material: Material, sizes: Sizes, node: Node | None, jobs: Mapping[str, Job], kind: str
) -> dict[str, Series]:
    items = material.parsed if kind == "parsed" else material.corpus.messages
    candidates: dict[str, Callable[[], float]] = {}
    for name, job in jobs.items():
        count = sizes.events // sizes.slow_share if name in SLOW else sizes.events
        raw = name.startswith("orjson")
        taken = material.corpus.messages[:count] if raw else items[:count]
        candidates[name] = partial(per_second, job, taken)
    if node:
        candidates[AJV] = partial(_ask, node, material.name, f"ajv {kind}", sizes.events)
        if kind == "bytes":
            ask = partial(_ask, node, material.name, "json bytes", sizes.events)
            candidates["JSON.parse + JSON.stringify"] = ask
    return in_rounds(candidates, sizes.rounds)


def _ask(node: Node, corpus: str, job: str, count: int) -> float:
    seconds: float = node.ask("run", corpus=corpus, job=job, count=count)["seconds"]
    return count / seconds


def _heading(material: Material, sizes: Sizes) -> str:
    corpus = material.corpus
    kinds = ", ".join(f"{kind} {count}" for kind, count in corpus.kinds.items())
    return (
        f"#### {material.name}\n\n"
        f"{sizes.events:,} messages a round, {sizes.rounds} rounds; a message has {corpus.mean_size:,} "
        f"bytes on average; {corpus.broken:,} of {len(corpus.messages):,} broken"
        f"{f' ({kinds})' if kinds else ''}.\n\n"
    )


def _tables(parsed: Mapping[str, Series], through: Mapping[str, Series]) -> str:
    return (
        _table("Parsed message → decision", parsed, "orjson.loads of the same bytes")
        + "\n"
        + _table("Bytes → message → decision → bytes", through, "orjson.loads + orjson.dumps")
    )


def _table(title: str, found: Mapping[str, Series], limit: str) -> str:
    ajv = found.get(AJV)
    order = sorted(found, key=lambda name: -found[name].median)
    rows = [
        (
            name,
            spread(found[name]),
            f"{1e6 / found[name].median:.2f}",
            times(found[name].over(found[limit])),
            times(found[name].over(ajv) if ajv else None),
        )
        for name in order
    ]
    return table([title, "messages/s", "µs each", "of orjson", "of Ajv"], rows)


def _targets(through: Mapping[str, Series]) -> dict[str, Series]:
    engine = through[MAIN]
    found: dict[str, Series] = {
        "orjson": engine.over(through["orjson.loads + orjson.dumps"]),
        "transformed": through["engine, with a rename, a definition and a filter"].over(engine),
    }
    if AJV in through:
        found["ajv"] = engine.over(through[AJV])
    return found
