"""Every file that loading opens is stamped, and what is named and missing is waited for."""

from pathlib import Path

import pytest

from protocols.pipeline.workspace import load_workspace
from protocols.reload import Origin

WORKSPACE = """\
workspace: w
sources:
  web: {write_key: a, plan: "${FOLDER}/web.yaml"}
  app: {write_key: b, plan: plans/app.yaml}
  raw: {write_key: c}
"""
ENV = {"FOLDER": "plans"}
FILES = {
    "workspace.yaml": WORKSPACE,
    "plans/web.yaml": "plan: web\nuse: [../shared/one.yaml]\n",
    "plans/app.yaml": "plan: app\nuse: [../shared/one.yaml, ../shared/two.yaml]\n",
    "shared/one.yaml": "plan: one\nuse: [two.yaml]\n",
    "shared/two.yaml": "plan: two\nuse: [one.yaml]\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _named(origin: Origin, folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in origin.stamps()}


def test_a_workspace_is_its_file_its_plans_and_their_libraries(folder: Path) -> None:
    origin = Origin(folder / "workspace.yaml", ENV)
    assert _named(origin, folder) == set(FILES)
    loaded = origin.load()
    assert set(loaded.stamps) == set(origin.stamps())
    assert set(loaded.prepared.plans) == {"web", "app"}


def test_of_a_workspace_made_in_python_the_plans_are_files(folder: Path) -> None:
    workspace = load_workspace(folder / "workspace.yaml", ENV)
    origin = Origin(workspace, {})
    assert _named(origin, folder) == set(FILES) - {"workspace.yaml"}
    assert origin.read() is workspace


@pytest.mark.parametrize(
    ("file", "text", "named"),
    [
        ("workspace.yaml", "sources: [", {"workspace.yaml"}),
        ("workspace.yaml", "- 1", {"workspace.yaml"}),
        ("workspace.yaml", "sources: {web: 1, app: {plan: []}}", {"workspace.yaml"}),
        (
            "workspace.yaml",
            "sources: {web: {plan: gone.yaml}}",
            {"workspace.yaml", "gone.yaml"},
        ),
        (
            "shared/one.yaml",
            "use: [gone.yaml, 1, 'https://x.test/']",
            {*FILES, "shared/gone.yaml"},
        ),
        ("plans/app.yaml", "use: x", set(FILES)),
    ],
)
def test_what_cannot_be_used_is_watched_all_the_same(
    folder: Path, file: str, text: str, named: set[str]
) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    assert _named(Origin(folder / "workspace.yaml", ENV), folder) == named
