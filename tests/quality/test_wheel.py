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


def test_an_unpacked_wheel_finds_its_own_plans(wheel: zipfile.Path, tmp_path: Path) -> None:
    wheel.root.extractall(tmp_path / "site")
    look = (
        "import protocols, pathlib\n"
        "from protocols.resources import packaged\n"
        "assert pathlib.Path(protocols.__file__).parts[-3] == 'site', protocols.__file__\n"
        "print(sorted(entry.name for entry in packaged('protocols', '_plans', 'plans').iterdir()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", look],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    for path in (ROOT / "plans").iterdir():
        assert path.name in run.stdout
