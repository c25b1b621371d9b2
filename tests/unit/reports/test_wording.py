from collections.abc import Callable
from typing import Any

import pytest

from protocols.journal.interface import DestinationCounts, SourceCounts
from protocols.reports import Report, build_report, wording


@pytest.mark.parametrize(
    ("case_name", "headline", "tone"),
    [
        ("busy", "9 findings, seen 10,805 times.", "warn"),
        ("clean", "Every message kept to its plan.", "good"),
        ("empty", "Nothing has arrived yet.", "quiet"),
        ("lost-count", "The counts do not add up.", "bad"),
    ],
)
def test_the_headline_is_the_verdict(
    case: Callable[[str], Any], case_name: str, headline: str, tone: str
) -> None:
    report = case(case_name).report()
    assert (wording.headline(report), wording.tone(report)) == (headline, tone)


def _refusing(journal: Callable[..., Any], *, rejected: int, dead: int) -> Report:
    source = SourceCounts("web", received=9 + rejected, accepted=9, admitted=9, rejected=rejected)
    lake = DestinationCounts("lake", admitted=9, delivered=9 - dead, dead=dead)
    return build_report(journal((source,), (lake,)), generated_at="2026-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("rejected", "dead", "headline"),
    [
        (1, 0, "No finding, but 1 message rejected."),
        (2, 3, "No finding, but 2 messages rejected and 3 messages dead."),
        (0, 1, "No finding, but 1 message dead."),
    ],
)
def test_refused_messages_are_never_called_clean(
    journal: Callable[..., Any], rejected: int, dead: int, headline: str
) -> None:
    report = _refusing(journal, rejected=rejected, dead=dead)
    assert (wording.headline(report), wording.tone(report)) == (headline, "warn")
