import pytest

from protocols.plan.compile.validator import build_validator
from protocols.plan.keywords import FORMATS
from protocols.plan.model import DateTimeMode

UUID = "123e4567-e89b-12d3-a456-426614174000"

GOOD = [
    ("uuid", UUID),
    ("uuid", UUID.upper()),
    ("date-time", "2026-01-31T09:30:00Z"),
    ("date-time", "2026-01-31T09:30:00.123+02:00"),
    ("date", "2026-02-28"),
    ("time", "09:30:00Z"),
    ("email", "a@b.co"),
    ("hostname", "example.com"),
    ("ipv4", "127.0.0.1"),
    ("ipv6", "::1"),
    ("uri", "https://example.com/a?b#c"),
    ("uri-reference", "/a/b"),
]
BAD = [
    ("uuid", UUID.replace("-", "")),
    ("uuid", f"{UUID}\n"),
    ("date-time", "2026-01-31T09:30:00"),
    ("date-time", "2026-01-31 09:30:00Z"),
    ("date-time", "2026-02-30T09:30:00Z"),
    ("date", "2026-02-30"),
    ("time", "25:00:00Z"),
    ("email", "nobody"),
    ("hostname", "-a-.com"),
    ("ipv4", "256.0.0.1"),
    ("ipv6", "1::2::3"),
    ("uri", "/a/b"),
    ("uri-reference", "a b"),
]


@pytest.mark.parametrize(("name", "text"), GOOD)
def test_a_value_in_the_format_passes(name: str, text: str) -> None:
    assert build_validator({"format": name}, DateTimeMode.STRICT).is_valid(text)


@pytest.mark.parametrize(("name", "text"), BAD)
def test_a_value_not_in_the_format_fails(name: str, text: str) -> None:
    assert not build_validator({"format": name}, DateTimeMode.STRICT).is_valid(text)


def test_every_format_is_asserted() -> None:
    assert {name for name, _ in GOOD} == {name for name, _ in BAD} == set(FORMATS)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("2026-01-31T09:30:00", True),
        ("2026-01-31 09:30:00", True),
        ("2026-01-31T09:30:00.5+0200", True),
        ("2026-01-31T09:30:00Z", True),
        ("2026-02-30T09:30:00", False),
        ("2026-01-31", False),
        ("tomorrow", False),
    ],
)
def test_lenient_date_times_may_lack_the_zone(text: str, *, passes: bool) -> None:
    validator = build_validator({"format": "date-time"}, DateTimeMode.LENIENT)
    assert validator.is_valid(text) is passes
