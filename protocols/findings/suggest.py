"""Words for findings: what a person may have meant, and lists."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from typing import Final

_FEW: Final = 300
_COMPARED: Final = 50
_SLIP: Final = 2
_LONGEST: Final = 80


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean "price"?)`, or nothing when no known word is near."""
    near = nearest(word, known)
    return f' (did you mean "{near}"?)' if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is nearest, or nothing."""
    sought = word.casefold()[:_LONGEST]
    folded = _folded(frozenset(known))
    likely = folded if len(folded) <= _FEW else _alike(sought, folded)
    near = get_close_matches(sought, likely, n=1, cutoff=0.6)
    return folded[near[0]] if near else ""


@lru_cache(maxsize=64)
def _folded(known: frozenset[str]) -> Mapping[str, str]:
    return {word.casefold(): word for word in sorted(known)}


def _alike(word: str, candidates: Iterable[str]) -> list[str]:
    """Comparing costs: of very many words, only some that begin alike and are about as long."""
    near = (each for each in candidates if each[:1] == word[:1])
    return list(islice((each for each in near if abs(len(each) - len(word)) <= _SLIP), _COMPARED))


def listed(words: Iterable[str]) -> str:
    """`a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
