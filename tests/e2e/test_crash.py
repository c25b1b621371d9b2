"""Whatever ends the gateway under load, what it acknowledged is in the journal exactly once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e import crash
from tests.e2e.gateway import Gateway


@pytest.mark.parametrize("end", [Gateway.kill, Gateway.stop], ids=["kill -9", "SIGTERM"])
def test_nothing_acknowledged_is_lost_or_doubled(
    end: Callable[[Gateway], None], tmp_path: Path
) -> None:
    outcome = crash.run(tmp_path, times=2, seed=7, end=end)
    assert outcome.acknowledged > 200, outcome
    assert outcome.retries > 0, outcome
    assert outcome.clean, outcome
