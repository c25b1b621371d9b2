"""Guessing which planned name a person meant."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

MAX_LOOK: Final = 200
"""Characters of a name that a guess looks at, and may remember."""

MAX_NAMES: Final = 5_000
"""Names a guess knows; of those spelt much alike, `_MAX_COMPARED` are compared letter by letter."""

_MAX_COMPARED: Final = 100
_SURE: Final = 4
"""Letters a name must have to be guessed through a slip, and twice as many for two slips."""

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")
_LEAST_STEM: Final = 3
_ENDINGS: Final = ("ing", "ed", "es", "s", "e")
_LAST_LETTERS: Final = frozenset(ending[-1] for ending in _ENDINGS)


class _Spellings(NamedTuple):
    folded: dict[str, str]
    stems: dict[tuple[str, ...], str]
    by_length: dict[int, list[str]]


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `name` was meant to be; None when none is close.

    Case, spaces and punctuation do not count, nor do the order of words, plurals and tenses, nor
    what follows a whole name (`Signed Up 2019-11-01`); one letter may be wrong, two in a long name,
    but no digit. Of a name over 200 characters, its beginning is meant.
    """
    return _nearest(name[:MAX_LOOK], _short(names))


def related(name: str, names: Iterable[str]) -> str | None:
    """The only one of `names` that says less or more than `name`: `id` or `shopOrderId` of `order_id`.

    A weak guess, for where something is known to be missing.
    """
    wanted = set(_stems(name[:MAX_LOOK]))
    alike = [other for other in _short(names) if _contained(wanted, set(_stems(other)))]
    return alike[0] if len(alike) == 1 else None


@lru_cache(maxsize=4096)
def spellings(name: str) -> tuple[str, ...]:
    """The name as it is, and as the usual styles would write it: `orderId`, `order-id`, `Order Id`."""
    words = _words(name[:MAX_LOOK])
    titles = [word.capitalize() for word in words]
    camel = "".join([*words[:1], *titles[1:]])
    styles = ("_".join(words), camel, "".join(titles), "-".join(words), " ".join(titles))
    return tuple(dict.fromkeys((name, *styles, " ".join(words), "_".join(words).upper())))


def same_letters(one: str, other: str) -> bool:
    """Whether two names differ in case, spaces and punctuation alone."""
    return _fold(one[:MAX_LOOK]) == _fold(other[:MAX_LOOK]) != ""


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, however they are put together: `orderID` → `order`, `id`."""
    return _words(name[:MAX_LOOK])


def _short(names: Iterable[str]) -> tuple[str, ...]:
    return tuple([name[:MAX_LOOK] for name in islice(names, MAX_NAMES)])


def _contained(some: set[str], others: set[str]) -> bool:
    return bool(some and others) and (some <= others or others <= some)


@lru_cache(maxsize=4096)
def _nearest(name: str, names: tuple[str, ...]) -> str | None:
    wanted, known = _fold(name), _spellings(names)
    if not wanted:
        return None
    found = known.folded.get(wanted) or known.stems.get(tuple(sorted(_stems(name))))
    if found is None and len(wanted) >= _SURE:
        slip = _slipped(wanted, known)
        found = _unvaried(name, known) if slip is None else known.folded[slip]
    return found


def _unvaried(name: str, known: _Spellings) -> str | None:
    """The name of several words that is left when numbers, or the last words, are taken away."""
    words = _words(name)
    lasting = [word for word in words if not word.isdigit()]
    for length in range(len(lasting), 1, -1):
        found = known.folded.get("".join(lasting[:length]))
        if found:
            return found
    return None


@lru_cache(maxsize=512)
def _spellings(names: tuple[str, ...]) -> _Spellings:
    known = _Spellings({}, {}, {})
    for name in names:
        folded, stems = _fold(name), tuple(sorted(_stems(name)))
        if folded and folded not in known.folded:
            known.folded[folded] = name
            known.stems.setdefault(stems, name)
            known.by_length.setdefault(len(folded), []).append(folded)
    return known


def _slipped(wanted: str, known: _Spellings) -> str | None:
    allowed = 1 if len(wanted) < 2 * _SURE else 2
    alike = list(islice(_alike(wanted, known, allowed), _MAX_COMPARED))
    for slips in range(1, allowed + 1):
        for folded in alike:
            if _within(wanted, folded, slips) and _digits(wanted) == _digits(folded):
                return folded
    return None


def _alike(wanted: str, known: _Spellings, slips: int) -> Iterator[str]:
    """Names of about the same length that begin or end alike."""
    first, last = wanted[0], wanted[-1]
    for length in range(max(_SURE, len(wanted) - slips), len(wanted) + slips + 1):
        for folded in known.by_length.get(length, ()):
            if folded[0] == first or folded[-1] == last:
                yield folded


def _within(one: str, other: str, slips: int) -> bool:
    """Whether so many letters left out, put in, replaced or swapped make one of the other."""
    start = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        start += 1
    one, other = one[start:], other[start:]
    if not (one and other):
        return len(one) + len(other) <= slips
    if not slips or abs(len(one) - len(other)) > slips:
        return False
    swapped = one[1:2] == other[0] and other[1:2] == one[0]
    return (swapped and _within(one[2:], other[2:], slips - 1)) or any(
        _within(mine, theirs, slips - 1)
        for mine, theirs in ((one[1:], other[1:]), (one[1:], other), (one, other[1:]))
    )


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))


@lru_cache(maxsize=8192)
def _fold(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(name))


@lru_cache(maxsize=8192)
def _stems(name: str) -> tuple[str, ...]:
    return tuple(map(_stem, _words(name)))


def _stem(word: str) -> str:
    if word[-1] not in _LAST_LETTERS:
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word.removesuffix(ending)
    return word
