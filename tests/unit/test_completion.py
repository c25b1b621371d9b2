"""What a shell completes, asked of the shell itself."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
ASK = """\
eval "$({program} completion bash)"
COMP_WORDS=({words}) COMP_CWORD={place}
_{program}_completion {program}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def _completed(*words: str) -> set[str]:
    """What bash offers for the last of these words."""
    quoted = " ".join(f"'{word}'" for word in words)
    script = ASK.format(program=words[0], words=quoted, place=len(words) - 1)
    ran = subprocess.run(
        ["bash", "--norc", "-c", script],
        capture_output=True, text=True, check=True, env={"PATH": f"{BIN}:/usr/bin:/bin"},
    )  # fmt: skip
    assert ran.stderr == ""
    return set(ran.stdout.split())


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("typewriter", "gen"), {"generate"}),
        (("typewriter", "completion", ""), {"bash", "fish", "zsh"}),
        (("typewriter", "generate", "--la"), {"--language"}),
        (("typewriter", "generate", "--language", "py"), {"python"}),
        (("typewriter", "explain", "tw301"), {"TW301"}),
        (("protocols", "val"), {"validate"}),
        (("protocols", "lint", "--format", "s"), {"sarif"}),
        (("protocols", "quarantine", "sh"), {"show"}),
    ],
)
def test_bash_offers_what_may_come_next(words: tuple[str, ...], offered: set[str]) -> None:
    assert _completed(*words) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("program", ["typewriter", "protocols"])
def test_every_shell_gets_a_script_of_its_own(program: str, shell: str) -> None:
    ran = subprocess.run(
        [str(BIN / program), "completion", shell], capture_output=True, text=True, check=True
    )
    assert f"_{program.upper()}_COMPLETE={shell}_complete" in ran.stdout
    assert f"{program}" in ran.stdout


def test_a_tab_imports_no_command() -> None:
    program = (
        "import sys, os, atexit, json\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        "os.environ.update(_TYPEWRITER_COMPLETE='bash_complete', COMP_WORDS='typewriter g', COMP_CWORD='1')\n"
        "sys.argv = ['typewriter']\n"
        "from typewriter.cli import main; main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert ran.stdout == "plain,generate\n"
    assert not {"typewriter.cli.generate", "pydantic", "jinja2"} & set(json.loads(ran.stderr))
