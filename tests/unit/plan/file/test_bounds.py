"""Very large plans, good and bad: the work stays in proportion, and so does what is told."""

import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.errors import PlanError
from protocols.plan.compile import compile_plan
from protocols.plan.file import load_plan, parse
from protocols.plan.file.graph import components, in_circles, reach
from protocols.plan.file.libraries import read_sources


def written(folder: Path, *lines: str) -> Path:
    path = folder / "plan.yaml"
    path.write_text("\n".join(["plan: acme", *lines]), "utf-8")
    return path


def refused(path: Path) -> list[Any]:
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    return list(caught.value.problems)


MANY = 4_000
FAULTY = {
    "unknown keys": [f"k{n}: 1" for n in range(MANY)],
    "unknown keywords": ["types:", *(f"  t{n}: {{tpye: string}}" for n in range(MANY))],
    "unknown types": ["types:", *(f"  t{n}: {{$ref: '#/types/u{n}'}}" for n in range(MANY))],
    "wrong types": ["events:", *(f"  E{n}: 1" for n in range(MANY))],
    "duplicates": ["events:", *("  A: {}" for _ in range(MANY))],
    "missing libraries": ["use:", *(f"- lib{n}.yaml" for n in range(MANY))],
}


@pytest.mark.parametrize("name", FAULTY)
def test_of_very_many_problems_the_first_thousand_are_told(name: str, tmp_path: Path) -> None:
    problems = refused(written(tmp_path, *FAULTY[name]))
    assert 1000 <= len(problems) <= 1001
    lines = [each.at.line for each in problems]
    assert lines == sorted(lines)
    if len(problems) == 1001:
        assert problems[-1].rule == "TP019"


def test_problems_beyond_those_told_are_not_even_kept(tmp_path: Path) -> None:
    _, twice = parse("\n".join(["a: 1"] * MANY), "plan.yaml")
    _, missing = read_sources(written(tmp_path, *FAULTY["missing libraries"]))
    assert (len(twice), len(missing)) == (1001, 1001)


def chain(length: int, link: str) -> list[str]:
    types = [f"  t{n}: {link.replace('NEXT', f't{n + 1}')}" for n in range(length)]
    return ["types:", *types, f"  t{length}: {{type: string}}", "events:", "  A: {properties: {a: {$ref: '#/types/t0'}}}"]  # fmt: skip


LINKS = [
    "{$ref: '#/types/NEXT'}",
    "{properties: {a: {$ref: '#/types/NEXT'}}}",
    "{allOf: [{$ref: '#/types/NEXT'}], properties: {a: {$ref: '#/types/NEXT'}}}",
    "{items: {$ref: '#/types/NEXT'}, properties: {back: {$ref: '#/types/t0'}}}",
]


@pytest.mark.parametrize("link", LINKS)
def test_a_chain_of_types_that_loads_also_compiles(link: str, tmp_path: Path) -> None:
    compiled = compile_plan(load_plan(written(tmp_path, *chain(99, link))))
    assert len(compiled.plan.types) >= 99


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("length", [100, 3_000])
def test_a_longer_chain_is_refused(link: str, length: int, tmp_path: Path) -> None:
    assert {each.rule for each in refused(written(tmp_path, *chain(length, link)))} == {"TP029"}


def test_a_plan_of_two_thousand_events_takes_memory_in_proportion(tmp_path: Path) -> None:
    event = "  E{}: {{description: d, properties: {{a: {{type: string, required: true}}, b: {{minimum: 1}}}}}}"
    path = written(tmp_path, "events:", *(event.format(n) for n in range(2000)))
    load_plan(path)
    tracemalloc.start()
    plan = load_plan(path)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(plan.rules) == 2000
    size = path.stat().st_size
    assert (kept < 40 * size, peak < 80 * size) == (True, True), (kept / size, peak / size)


GRAPHS = st.dictionaries(
    st.sampled_from("abcdefg"), st.lists(st.sampled_from("abcdefgh"), max_size=4), max_size=7
)


def reachable(leads: dict[str, list[str]], name: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(leads.get(name, []))
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            waiting.extend(leads.get(each, []))
    return seen


def longest(leads: dict[str, list[str]], name: str, seen: frozenset[str] = frozenset()) -> int:
    """The longest way from `name` that never visits a name twice."""
    below = [each for each in leads[name] if each in leads and each not in seen | {name}]
    return 1 + max((longest(leads, each, seen | {name}) for each in below), default=0)


@given(GRAPHS)
def test_circles_are_what_can_be_reached_from_itself(leads: dict[str, list[str]]) -> None:
    assert in_circles(leads) == {name for name in leads if name in reachable(leads, name)}


@given(GRAPHS)
def test_groups_partition_the_names_and_come_after_what_they_lead_to(
    leads: dict[str, list[str]],
) -> None:
    groups = components(leads)
    assert sorted(name for group in groups for name in group) == sorted(leads)
    done: set[str] = set()
    for group in groups:
        done |= set(group)
        assert all(each in done for name in group for each in leads[name] if each in leads)


@given(GRAPHS)
def test_no_way_is_longer_than_the_reach(leads: dict[str, list[str]]) -> None:
    furthest = reach(leads)
    assert all(longest(leads, name) <= furthest[name] for name in leads)
    if not in_circles(leads):
        assert all(longest(leads, name) == furthest[name] for name in leads)
