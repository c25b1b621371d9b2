"""Quick validators of many rules in one, which share what is alike: patterns and types above all.

Fifty rules apart take twice the memory and a quarter more time, since each brings its own patterns
to the processor's cache.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any, Final, NamedTuple

import jsonschema_rs

from protocols.plan.compile.closed import closed
from protocols.plan.compile.quick import quick
from protocols.plan.compile.share import plain_path, share
from protocols.plan.compile.validator import Validator, build_validator
from protocols.plan.model import DateTimeMode

SIZE: Final = 50
"""How many rules are built together when the first message of one of them comes."""


Steps = tuple[str | int, ...]

Written = Callable[[Steps], Steps]
"""From the way to a keyword in a bundle's schema to the way there in its rule's."""

_REMEMBERED: Final = 4096
"""How many ways of a bundle are remembered: nearly every broken message breaks a keyword again."""


class Member(NamedTuple):
    """A rule in a bundle: what makes its schema, and where its body stands in a message."""

    build_schema: Callable[[], Mapping[str, Any]]
    root: str


class Closed(NamedTuple):
    """Accepts exactly the messages of one rule that are valid and wholly planned.

    The validator is asked of an object that holds the message under the rule's `name`, and says of
    errors where they stand in that; `written` makes of an error's path where its keyword stands in
    the rule's own schema.
    """

    name: str
    validator: Validator
    written: Written

    @property
    def is_valid(self) -> Callable[[Mapping[str, Any]], bool]:
        """Whether a message is valid and wholly planned: a function to be kept, with nothing to look up."""
        name, is_valid = self.name, self.validator.is_valid
        return lambda message: is_valid({name: message})

    def iter_errors(self, message: Mapping[str, Any]) -> Iterator[jsonschema_rs.ValidationError]:
        """What is wrong with `{name: message}`."""
        return self.validator.iter_errors({self.name: message})


@dataclass(frozen=True, eq=False)
class Bundle:
    """Rules of one plan, built when the first of them is asked for."""

    members: Sequence[Member]
    date_time: DateTimeMode

    def closed(self, number: int) -> Closed | None:
        """The quick validator of a member; None where one schema cannot say what it says."""
        return self._built.get(number)

    @cached_property
    def _built(self) -> Mapping[int, Closed]:
        parts: dict[int, Any] = {}
        definitions: dict[str, Any] = {}
        for number, member in enumerate(self.members):
            strict = closed(member.build_schema(), member.root)
            if strict is not None:
                part = quick(strict)
                definitions |= part.pop("definitions", {})
                parts[number] = part
        if not parts:
            return {}
        together = share({f"rule {number}": parts[number] for number in parts}, definitions)
        validator = build_validator(together, self.date_time)
        written = lru_cache(maxsize=_REMEMBERED)(partial(_written, together))
        return {number: Closed(f"rule {number}", validator, written) for number in parts}


def _written(together: Mapping[str, Any], steps: Steps) -> Steps:
    """Without the name of the rule, with which all but the ways through a type begin."""
    path = plain_path(together, steps)
    return path if path[0] == "definitions" else path[2:]
