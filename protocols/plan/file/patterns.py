"""The portable subset of regular expressions: read alike everywhere, matched in linear time."""

import re
import warnings
from functools import lru_cache
from typing import Final

import jsonschema_rs

from protocols.plan.keywords import REGEX_SIZE

_TOKEN: Final = re.compile(
    r"\\(?:k<|.)|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|P?[<=>]|.)?|.", re.DOTALL
)

_LOOKAROUND: Final = (
    "lookaround is not portable",
    "split the rule: use allOf, not, or a second pattern",
)
_BACKREFERENCE: Final = (
    "a backreference is not portable",
    "list the cases, or check it where the event is made",
)
_NAMED: Final = "a named group is not portable", "write a plain group: (…)"
_FLAG: Final = "an inline flag is not portable", "spell out both cases: [Aa]"
_ANCHOR: Final = "this anchor is not portable", "use ^ and $"
_WORD: Final = (
    "where a word ends is not portable",
    r"say what may stand beside it: (^|[^a-z]) for \b, plain < for \<",
)
_CLASS: Final = "a Unicode class is not portable", "spell out the characters: [a-zà-ÿ]"
_BRACKET: Final = "a class that begins with ] is not portable", r"write \] for the bracket itself"

_REFUSED: Final = (
    (re.compile(r"\(\?<?[=!]"), _LOOKAROUND),
    (re.compile(r"\\[1-9]|\\k<|\(\?P="), _BACKREFERENCE),
    (re.compile(r"\(\?P?<"), _NAMED),
    (re.compile(r"\(\?[^:]"), _FLAG),
    (re.compile(r"\\[AZzG]"), _ANCHOR),
    (re.compile(r"\\[bB<>]"), _WORD),
    (re.compile(r"\\[pPX]"), _CLASS),
    (re.compile(r"\[\^?\]"), _BRACKET),
)


@lru_cache(maxsize=4096)
def unportable(pattern: str) -> tuple[str, str] | None:
    """What is wrong with a pattern and what to do about it; None when it is portable."""
    for token in _TOKEN.findall(pattern):
        for refused, told in _REFUSED:
            if refused.match(token):
                return f"{told[0]}: {token}", told[1]
    fault = _python_fault(pattern)
    if fault:
        return (
            f"not a regular expression: {fault}",
            r"a backslash makes a character literal: \. \( \[",
        )
    return _linear_fault(pattern)


def _python_fault(pattern: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            re.compile(pattern)
    except (re.error, FutureWarning, OverflowError, RecursionError) as error:
        return str(error)
    return None


def _linear_fault(pattern: str) -> tuple[str, str] | None:
    options = jsonschema_rs.RegexOptions(size_limit=REGEX_SIZE)
    try:
        jsonschema_rs.Draft7Validator({"pattern": pattern}, pattern_options=options, offline=True)
    except (jsonschema_rs.ValidationError, ValueError):
        return (
            "not portable, or too large once its repetitions are counted",
            "shorten it; use maxLength for length",
        )
    return None
