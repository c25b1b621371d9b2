"""Putting what was measured into a document, between marks that stay."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True, slots=True)
class Part:
    """A titled piece of Markdown."""

    title: str
    text: str

    def printed(self) -> str:
        """With its heading."""
        return f"### {self.title}\n\n{self.text}"


def written(document: str, parts: Mapping[str, Part]) -> str:
    """The document with each part between `<!-- bench: NAME -->` and `<!-- end of bench: NAME -->`.

    Raises:
        ValueError: the document has no such marks; names them all.
    """
    missing = [name for name in parts if not _marked(name).search(document)]
    if missing:
        raise ValueError(f"no marks for {', '.join(missing)}")
    for name, part in parts.items():
        document = _marked(name).sub(partial(_between, text=part.text), document)
    return document


def _marked(name: str) -> re.Pattern[str]:
    start, end = (re.escape(f"<!-- {word}bench: {name} -->") for word in ("", "end of "))
    return re.compile(f"({start}\n).*?({end})", re.DOTALL)


def _between(found: re.Match[str], *, text: str) -> str:
    return f"{found[1]}{text.rstrip()}\n{found[2]}"
