"""Names in code for names that travel on the wire.

A name in code is cosmetic: it never replaces the wire name, it only has to be typeable, distinct
and stable. Stable means that adding an event or a property never renames another one: on a
collision the suffix comes from the wire name alone, and names given before are kept.
"""

import hashlib
import json
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

Key = tuple[str, ...]
"""What is named: a path of wire names, such as `("track", "Order Completed")`."""

LONGEST: Final = 60
"""Characters of a readable name; what is longer ends in a hash."""
SHORTEST_HASH: Final = 4

_LATIN: Final = re.compile(
    r"LATIN (?:CAPITAL|SMALL) (?:LETTER|LIGATURE) (SHARP S|DOTLESS I|ENG|ETH|THORN|\w{1,2})\b"
)
_SPELLED_OUT: Final = {"SHARP S": "SS", "DOTLESS I": "I", "ENG": "N", "ETH": "D", "THORN": "TH"}
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that needs a name, and the name it would like best."""

    key: Key
    base: str


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """Lower-case words made of identifier characters only, NFKC as Python itself compares names.

    >>> words("Product ID") == words("productId") == words("PRODUCT-ID!")
    True
    """
    normal = unicodedata.normalize("NFKC", text)
    spaced = "".join(char if _is_word_char(char) else " " for char in normal)
    return tuple(_CAMEL.sub(" ", spaced).lower().split())


@lru_cache(maxsize=8192)
def latin(text: str) -> str:
    """`text` in ASCII letters: accents and strokes are taken off, other scripts are left out.

    >>> latin("Čeština, Øresund, Straße 购物")
    'Cestina, Oresund, Strasse '
    """
    return "".join(map(_plain_letter, unicodedata.normalize("NFKD", text)))


def snake(text: str, *, prefix: str, unnamed: str, ascii_only: bool = False) -> str:
    """A function or argument name for `text`.

    `prefix` goes before what cannot begin a name; `unnamed` and a hash stand for text that has no
    letter or digit at all.

    >>> snake("42 things", prefix="event", unnamed="event")
    'event_42_things'
    """
    name = "_".join(words(latin(text) if ascii_only else text))
    return _finished(name, text, prefix=f"{prefix}_", unnamed=f"{unnamed}_")


def pascal(parts: Sequence[str], *, ascii_only: bool = False) -> str:
    """A class name for a path of names.

    >>> pascal(["Order Completed", "products", "item"])
    'OrderCompletedProductsItem'
    """
    spelled = map(latin, parts) if ascii_only else parts
    joined = "".join(word[:1].upper() + word[1:] for part in spelled for word in words(part))
    return _finished(joined, "\0".join(parts), prefix="Type", unnamed="Type")


def constant(text: str, *, ascii_only: bool = False) -> str:
    """A name in capitals for a value.

    >>> constant("200: OK")
    'VALUE_200_OK'
    """
    name = snake(text, prefix="value", unnamed="value", ascii_only=ascii_only).upper()
    # Some letters have capitals that no name may hold.
    return name if is_name(name) else f"VALUE_{digest([text])[:SHORTEST_HASH]}".upper()


def is_name(text: str) -> bool:
    """Whether `text` can stand in Python source as a name, exactly as it is."""
    return (
        text.isidentifier()
        and not keyword.iskeyword(text)
        and unicodedata.normalize("NFKC", text) == text
    )


def digest(key: Sequence[str]) -> str:
    """Hexadecimal SHA-256 of a path of wire names; any text has one, lone surrogates too."""
    return hashlib.sha256(json.dumps(list(key)).encode("ascii")).hexdigest()


def assign(
    wanted: Iterable[Wanted],
    *,
    reserved: Collection[str] = frozenset(),
    kept: Mapping[Key, str] | None = None,
) -> dict[Key, str]:
    """A distinct name for each thing wanted.

    Who had a name keeps it (`kept`, from the lock file of the last run). Of the others, the one
    whose wire name is nearest to the name gets it plain; the rest get a hash of their key.
    """
    waiting = _ranked(list(wanted))
    names: dict[Key, str] = {}
    taken = set(reserved)
    for one in waiting:
        name = (kept or {}).get(one.key, "")
        if name not in taken and _is_name_for(name, one):
            names[one.key] = name
            taken.add(name)
    for one in waiting:
        if one.key not in names and one.base not in taken:
            names[one.key] = one.base
            taken.add(one.base)
    for one in waiting:
        if one.key not in names:
            names[one.key] = _suffixed(one, taken)
            taken.add(names[one.key])
    return names


def _plain_letter(char: str) -> str:
    if char.isascii():
        return char
    found = _LATIN.match(unicodedata.name(char, ""))
    if found is None:
        return ""
    letters = _SPELLED_OUT.get(found[1], found[1])
    return letters.capitalize() if char.isupper() else letters.lower()


def _is_word_char(char: str) -> bool:
    return char != "_" and f"a{char}".isidentifier()


def _finished(name: str, text: str, *, prefix: str, unnamed: str) -> str:
    if not name:
        return f"{unnamed}{digest([text])[:SHORTEST_HASH]}"
    # A combining mark may stand first, and joins what is put before it: normalised last.
    name = unicodedata.normalize("NFKC", name if name.isidentifier() else prefix + name)
    if len(name) > LONGEST:
        name = f"{name[:LONGEST]}_{digest([text])[:SHORTEST_HASH]}"
    return f"{name}_" if keyword.iskeyword(name) else name


def _ranked(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Sorted by name; only those that would like the same name need to be compared further."""
    times = Counter(one.base for one in wanted)
    alike = sorted((one for one in wanted if times[one.base] > 1), key=_rank)
    alone = [one for one in wanted if times[one.base] == 1]
    return sorted([*alike, *alone], key=_base)


def _base(one: Wanted) -> str:
    return one.base


def _rank(one: Wanted) -> tuple[str, bool, bool, Key]:
    wire = one.key[-1]
    title = " ".join(word.capitalize() for word in words(one.base))
    exact = wire in {one.base, one.base.removesuffix("_")}
    return (one.base, not exact, wire != title, one.key)


def _is_name_for(name: str, one: Wanted) -> bool:
    stem, _, suffix = name.rpartition("_")
    hashed = stem == one.base.rstrip("_") and len(suffix) >= SHORTEST_HASH
    return name == one.base or (hashed and digest(one.key).startswith(suffix))


def _suffixed(one: Wanted, taken: Collection[str]) -> str:
    whole = digest(one.key)
    stem = one.base.rstrip("_")
    candidates = (f"{stem}_{whole[:length]}" for length in range(SHORTEST_HASH, len(whole) + 1, 4))
    return next(name for name in candidates if name not in taken)
