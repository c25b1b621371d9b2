"""Both programs as processes whose streams and folder are not what one hopes for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
PLAN = "plan: x\nevents:\n  Signed 🎉 Up: {propertys: {}}\n"
COMMANDS = (
    (BIN / "protocols", "lint", "plan.yaml"),
    (BIN / "typewriter", "check", "plan.yaml", "--format", "github"),
    (BIN / "typewriter", "check", "plan.yaml"),
)


def ran(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each[0].name)
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii", "utf-8"])
def test_what_an_encoding_lacks_is_printed_as_its_number(
    folder: Path, command: tuple[object, ...], encoding: str
) -> None:
    done = ran(" ".join(map(str, command)), folder, PYTHONIOENCODING=encoding)
    told = (done.stdout + done.stderr).decode(encoding, "replace")
    assert "TP014" in told
    assert "internal error" not in told
    assert done.returncode in {1, 2}


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each[0].name)
def test_closed_streams_change_no_exit_code(
    folder: Path, command: tuple[object, ...], closed: str
) -> None:
    line = " ".join(map(str, command))
    done = ran(f"{line} {closed}", folder)
    assert done.returncode == ran(line, folder).returncode
    assert b"internal error" not in done.stdout + done.stderr


@pytest.mark.parametrize("plan", ["plan.yaml", "{folder}/plan.yaml"])
@pytest.mark.parametrize("command", [each[:2] for each in COMMANDS], ids=lambda each: each[0].name)
def test_a_folder_that_is_gone_is_a_mistake_of_use(
    folder: Path, command: tuple[object, ...], plan: str
) -> None:
    line = f"mkdir gone; cd gone; rmdir ../gone; {' '.join(map(str, command))}"
    done = ran(f"{line} {plan.format(folder=folder)}", folder)
    assert done.returncode == 2
    assert b"the current folder is not there any more" in done.stderr
