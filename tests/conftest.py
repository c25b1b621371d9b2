"""What every test may use: `needs(tool)`, `--regold`, hypothesis profiles, and the closing summary."""

import os
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings

from tests import tools

NEEDS: Final = "needs outside tool: "

settings.register_profile("short", derandomize=True, max_examples=60, deadline=None)
settings.register_profile(
    "long",
    max_examples=3000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("short")  # `--hypothesis-profile long` takes over


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regold", action="store_true", help="rewrite the golden files from what the code prints"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "needs(*tools): runs only where these outside tools are (see tests/tools.py)"
    )


@pytest.fixture
def regold(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are being rewritten."""
    return bool(request.config.getoption("--regold"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    wanted = [name for mark in item.iter_markers("needs") for name in mark.args]
    absent = [name for name in wanted if tools.find(name) is None]
    if not absent:
        return
    reason = NEEDS + ", ".join(f"{name} ({tools.TOOLS[name][0]})" for name in absent)
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"REQUIRE_ALL=1, and this machine lacks one; {reason}", pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name the absent tools, and each test that did not run for want of one."""
    absent = [name for name in sorted(tools.TOOLS) if tools.find(name) is None]
    skipped = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and NEEDS in report.longrepr[2]
    ]
    if not absent:
        terminalreporter.write_line("outside tools: all found")
        return
    terminalreporter.write_sep("-", "outside tools that are absent")
    for name in absent:
        terminalreporter.write_line(f"{name}: {tools.TOOLS[name][0]}")
    terminalreporter.write_line(f"{len(skipped)} tests skipped because of it")
    for nodeid in skipped:
        terminalreporter.write_line(f"  {nodeid}")
