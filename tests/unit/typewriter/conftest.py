from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.unit.typewriter.making import compiled_from, files_of, forget, imported
from tests.unit.typewriter.radio import PLAN, Recorder

MakeClient = Callable[[str], ModuleType]


@pytest.fixture
def make_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeClient]:
    """YAML → an imported client."""
    monkeypatch.syspath_prepend(str(tmp_path))
    yield lambda text: imported(files_of(compiled_from(text, tmp_path)), tmp_path)
    forget(tmp_path)


@pytest.fixture
def radio(make_client: MakeClient) -> ModuleType:
    return make_client(PLAN)


@pytest.fixture
def sent(radio: ModuleType) -> Recorder:
    recorder = Recorder()
    radio.configure(recorder, validate="raise")
    return recorder
