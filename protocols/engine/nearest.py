"""Guessing which planned name a person meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

MAX_LOOK: Final = 200
"""Characters of a name that a guess looks at."""

MAX_NAMES: Final = 5_000
"""Names it is compared with: a guess must not cost more than a judgement."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The closest of `names`, compared without case, spaces and punctuation; None when none is close.

    Only names that begin or end alike are compared letter by letter, which keeps a guess among
    thousands of names cheap.
    """
    wanted = _fold(name[:MAX_LOOK])
    folded = {
        _fold(candidate[:MAX_LOOK]): candidate
        for candidate, _ in zip(names, range(MAX_NAMES), strict=False)
    }
    if wanted in folded or not wanted:
        return folded.get(wanted)
    alike = [text for text in folded if text and (text[0] == wanted[0] or text[-1] == wanted[-1])]
    close = get_close_matches(wanted, alike, n=1, cutoff=0.75)
    return folded[close[0]] if close else None


@lru_cache(maxsize=8192)
def _fold(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()
