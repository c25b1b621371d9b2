"""Two parts of a workspace that cannot both be meant are told with both of their lines."""

from pathlib import Path

import pytest

from protocols.errors import WorkspaceError
from protocols.findings import Finding
from protocols.pipeline.workspace import load_workspace

HEAD = "workspace: acme\nsources:\n  web:\n    write_key: k\n"
DESTINATION = HEAD + "destinations:\n  log:\n    type: file\n    path: x\n    sources: [web]\n"


def _conflict(folder: Path, text: str) -> Finding:
    path = folder / "workspace.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(path, {"KEY": "a key of sixteen"})
    (problem,) = caught.value.problems
    assert isinstance(problem, Finding)
    return problem


def _lines(problem: Finding) -> list[tuple[int, int]]:
    return [(at.line, at.column) for at in (problem.at, *(at for at, _ in problem.related))]


@pytest.mark.parametrize(
    ("parts", "message", "places"),
    [
        (
            ["set: {properties.a: 1}", "cast: {properties.a: string}"],
            "`properties.a` is named twice, in `set` and `cast`",
            [(8, 16), (7, 15)],
        ),
        (
            ["rename: {properties.a: properties.b}", "set: {properties.b.c: 1}"],
            "`properties.b` and `properties.b.c` overlap, in `rename` and `set`",
            [(8, 15), (7, 32)],
        ),
        (
            ["rename: {properties.a: properties.c, properties.b: properties.c}"],
            "`properties.c` is named twice, in `rename`",
            [(7, 60), (7, 32)],
        ),
        (
            ["hash: {key: '${KEY}', paths: [properties.a]}", "drop_properties: [properties.a]"],
            "`properties.a` is named twice, in `hash` and `drop_properties`",
            [(8, 27), (7, 39)],
        ),
        (
            ["allow_properties: [properties.a]", "define: {properties.b: event}"],
            "`properties.b` is written but not among `allow_properties`",
            [(8, 18), (7, 28)],
        ),
        (
            ["cast: {properties.a: string}", "set: {properties.a: 1}"],
            "`properties.a` is named twice, in `set` and `cast`",
            [(8, 15), (7, 16)],
        ),
        (
            ["set: {properties.a: 1}", "drop: true"],
            "`drop` drops the message; `set` beside it would do nothing",
            [(8, 9), (7, 9)],
        ),
        (
            ["drop: true", "rename_event: E"],
            "`drop` drops the message; `rename_event` beside it would do nothing",
            [(8, 9), (7, 9)],
        ),
    ],
)
def test_two_parts_of_one_transformation(
    tmp_path: Path, parts: list[str], message: str, places: list[tuple[int, int]]
) -> None:
    written = "".join(f"        {part}\n" for part in parts)
    problem = _conflict(tmp_path, f"{HEAD}    transformations:\n      - name: n\n{written}")
    assert message in problem.message
    assert _lines(problem) == places


@pytest.mark.parametrize(
    ("second", "message", "places"),
    [
        (
            "rename: {properties.a: properties.c}",
            "`properties.a` is renamed to `properties.b` and to `properties.c`",
            [(12, 30), (11, 30)],
        ),
        ("rename_event: F", "the event is renamed to `E` and to `F`", [(12, 35), (11, 73)]),
    ],
)
def test_two_transformations_of_one_list(
    tmp_path: Path, second: str, message: str, places: list[tuple[int, int]]
) -> None:
    first = "{name: one, rename: {properties.a: properties.b}, rename_event: E}"
    text = f"{DESTINATION}    transformations:\n      - {first}\n      - {{name: two, {second}}}\n"
    problem = _conflict(tmp_path, text)
    assert message in problem.message
    assert _lines(problem) == places


def test_two_transformations_of_one_name(tmp_path: Path) -> None:
    text = f"{HEAD}    transformations:\n      - {{name: n, drop: true}}\n      - {{name: n, drop: true}}\n"
    problem = _conflict(tmp_path, text)
    assert problem.message == "two transformations are named 'n'"
    assert _lines(problem) == [(7, 16), (6, 16)]
