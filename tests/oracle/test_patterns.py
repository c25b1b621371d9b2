"""Patterns: read alike by two engines, and no pattern makes a message cost much."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from protocols.plan.compile.validator import build_validator
from protocols.plan.file.patterns import unportable
from protocols.plan.model import DateTimeMode
from tests.oracle import ecma, patterns
from tests.oracle.amendments import AMENDMENTS
from tests.oracle.evil import LENGTH, Evil, answer, evils

ROOT = Path(__file__).parents[2]
EVILS = tuple(evils())
DOT = AMENDMENTS["dot_stops_at_line_feed"].dot


def _matches(pattern: str, text: str) -> bool:
    return build_validator({"pattern": pattern}, DateTimeMode.STRICT).is_valid(text)


def test_what_the_subset_lets_through_is_read_alike() -> None:
    random = Random(7)
    made = {patterns.pattern(random) for _ in range(3000)}
    portable = [pattern for pattern in sorted(made) if unportable(pattern) is None]
    assert len(portable) > 1000
    for pattern in portable:
        theirs = ecma.compiled(pattern, DOT)
        for text in [patterns.text(random) for _ in range(8)]:
            assert _matches(pattern, text) is bool(theirs.search(text)), (pattern, text)


def test_there_are_a_hundred_evil_patterns_and_each_attack_is_long() -> None:
    assert len({evil.pattern for evil in EVILS}) == 100
    assert all(len(evil.attack.encode()) >= LENGTH for evil in EVILS)


@pytest.mark.parametrize("evil", EVILS, ids=[evil.pattern for evil in EVILS])
def test_an_evil_pattern_is_refused_at_its_line_or_judges_as_it_reads(
    evil: Evil, tmp_path: Path
) -> None:
    short = answer(evil._replace(attack=evil.feint), tmp_path)
    if short.refused:
        assert short.refused.startswith(f"{tmp_path / 'plan.yaml'}:")
        assert short.help
    else:
        assert short.valid is bool(ecma.compiled(evil.pattern, DOT).search(evil.feint))


def test_the_attacks_themselves_are_judged_in_no_time_to_speak_of() -> None:
    """A hundred of them, as values and as keys, in one process that would else take years."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.oracle.evil"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert "100 patterns: 7 refused, 93 judged" in done.stdout, done.stdout + done.stderr
