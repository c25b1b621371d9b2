"""Every section runs, at a size that says nothing of speed."""

from pathlib import Path
from typing import Final

import orjson
import pytest

from bench.__main__ import SECTIONS
from bench.material import prepare
from bench.sizes import Sizes
from bench.targets import TARGETS, judge

TOY: Final = Sizes(
    rounds=1,
    events=40,
    compared=60,
    slow_share=4,
    rules=3,
    large_plan=5,
    client=2,
    imported_client=3,
    checked_files=6,
    starts=1,
    seconds=0.3,
    load_rounds=1,
)
FIGURES: Final = {
    "engine": {"orjson", "transformed"},
    "scaling": {"processes"},
    "gateway": {"engine_off", "p99"},
    "plan": {"plan", "memory"},
    "startup": {"protocols_help", "typewriter_help"},
    "client": {"generate", "generate_memory", "client_import"},
    "check": {"check"},
}
"""What each section measures with or without Node."""


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_prints_a_table_and_measures_its_targets(name: str, tmp_path: Path) -> None:
    result = SECTIONS[name][1](TOY, tmp_path)
    assert "| ---" in result.text
    assert FIGURES[name] <= set(result.measured)
    assert all(series.low > 0 for key, series in result.measured.items() if key != "agreement")


def test_every_target_is_measured_by_some_section() -> None:
    with_node = {"ajv", "agreement", "batch_node", "single_node"}
    assert {target.key for target in TARGETS} == with_node.union(*FIGURES.values())


def test_a_target_that_was_not_measured_is_not_met() -> None:
    assert judge({}).count("not measured") == len(TARGETS)


def test_a_corpus_breaks_as_many_messages_as_it_says(tmp_path: Path) -> None:
    from protocols import Engine

    material = prepare(tmp_path, rules=20, events=400, valid=0.95)
    decide = Engine(material.plan).decide
    broken = [message for message in material.parsed if decide(message).violation_count]
    assert len(broken) == material.corpus.broken == 20


def test_a_corpus_is_the_same_every_time(tmp_path: Path) -> None:
    first, second = (tmp_path / name for name in ("first", "second"))
    for folder in (first, second):
        folder.mkdir()
        prepare(folder, rules=5, events=30, valid=0.9)
    assert [path.read_bytes() for path in sorted(first.iterdir())] == [
        path.read_bytes() for path in sorted(second.iterdir())
    ]


def test_messages_have_the_size_the_targets_speak_of(tmp_path: Path) -> None:
    corpus = prepare(tmp_path, rules=200, events=500, valid=0.95).corpus
    assert 1_100 <= corpus.mean_size <= 1_300
    assert all(orjson.loads(raw)["type"] == "track" for raw in corpus.messages)
