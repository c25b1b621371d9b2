"""Files that change while the gateway runs, under load and one at a time."""

from pathlib import Path

from tests.e2e import reload


def test_each_event_is_judged_by_one_good_version(tmp_path: Path) -> None:
    outcome = reload.run(tmp_path, times=20, rate=500)
    assert (outcome.reloads_good, outcome.reloads_bad) == (18, 2)
    assert outcome.versions_that_judged > 2, outcome
    assert outcome.acknowledged == outcome.sent, outcome
    assert outcome.clean, outcome
