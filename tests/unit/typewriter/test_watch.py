"""`--watch`: what changes is written again, what is broken is told, and ^C ends it."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer

import pytest

from protocols.console import outcome
from typewriter.cli import cli
from typewriter.cli.watch import files_of_plan, keep_running

PLAN = "plan: radio\nversion: {version}\nuse: [lib/shared.yaml]\nevents: {{Song Played: {{}}}}\n"
SHARED = "plan: shared\nevents: {{{event}: {{}}}}\n"

Step = Callable[[], object]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "lib").mkdir()
    (tmp_path / "own").mkdir()
    _write(tmp_path / "plan.yaml", PLAN.format(version="1.0.0"))
    _write(tmp_path / "lib" / "shared.yaml", SHARED.format(event="Radio On"))
    _write(tmp_path / "typewriter.yml", "clients: [{plan: plan.yaml, templates: own}]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def watched(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[str]]:
    """What each round printed, when a step is taken before the next; ^C comes after the last."""

    def of(*steps: Step, arguments: tuple[str, ...] = ("generate", "--watch")) -> list[str]:
        rounds: list[str] = []
        left = iter(steps)

        def asleep(_: float) -> None:
            printed = capsys.readouterr().err
            if printed:
                rounds.append(printed)
                step = next(left, None)
                if step is None:
                    raise KeyboardInterrupt
                step()

        monkeypatch.setattr("typewriter.cli.generate.time.sleep", asleep)
        assert outcome(cli, arguments) == 130
        return rounds

    return of


def test_a_changed_plan_is_written_again(project: Path, watched: Callable[..., list[str]]) -> None:
    first, second = watched(lambda: _write(project / "plan.yaml", PLAN.format(version="1.1.0")))
    assert "files written, 0 unchanged" in first
    assert first.endswith("files; ^C stops\n")
    assert "plan.yaml changed" in second
    assert "1.1.0" in (project / "radio_tracking" / "_plan.py").read_text()


def test_so_is_a_changed_library_template_or_configuration(
    project: Path, watched: Callable[..., list[str]]
) -> None:
    def add_template() -> None:
        _write(
            project / "own" / "_plan.py.jinja", "{% include 'shipped/_plan.py.jinja' %}\nX = 1\n"
        )

    rounds = watched(
        lambda: _write(project / "lib" / "shared.yaml", SHARED.format(event="Radio Off")),
        add_template,
        lambda: _write(project / "own" / "_plan.py.jinja", "Y = 1\n"),
        lambda: _write(
            project / "typewriter.yml", "clients: [{plan: plan.yaml, package: other}]\n"
        ),
    )
    told = ["lib/shared.yaml", "own", "own/_plan.py.jinja", "typewriter.yml"]
    assert [
        name
        for name, each in zip(told, rounds[1:], strict=True)
        if f"\n{name} changed\n" not in f"\n{each}"
    ] == []
    assert "radio_off" in (project / "radio_tracking" / "_radio.py").read_text()
    assert (project / "radio_tracking" / "_plan.py").read_text().endswith("Y = 1\n")
    assert "radio_off" in (project / "other" / "_radio.py").read_text()


def test_what_is_broken_is_told_and_watched_until_it_is_whole(
    project: Path, watched: Callable[..., list[str]]
) -> None:
    client = project / "radio_tracking"

    def breaks(path: Path, text: str) -> Step:
        def step() -> None:
            kept.append({each.name: each.read_bytes() for each in client.glob("*.*")})
            _write(path, text)

        return step

    kept: list[dict[str, bytes]] = []
    rounds = watched(
        breaks(project / "plan.yaml", "plan: radio\nevents: {A: {propertys: {}}}\n"),
        breaks(project / "plan.yaml", "plan: [\n"),
        (project / "plan.yaml").unlink,
        breaks(project / "plan.yaml", PLAN.format(version="1.2.0")),
        breaks(project / "lib" / "shared.yaml", "<<<<<<< HEAD\n"),
        breaks(project / "lib" / "shared.yaml", SHARED.format(event="Radio Loud")),
        breaks(project / "typewriter.yml", "clients: 3\n"),
        breaks(project / "typewriter.yml", "clients: [{plan: plan.yaml}]\n"),
    )
    told = ["written", "TP014", "TP001", "TW402", "written", "TP009", "written", "TP015", "unchanged"]  # fmt: skip
    assert [word for word, each in zip(told, rounds, strict=True) if word not in each] == []
    assert kept[0] == kept[1] == kept[2], "a broken plan leaves the client as it was"
    assert "radio_loud" in (client / "_radio.py").read_text()


def test_a_file_still_being_written_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    _write(file, "one")
    sizes: list[int] = []
    growing = iter(["three", "", "twenty-one characters", "", ""])

    def sleep(_: float) -> None:
        text = next(growing, None)
        if text is None:
            raise KeyboardInterrupt
        _write(file, file.read_text() + text) if text else None

    with pytest.raises(KeyboardInterrupt):
        keep_running(lambda: sizes.append(file.stat().st_size), lambda: [file], sleep)
    assert sizes[0] == 3
    assert len(sizes) == 3


def test_what_a_plan_names_in_vain_is_watched_too(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    assert files_of_plan(plan) == [plan]
    _write(plan, 'plan: x\nuse: [none.yaml, "a\\0b"]\nevents: {}\n')
    assert tmp_path / "none.yaml" in files_of_plan(plan)
    with pytest.raises(KeyboardInterrupt):
        keep_running(lambda: None, lambda: files_of_plan(plan), _stopped)


def _stopped(_: float) -> None:
    raise KeyboardInterrupt


def test_watching_and_checking_exclude_each_other(project: Path) -> None:
    assert outcome(cli, ["generate", "--watch", "--check"]) == 2


@pytest.fixture
def program(project: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", "from typewriter.cli import main; main()"]
    with subprocess.Popen(
        [*command, "generate", "plan.yaml", "--watch"], stderr=subprocess.PIPE, text=True
    ) as process:
        guard = Timer(60, process.kill)
        guard.start()
        yield process
        guard.cancel()
        process.kill()


def _read_until(process: "subprocess.Popen[str]", words: str) -> str:
    assert process.stderr
    read = ""
    for line in process.stderr:
        read += line
        if words in line:
            return read
    raise AssertionError(f"{words!r} never came:\n{read}")


def test_the_program_watches_and_leaves_with_130(
    project: Path, program: "subprocess.Popen[str]"
) -> None:
    _read_until(program, "^C stops")
    _write(project / "plan.yaml", "plan: radio\nevents: {A: {propertys: {}}}\n")
    assert "error[TP014]" in _read_until(program, "^C stops")
    _write(project / "plan.yaml", PLAN.format(version="3.0.0"))
    assert "written" in _read_until(program, "^C stops")
    assert "3.0.0" in (project / "radio_tracking" / "_plan.py").read_text()
    program.send_signal(signal.SIGINT)
    assert program.wait(30) == 130
