"""A fault of FQL in a workspace file is told at the very character, where the file has it as it is."""

from pathlib import Path

import pytest

from protocols.errors import WorkspaceError
from protocols.findings import Finding
from protocols.pipeline.workspace import load_workspace

HEAD = "workspace: acme\nsources:\n  web:\n    write_key: k\n    transformations:\n"


def _told(folder: Path, step: str) -> Finding:
    path = folder / "workspace.yaml"
    path.write_text(f"{HEAD}      - name: n\n        {step}\n", encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(path, {"EVENT": "event AND"})
    (problem,) = caught.value.problems
    assert isinstance(problem, Finding)
    return problem


@pytest.mark.parametrize(
    ("step", "place", "end"),
    [
        ("if: event AND userId\n        drop: true", (7, 19), 29),
        ("if: 'event AND userId'\n        drop: true", (7, 20), 31),
        ('if: "event AND userId"\n        drop: true', (7, 20), 31),
        ("define: {properties.a: 'event AND userId'}", (7, 39), 50),
    ],
)
def test_where_the_value_is_written_as_it_is(
    tmp_path: Path, step: str, place: tuple[int, int], end: int
) -> None:
    problem = _told(tmp_path, step)
    assert problem.message.endswith("is wrong: `AND` is not an operator")
    assert problem.help == "write `and` in small letters"
    assert (problem.at.line, problem.at.column) == place
    assert problem.at.end_column == end


@pytest.mark.parametrize(
    "step",
    [
        "if: 'event AND ''x'' = userId'\n        drop: true",
        'if: "event\\x20AND userId"\n        drop: true',
        "if: |\n          event AND userId\n        drop: true",
        "if: event\n          AND userId\n        drop: true",
        "if: &a event AND userId\n        drop: true",
        "if: ${EVENT}\n        drop: true",
    ],
)
def test_where_it_is_not_the_character_of_the_value_is_named(tmp_path: Path, step: str) -> None:
    problem = _told(tmp_path, step)
    told = "is wrong: `AND` is not an operator (at character 7): write `and` in small letters"
    assert problem.message.endswith(told)
    assert (problem.at.line, problem.at.column) == (7, 13)
