"""What the documents show is what the program does."""

import re
from pathlib import Path

import pytest

from tests.quality.documents import ROOT, Runner, commands, matches

DOCUMENTS = [
    path
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    if "changes" not in path.relative_to(ROOT).parts
]
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_block_does_as_it_says(document: Path, tmp_path: Path) -> None:
    Runner(tmp_path / "doc").run(document.read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize(
    "text",
    [
        "```console\n$ false\n```\n",
        "```console\n$ echo one\ntwo\n```\n",
        "<!-- exits 3 -->\n```console\n$ true\n```\n",
        "```python\nraise SystemExit(1)\n```\n",
    ],
)
def test_a_document_that_is_wrong_is_found_out(text: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        Runner(tmp_path / "doc").run(text)


def test_a_file_of_a_document_is_there_for_its_commands(tmp_path: Path) -> None:
    text = "<!-- file: a/b.txt -->\n```text\nhello\n```\n\n```console\n$ cat a/b.txt\nhello\n```\n"
    Runner(tmp_path / "doc").run(text)


def test_commands_go_on_after_a_backslash() -> None:
    (first, second) = commands("$ one \\\n  more\nout\nput\n$ two\n")
    assert (first.line, first.prints) == ("one \\\n  more", "out\nput\n")
    assert (second.line, second.prints) == ("two", "")


def test_three_dots_stand_for_anything() -> None:
    assert matches("a\n...\nz", "a\nb\nc\nz")
    assert matches("took ... s", "took 3 s")
    assert not matches("a\nz", "a\nb\nz")
