"""`protocols demo`, as `make demo` runs it: what it says happened is what happened."""

import json
import subprocess
from pathlib import Path

import duckdb
import pytest

from protocols.journal import open_reader
from protocols.journal.interface import Held
from tests.e2e.equations import assert_equations
from tests.e2e.gateway import PROTOCOLS

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo") / "shop"
    run = subprocess.run(
        [PROTOCOLS, "demo", "-o", folder], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return folder, run.stdout


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_message_of_the_demo_is_accounted_for(demo: tuple[Path, str]) -> None:
    folder, said = demo
    assert_equations(folder / "data")
    assert "Every message is accounted for" in said
    assert "WRONG" not in said


def test_every_destination_of_the_demo_got_what_was_admitted(demo: tuple[Path, str]) -> None:
    folder, _ = demo
    delivered = folder / "delivered"
    with open_reader(folder / "data") as journal:
        counts = {found.destination: found.delivered for found in journal.destinations()}
    assert counts["events"] == len(_lines(delivered / "events.jsonl")) > 100
    assert counts["alerts"] == len(_lines(delivered / "alerts.jsonl")) > 0
    with duckdb.connect(delivered / "lake.duckdb", read_only=True) as lake:
        (rows,) = lake.execute("SELECT count(*) FROM messages").fetchall()
    assert rows == (counts["lake"],)


def test_the_demo_shows_each_fate_of_a_message(demo: tuple[Path, str]) -> None:
    folder, _ = demo
    with open_reader(folder / "data") as journal:
        sources = {source.source: source for source in journal.sources()}
        held = journal.quarantine_counts()
    legacy = sources["legacy"]
    assert min(legacy.rejected, legacy.duplicate, legacy.blocked, legacy.rewritten) > 0
    assert {kind for kind, count in held.items() if count} == {
        Held.REJECTED,
        Held.BLOCKED,
        Held.OMITTED,
    }


def test_the_demo_leaves_a_client_and_a_page(demo: tuple[Path, str]) -> None:
    folder, said = demo
    assert (folder / "client" / "shop_tracking" / "__init__.py").is_file()
    assert "<html" in (folder / "report.html").read_text(encoding="utf-8")
    assert str(folder / "report.html") in said
