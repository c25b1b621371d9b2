from pathlib import Path

import orjson
import pytest

from protocols.engine.decision import UnplannedKind
from protocols.journal.findings import OTHER, FindingBook, folded
from protocols.plan.model import PlanRef
from tests.unit.journal.journals import entry, in_loop, judged, opened, unplanned, violation


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("properties.products[3].sku", "properties.products[].sku"),
        ("properties.a[0][12]", "properties.a[][]"),
        (r"properties.a\[0\].b", r"properties.a\[0\].b"),
        ("properties.plain", "properties.plain"),
        ("not [a path", "not [a path"),
    ],
)
def test_array_indexes_are_folded(path: str, expected: str) -> None:
    assert folded(path) == expected


@in_loop
async def test_the_same_finding_is_one_row_with_its_count_and_times(tmp_path: Path) -> None:
    first = judged("a", violations=(violation("properties.products[0].sku"),))
    again = judged("b", violations=(violation("properties.products[7].sku"),))
    async with opened(tmp_path) as journal:
        await journal.append([first])
        await journal.append([again, judged("c", unplanned=(unplanned("properties.x"),))])
    async with opened(tmp_path) as journal:
        await journal.append([judged("d", violations=(violation("properties.products[1].sku"),))])
        sku, extra = journal.findings()
    assert (sku.category, sku.type, sku.field, sku.count) == (
        "violation",
        "Required",
        "properties.products[].sku",
        3,
    )
    assert (sku.owner, sku.place, sku.remedy) == ("playback", "plan.yaml:5:7", "send it")
    assert (extra.category, extra.type, extra.count) == ("unplanned", "property", 1)
    assert extra.description == "this property is not in the plan"


@in_loop
async def test_the_sample_is_the_shape_of_the_first_message_without_its_values(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as journal:
        await journal.append([judged("a", violations=(violation(),))])
        (finding,) = journal.findings()
    shape = orjson.loads(finding.sample)
    assert shape["properties"] == {"song_id": "string"}
    assert shape["userId"] == "string"


@in_loop
async def test_findings_are_told_apart_and_asked_for_by_source(tmp_path: Path) -> None:
    kind = UnplannedKind.EVENT
    async with opened(tmp_path) as journal:
        await journal.append(
            [
                judged("a", source="web", unplanned=(unplanned("event", kind),)),
                judged("b", source="ios", unplanned=(unplanned("event", kind),)),
                judged("c", source="ios", unplanned=(unplanned("event", kind),)),
            ]
        )
        assert [(each.source, each.count) for each in journal.findings()] == [
            ("ios", 2),
            ("web", 1),
        ]
        assert [each.source for each in journal.findings("web")] == ["web"]


@in_loop
async def test_a_changed_plan_describes_its_findings_anew(tmp_path: Path) -> None:
    newer = PlanRef("music", "1.1.0", "b" * 64)
    async with opened(tmp_path) as journal:
        await journal.append([judged("a", violations=(violation(),))])
        moved = violation(place="plan.yaml:9:7", owner="growth")
        await journal.append([judged("b", plan=newer, violations=(moved,))])
        (finding,) = journal.findings()
    assert (finding.count, finding.place, finding.owner) == (2, "plan.yaml:9:7", "growth")


@in_loop
async def test_distinct_findings_of_a_source_are_bounded(tmp_path: Path) -> None:
    async with opened(tmp_path) as journal:
        writer = journal._writer
        writer._memory.findings = FindingBook(writer._store, most=3)
        await journal.append(
            [judged(f"{n}", unplanned=(unplanned(f"properties.x{n}"),)) for n in range(10)]
        )
        await journal.append([judged("again", unplanned=(unplanned("properties.x0"),))])
        other = judged("other source", source="ios", unplanned=(unplanned("properties.x9"),))
        await journal.append([other])
        found = {(each.source, each.field): each.count for each in journal.findings()}
    assert found == {
        ("web", OTHER): 7,
        ("web", "properties.x0"): 2,
        ("web", "properties.x1"): 1,
        ("web", "properties.x2"): 1,
        ("ios", "properties.x9"): 1,
    }


@in_loop
async def test_long_names_and_paths_are_cut(tmp_path: Path) -> None:
    item = judged("a", unplanned=(unplanned("properties." + "x" * 30_000),))
    async with opened(tmp_path) as journal:
        await journal.append([item, entry("b", name="n" * 30_000)])
        (finding,) = journal.findings()
    assert len(finding.field) == 300
