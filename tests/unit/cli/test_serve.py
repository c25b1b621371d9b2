"""What `protocols serve` says before it serves. That it serves is shown by the end-to-end tests."""

import http.client
import os
import pty
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner, Result

from protocols.cli.serve import serve
from protocols.errors import UnreadableInput, WorkspaceError

PROGRAM = Path(sys.executable).parent / "protocols"
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


@contextmanager
def _serving(workspace: Path) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """The program, its standard error, and whatever happens no process left behind."""
    arguments = [PROGRAM, "serve", workspace.name, "--port", "0"]
    with subprocess.Popen(
        arguments, cwd=workspace.parent, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        try:
            yield run, run.stderr
        finally:
            run.kill()


@pytest.mark.parametrize(("asked", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_says_where_it_serves_and_stops_when_asked(
    workspace: Path, asked: signal.Signals, code: int
) -> None:
    with _serving(workspace) as (run, stderr):
        first = stderr.readline()
        run.send_signal(asked)
        rest = stderr.read()
        run.wait(30)
    assert first.startswith("Protocols serves w on http://127.0.0.1:")
    assert "Point an SDK here" in rest
    assert run.returncode == code
    assert "Traceback" not in rest


@pytest.mark.parametrize(
    ("asked", "code"), [(signal.SIGTERM, 0), (signal.SIGHUP, None)], ids=["SIGTERM", "SIGHUP"]
)
def test_signals_are_heard_before_it_serves(
    tmp_path: Path, asked: signal.Signals, code: int | None
) -> None:
    """Its workspace file is a pipe here, so that it waits where every start passes."""
    os.mkfifo(tmp_path / "workspace.yaml")
    with _serving(tmp_path / "workspace.yaml") as (run, stderr):
        with (tmp_path / "workspace.yaml").open("w", encoding="utf-8") as pipe:
            run.send_signal(asked)
            if code is None:
                pipe.write(WORKSPACE)
        if code is None:
            assert stderr.readline().startswith("Protocols serves w on ")
            run.send_signal(signal.SIGTERM)
        assert run.wait(30) == 0
        assert "Traceback" not in stderr.read()


def test_a_closed_terminal_ends_it(workspace: Path) -> None:
    """SIGHUP means reload, but not when it says that nobody is there any more to press ^C."""
    terminal, inside = pty.openpty()
    arguments = [PROGRAM, "serve", workspace.name, "--port", "0"]
    with subprocess.Popen(arguments, cwd=workspace.parent, stderr=inside) as run:
        os.close(inside)
        said = b""
        while b"Stop: ^C" not in said:
            said += os.read(terminal, 4096)
        os.close(terminal)
        run.send_signal(signal.SIGHUP)
        assert run.wait(30) == 0


def test_a_journal_that_is_lost_ends_it_so_that_a_supervisor_starts_anew(workspace: Path) -> None:
    with _serving(workspace) as (run, stderr):
        port = int(stderr.readline().rsplit(":", 1)[1])
        while "Stop: ^C" not in stderr.readline():
            pass
        resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (0, 0))
        gateway = http.client.HTTPConnection("127.0.0.1", port)
        gateway.request("POST", "/v1/track", '{"writeKey": "k", "userId": "u", "event": "E"}')
        assert gateway.getresponse().status == 503
        gateway.close()
        assert run.wait(30) == 2
        said = stderr.read()
    assert "error: the journal cannot be written: the disk refused a write" in said
    assert "Traceback" not in said
