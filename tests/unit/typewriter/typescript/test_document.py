"""What docs/typescript.md shows compiles, fails where it says so, and its test passes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import tools
from tests.quality.documents import blocks
from tests.unit.typewriter.making import compiled_from
from tests.unit.typewriter.typescript.making import files_of, project, tsc, write
from typewriter.view.typescript.options import Sdk

pytestmark = pytest.mark.needs("node", "npm-packages")

DOCUMENT = Path(__file__).parents[4] / "docs" / "typescript.md"
FOLDERS: dict[str, Sdk] = {"web": "browser", "server": "node"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The document's programs beside their clients, and what the compiler says of them."""
    folder = tmp_path_factory.mktemp("document")
    options = {"skipLibCheck": True, "types": ["node"], "lib": ["es2022", "dom"]}
    project(folder, outDir="out", rootDir=".", **options)
    files = {one.file: one.text for one in blocks(DOCUMENT.read_text("utf-8")) if one.file}
    compiled = compiled_from(files["radio.yaml"], folder)
    for place, sdk in FOLDERS.items():
        write(files_of(compiled, sdk=sdk), folder / place / "radio-tracking")
    programs = {name: text for name, text in files.items() if name.endswith(".ts")}
    assert len(programs) == 4
    for name, text in programs.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder, tsc(folder)


def test_its_programs_compile(shown: tuple[Path, list[str]]) -> None:
    assert shown[1] == []


def test_its_test_passes(shown: tuple[Path, list[str]]) -> None:
    folder = shown[0]
    shutil.copy(folder / "package.json", folder / "out")
    test = folder / "out" / "server" / "player.test.js"
    run = subprocess.run([tools.path("node"), str(test)], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
