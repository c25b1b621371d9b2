from pathlib import Path

from tests.oracle.printed import printed

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"


def test_the_page_prints_the_list_that_the_comparison_knows() -> None:
    assert printed() in PAGE.read_text(encoding="utf-8")
