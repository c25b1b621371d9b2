from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.unit.typewriter import posting
from tests.unit.typewriter.making import compiled_from, files_of, forget, imported, submodule
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


@pytest.fixture
def server() -> Iterator[posting.Server]:
    with posting.serving() as running:
        yield running


@pytest.fixture
def posting_client(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A client of `posting.PLAN` whose transport is in a hurry."""
    client = make_client(posting.PLAN)
    monkeypatch.setattr(submodule(client, "_http"), "_FIRST_WAIT", 0.001)
    monkeypatch.setattr(submodule(client, "_outbox"), "_LINGER", 0.05)
    return client
