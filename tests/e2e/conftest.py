import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.equations import assert_equations, wait_until_settled
from tests.e2e.gateway import Gateway

CASES = Path(__file__).parents[1] / "cases" / "e2e"


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Callable[[str], Gateway]]:
    """Start a gateway over a workspace's text. At the end it settles, stops, and its counts add up."""
    shutil.copy(CASES / "plan.yaml", tmp_path)
    started: list[Gateway] = []

    def start(workspace: str) -> Gateway:
        (tmp_path / "workspace.yaml").write_text(workspace, encoding="utf-8")
        started.append(Gateway(tmp_path).start())
        return started[-1]

    yield start
    try:
        for running in started:
            wait_until_settled(running.data)
            running.stop()
            assert_equations(running.data)
    finally:
        for running in started:
            running.close()
