"""The table of folders in docs/architecture.md is the tree."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([\w./-]+)/` \|", re.MULTILINE)


def _packages() -> set[str]:
    return {
        init.parent.relative_to(ROOT).as_posix()
        for package in ("protocols", "typewriter")
        for init in (ROOT / package).rglob("__init__.py")
    }


def test_every_package_is_in_the_table_and_the_table_names_no_other() -> None:
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(ROW.findall(table))
    assert {row for row in named if row.partition("/")[0] in {"protocols", "typewriter"}} == (
        _packages()
    )


def test_every_other_folder_of_the_table_is_there() -> None:
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [row for row in ROW.findall(table) if not (ROOT / row).is_dir()] == []
