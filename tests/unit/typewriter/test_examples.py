"""What `explain` shows as wrong is found, and what it shows as better is not."""

from pathlib import Path

import pytest

from protocols.findings import Finding
from protocols.findings.comments import python_comments
from protocols.findings.examples import EXAMPLES
from protocols.findings.ignores import TYPEWRITER, ignores, sift
from tests.unit.typewriter.making import compiled_from, package_of
from typewriter.check.known import Known, known_client
from typewriter.check.scan import Options, scan
from typewriter.check.source import Source
from typewriter.view.calls import view_plan

PLAN = Path(__file__).parents[3] / "docs" / "examples" / "shop" / "tracking-plan.yaml"
BEFORE = (
    "import segment.analytics as analytics\nimport shop_tracking as shop\nuser = shop.User('u')\n"
)
IN_CODE = [rule for rule in EXAMPLES if rule.startswith("TW2") and rule != "TW202"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Known:
    folder = tmp_path_factory.mktemp("plan")
    compiled = compiled_from(PLAN.read_text(encoding="utf-8"), folder)
    return known_client(view_plan(compiled), package_of(compiled), "shop_tracking")


def found(code: str, client: Known) -> list[Finding]:
    text = (BEFORE + code).encode()
    result = scan([Source("app.py", text, "app")], [client], Options())
    comments = list(ignores(python_comments("app.py", text), TYPEWRITER))
    return sift([one for one in result.findings if one.at.file == "app.py"], comments, TYPEWRITER).findings  # fmt: skip


@pytest.mark.parametrize("rule", IN_CODE)
def test_what_is_wrong_is_found_and_what_is_better_is_clean(rule: str, client: Known) -> None:
    assert {one.rule for one in found(EXAMPLES[rule].wrong, client)} == {rule}
    assert found(EXAMPLES[rule].right, client) == []


def _called(events: str, client_name: str, folder: Path, service: str) -> set[str]:
    compiled = compiled_from(f"plan: shop\n{events}\n", folder)
    known = known_client(view_plan(compiled), package_of(compiled), client_name)
    return {one.rule for one in scan([], [known], Options(service=service)).findings}


def test_an_event_of_others_is_not_asked_for(tmp_path: Path) -> None:
    example = EXAMPLES["TW202"]
    assert _called(example.wrong, "shop_tracking", tmp_path, "backend") == {"TW202"}
    assert _called(example.right, "shop_tracking", tmp_path, "backend") == set()


@pytest.mark.parametrize(("rule", "before"), [("TW101", ""), ("TW102", "events:\n  A:\n    ")])
def test_a_name_may_be_given_in_the_plan(rule: str, before: str, tmp_path: Path) -> None:
    example = EXAMPLES[rule]
    indented = [text.replace("\n  ", "\n      ") if before else text for text in (example.wrong, example.right)]  # fmt: skip
    names = [
        {one.rule for one in package_of(compiled_from(f"plan: a\n{before}{text}\n", tmp_path)).findings}
        for text in indented
    ]  # fmt: skip
    assert names == [{rule}, set()]
