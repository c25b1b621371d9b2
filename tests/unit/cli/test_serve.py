"""What `protocols serve` says before it serves. That it serves is shown by the end-to-end tests."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from protocols.cli.serve import serve
from protocols.errors import UnreadableInput, WorkspaceError

WORKSPACE = "workspace: w\ndata: ./data\nsources: {web: {write_key: k}}\n"


def _serve(*arguments: str) -> Result:
    return CliRunner().invoke(serve, arguments)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    path = tmp_path / "workspace.yaml"
    path.write_text(WORKSPACE, encoding="utf-8")
    return path


def test_a_port_that_is_taken_is_named(workspace: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = _serve(str(workspace), "--port", port)
    assert result.exit_code == 1
    assert f"cannot listen on 127.0.0.1:{port}: address already in use" in result.output


def test_a_host_that_is_not_ours_is_named(workspace: Path) -> None:
    result = _serve(str(workspace), "--host", "no such host", "--port", "0")
    assert "cannot listen on no such host:0" in result.output


def test_a_workspace_that_is_missing_or_wrong_is_told(tmp_path: Path, workspace: Path) -> None:
    assert isinstance(_serve(str(tmp_path / "none.yaml")).exception, UnreadableInput)
    workspace.write_text("workspace: w\n", encoding="utf-8")
    assert isinstance(_serve(str(workspace)).exception, WorkspaceError)


def test_a_port_is_a_port(workspace: Path) -> None:
    assert _serve(str(workspace), "--port", "70000").exit_code == 2


@pytest.mark.parametrize(("asked", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_says_where_it_serves_and_stops_when_asked(
    workspace: Path, asked: signal.Signals, code: int
) -> None:
    program = Path(sys.executable).parent / "protocols"
    arguments = [program, "serve", workspace.name, "--port", "0"]
    with subprocess.Popen(
        arguments, cwd=workspace.parent, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        first = run.stderr.readline()
        run.send_signal(asked)
        rest = run.stderr.read()
    assert first.startswith("Protocols serves w on http://127.0.0.1:")
    assert "Point an SDK here" in rest
    assert run.returncode == code
    assert "Traceback" not in rest
