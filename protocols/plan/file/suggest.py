from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean "price"?)`, or nothing when no known word is near."""
    words = sorted(known)
    folded = {candidate.casefold(): candidate for candidate in words}
    near = get_close_matches(word.casefold()[:80], folded, n=1, cutoff=0.6)
    return f' (did you mean "{folded[near[0]]}"?)' if near else ""


def listed(words: Iterable[str]) -> str:
    """`a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
