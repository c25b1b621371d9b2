"""Patterns of the portable subset, made at random, and short texts to try them on."""

from random import Random
from typing import Final

ATOMS: Final = (
    *("a", "b", "c", "é", "😀", "-", "_", "1", " ", ",", "<", ">", "&", "~", "#", "\n", "\t", "/"),
    *(".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\.", r"\\", r"\$", r"\^", r"\(", r"\)"),
    *(r"\[", r"\]", r"\{", r"\}", r"\|", r"\*", r"\+", r"\?", r"\-", r"\/", r"\n", r"\t", r"\r"),
    *(r"\f", r"\v", r"\x41", r"\u00e9", r"\u2028", r"\<", r"\>", r"\b", r"\B", r"\_", r"\#"),
    *(r"\&", r"\~", r"\!", r"\"", r"\'", r"\%", r"\,", r"\:", r"\;", r"\=", r"\@", r"\`", r"\ "),
    *("]", "{", "}", "^", "$", "^", "$"),
)
IN_CLASS: Final = (
    *("a", "b", "a-c", "é", "😀-😂", "_", "1", "0-9", " ", "<", "&", "~", "#", "$", ".", "(", ")"),
    *("|", "*", "+", "?", "{", "}", "^", "/", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", r"\]"),
    *(r"\[", r"\\", r"\-", r"\^", r"\n", r"\x41", r"\u00e9", r"\.", r"\&", r"\~", "-", "[", "&&"),
    *("--", "~~", "||", r"\b"),
)
COUNTS: Final = ("*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "+?", "??", "{1,2}?")
LETTERS: Final = (
    "abcé😀-_1 ,<>&~#\n\t/.\\$^()[]{}|*+?A\r\f\v\u2028\u00a0\ufeff!\"'%:;=@`\x08\x1c\x85٣É"
)


def pattern(random: Random, depth: int = 2) -> str:
    """One pattern; it may lie outside the subset."""
    made = "".join(_piece(random, depth) for _ in range(random.randint(1, 3)))
    return f"{made}|{pattern(random, depth - 1)}" if depth and random.random() < 0.15 else made


def _piece(random: Random, depth: int) -> str:
    chance = random.random()
    if chance < 0.25:
        inside = "".join(random.choice(IN_CLASS) for _ in range(random.randint(1, 3)))
        piece = f"[{'^' if random.random() < 0.3 else ''}{inside}]"
    elif depth and chance < 0.4:
        piece = f"({'?:' if random.random() < 0.5 else ''}{pattern(random, depth - 1)})"
    else:
        piece = random.choice(ATOMS)
    return piece + random.choice(COUNTS) if random.random() < 0.25 else piece


def text(random: Random) -> str:
    """A short text: both engines answer at once."""
    return "".join(random.choice(LETTERS) for _ in range(random.randint(0, 4)))
