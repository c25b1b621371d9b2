import sys
from pathlib import Path
from typing import get_args

import pytest

from protocols.delivery import DESTINATIONS, build
from protocols.delivery.destinations.duckdb import DuckdbTable
from protocols.delivery.destinations.file import JsonLinesFile
from protocols.delivery.destinations.webhook import Webhook
from protocols.errors import Undeliverable
from protocols.pipeline.workspace import destinations as options
from tests.unit.journal.journals import FakeClock

MADE = {
    options.DuckdbDestination: ({"type": "duckdb", "path": "lake.duckdb"}, DuckdbTable),
    options.FileDestination: ({"type": "file", "path": "out.jsonl"}, JsonLinesFile),
    options.WebhookDestination: ({"type": "webhook", "url": "https://example.com/"}, Webhook),
}


def test_every_kind_a_workspace_can_name_has_its_row() -> None:
    union, _discriminator = get_args(options.Destination)
    assert set(get_args(union)) == set(DESTINATIONS) == set(MADE)


@pytest.mark.parametrize("model", MADE, ids=lambda model: model.__name__)
def test_options_make_their_destination(model: type) -> None:
    given, made = MADE[model]
    destination = build(model.model_validate({"sources": ["web"], **given}), clock=FakeClock())
    assert isinstance(destination, made)
    assert destination.batch > 0


def test_a_missing_library_is_named_with_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    monkeypatch.delitem(sys.modules, "protocols.delivery.destinations.duckdb")
    lake = options.DuckdbDestination(type="duckdb", path=Path("x"), sources=("web",))
    with pytest.raises(
        Undeliverable, match=r"needs duckdb: pip install 'protocols-typewriter\[duckdb\]'"
    ):
        build(lake, clock=FakeClock())


def test_nothing_of_duckdb_is_loaded_before_a_workspace_asks_for_it() -> None:
    import subprocess

    program = "import sys, protocols.delivery; sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
