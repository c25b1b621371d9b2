"""A package loads what is used of it, whatever its calls are named."""

import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Final

import pytest

from tests.unit.typewriter.making import compiled_from, files_of

HOOK_WORDS: Final = [
    "Next",
    "Sorted",
    "Getattr",
    "Setattr",
    "Vars",
    "Hooks",
    "Load",
    "Names",
    "Sys",
]
"""What the hooks are written with, as names of events."""


def _run(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    events = "".join(f"  {word}: {{}}\n" for word in [*HOOK_WORDS, "Song Played"])
    folder = tmp_path_factory.mktemp("lazy")
    package = folder / "lazy_tracking"
    package.mkdir()
    for path, text in files_of(compiled_from(f"plan: lazy\nevents:\n{events}", folder)).items():
        (package / path).write_text(text, encoding="utf-8")
    return folder


def test_an_event_may_be_called_what_the_hooks_are_made_of(folder: Path) -> None:
    said = _run(
        """
        import lazy_tracking as t
        for name in ("next", "sorted", "getattr", "setattr", "vars", "hooks", "load", "names", "sys"):
            assert callable(getattr(t, name)), name
        print(t.song_played.__name__, dir(t) == sorted(t.__all__))
        """,
        folder,
    )
    assert said == "song_played True\n"


def test_the_package_alone_loads_no_other_part_and_not_even_typing(folder: Path) -> None:
    said = _run(
        """
        import sys
        before = set(sys.modules)
        import lazy_tracking
        print(sorted(set(sys.modules) - before - {"__future__"}))
        """,
        folder,
    )
    assert said == "['lazy_tracking', 'lazy_tracking._lazy']\n"


def test_threads_may_use_a_package_for_the_first_time_together(folder: Path) -> None:
    said = _run(
        """
        import sys
        from concurrent.futures import ThreadPoolExecutor
        import lazy_tracking as t
        sys.setswitchinterval(1e-6)
        names = ["next", "sorted", "getattr", "setattr", "vars", "hooks", "load", "names"]
        with ThreadPoolExecutor(8) as pool:
            print(all(map(callable, pool.map(lambda name: getattr(t, name), names * 50))))
        """,
        folder,
    )
    assert said == "True\n"
