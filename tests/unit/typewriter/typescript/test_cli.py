"""`typewriter generate --language typescript`, from its arguments to its exit codes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from protocols.console import outcome
from typewriter.cli import cli

Generate = Callable[..., str]
PLAN = "plan: my-radio\nversion: 1.0.0\nevents: {Song Played: {properties: {a: {type: string}}}}\n"
CLIENT = Path("web") / "my-radio-tracking"


@pytest.fixture
def generate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Generate:
    """Generate into `web`, hold the command to its exit code, and return what it printed."""
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(PLAN, encoding="utf-8")

    def run(*more: str, code: int = 0) -> str:
        command = ["generate", "plan.yaml", "--language", "typescript", "-o", "web", *more]
        left_with = outcome(cli, command)
        printed = capsys.readouterr()
        assert left_with == code, printed.out + printed.err
        return printed.out + printed.err

    return run


def _client() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in CLIENT.iterdir()}


def test_it_writes_a_folder_and_finds_it_current(generate: Generate) -> None:
    generate()
    before = _client()
    assert {"index.ts", "song.ts", "plan.lock", "schemas.json"} <= before.keys()
    assert "is what the plan says" in generate("--check")
    assert "0 files written" in generate()
    assert _client() == before


def test_it_says_why_a_client_is_not_current(generate: Generate) -> None:
    generate()
    song = CLIENT / "song.ts"
    song.write_text(song.read_text("utf-8").replace("a?:", "b?:"), encoding="utf-8")
    printed = generate("--check", code=1)
    assert "song.ts:7:1: error[TW304]" in printed
    assert "-  b?: string | undefined;\n+  a?: string | undefined;" in printed


def test_a_changed_plan_is_told_and_takes_its_old_files_away(generate: Generate) -> None:
    generate()
    Path("plan.yaml").write_text(PLAN.replace("Song Played", "Track Played"), encoding="utf-8")
    assert "+trackPlayed, -songPlayed" in generate("--check", code=1)
    assert "1 deleted" in generate()
    assert "track.ts" in _client()
    assert "song.ts" not in _client()


def test_somebody_elses_file_is_neither_replaced_nor_deleted(generate: Generate) -> None:
    CLIENT.mkdir(parents=True)
    (CLIENT / "mine.ts").write_text("export {};\n", encoding="utf-8")
    generate()
    assert _client()["mine.ts"] == "export {};\n"
    (CLIENT / "song.ts").write_text("export {};\n", encoding="utf-8")
    generate(code=2)
    assert _client()["song.ts"] == "export {};\n"


@pytest.mark.parametrize("name", ["../outside", ".hidden", "a/b", "", "a b"])
def test_a_name_that_is_no_folder_of_its_own_is_refused(name: str, generate: Generate) -> None:
    assert "is not the name of a package" in generate("--package", name, code=2)
    assert not Path("web").exists()


def test_a_warning_says_which_name_gave_way(generate: Generate) -> None:
    Path("plan.yaml").write_text("plan: my-radio\nevents: {Song Played: {}, song played: {}}\n")
    printed = generate()
    assert "warning[TW101] 'song played' becomes songPlayed_" in printed
    assert "TW101" not in generate(), "it has its name now"
