"""What a user installs holds everything it needs, and nothing of ours."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHIPPED = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    folder = tmp_path_factory.mktemp("wheel")
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return zipfile.Path(built)


def _names(wheel: zipfile.Path) -> set[str]:
    return set(wheel.root.namelist())


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".gitkeep" and "__pycache__" not in path.parts
    ]


@pytest.mark.parametrize("folder", ["templates", "plans"])
def test_every_shipped_file_is_inside(wheel: zipfile.Path, folder: str) -> None:
    files = _files(ROOT / folder)
    assert files
    places = {ROOT / source: target for source, target in SHIPPED.items()}
    for path in files:
        source = next(base for base in places if path.is_relative_to(base))
        assert f"{places[source]}/{path.relative_to(source).as_posix()}" in _names(wheel)


def test_every_file_of_the_packages_is_inside(wheel: zipfile.Path) -> None:
    for package in ("protocols", "typewriter"):
        files = {path.relative_to(ROOT).as_posix() for path in _files(ROOT / package)}
        assert f"{package}/py.typed" in files
        assert files <= _names(wheel)


def test_nothing_but_the_two_packages_is_installed(wheel: zipfile.Path) -> None:
    tops = {name.partition("/")[0] for name in _names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"protocols", "typewriter"}


@pytest.fixture(scope="module")
def site(wheel: zipfile.Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    wheel.root.extractall(folder)
    return folder


def _run(site: Path, program: str, folder: Path) -> str:
    """What `program` prints, run where only the unpacked wheel has our packages' files."""
    guard = (
        "import protocols, typewriter\n"
        f"assert all(m.__file__.startswith({str(site)!r}) for m in (protocols, typewriter))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", guard + program],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_an_unpacked_wheel_finds_its_own_plans(site: Path, tmp_path: Path) -> None:
    look = (
        "from protocols.resources import packaged\n"
        "print(sorted(entry.name for entry in packaged('protocols', '_plans', 'plans').iterdir()))"
    )
    found = _run(site, look, tmp_path)
    for path in (ROOT / "plans").iterdir():
        assert path.name in found


def test_an_unpacked_wheel_generates_a_client(site: Path, tmp_path: Path) -> None:
    plan = site / "protocols" / "_plans" / "music-streaming.yaml"
    generate = (
        f"import sys; sys.argv = ['typewriter', 'generate', {str(plan)!r}]\n"
        "from typewriter.cli import main; main()"
    )
    _run(site, generate, tmp_path)
    assert (tmp_path / "music_streaming_tracking" / "__init__.py").is_file()


def test_an_unpacked_wheel_prints_a_report_as_a_page(site: Path, tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_text(
        "workspace: w\ndata: ./data\nsources:\n  web: {write_key: k}\n", encoding="utf-8"
    )
    make = (
        "import asyncio\n"
        "from protocols.journal import open_journal\n"
        "asyncio.run(open_journal('data', clock=lambda: 0.0, dedupe_window=1.0).close())\n"
        "import sys; sys.argv = ['protocols', 'report', '-o', 'report.html']\n"
        "from protocols.cli import main; main()"
    )
    _run(site, make, tmp_path)
    assert "<html" in (tmp_path / "report.html").read_text(encoding="utf-8")
