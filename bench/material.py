"""A case to measure: a compiled plan, its traffic, and both as files for other programs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from bench.corpus import Corpus, make_corpus, make_events, plan_text
from protocols import CompiledPlan, compile_plan, load_plan


@dataclass(frozen=True, slots=True)
class Material:
    """`parsed` are the corpus' messages, for what is measured without parsing."""

    name: str
    plan: CompiledPlan
    plan_file: Path
    corpus: Corpus
    parsed: list[Any]
    schemas_file: Path
    messages_file: Path

    @property
    def schemas(self) -> dict[str, Any]:
        """Event name → compiled schema."""
        return {name: rule[0].schema for name, rule in self.plan.events.items()}


def prepare(folder: Path, *, rules: int, events: int, valid: float) -> Material:
    """Make a plan with `rules` events and a corpus of which the share `valid` keeps its rule."""
    name = f"{rules} rule{'s' if rules > 1 else ''}, {valid:.0%} valid"
    made = make_events(rules)
    stem = f"{rules}-{valid:.0%}"
    plan_file = folder / f"{stem}.plan.yaml"
    plan_file.write_text(plan_text(made), encoding="utf-8")
    corpus = make_corpus(made, events, valid=valid)
    material = Material(
        name=name,
        plan=compile_plan(load_plan(plan_file)),
        plan_file=plan_file,
        corpus=corpus,
        parsed=[orjson.loads(raw) for raw in corpus.messages],
        schemas_file=folder / f"{stem}.schemas.json",
        messages_file=folder / f"{stem}.ndjson",
    )
    material.schemas_file.write_bytes(orjson.dumps(material.schemas))
    material.messages_file.write_bytes(b"\n".join(corpus.messages) + b"\n")
    return material
