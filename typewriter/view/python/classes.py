"""Which name each class of a Python package gets: records, shared types, and choices of strings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from typewriter.naming import Key, Wanted, assign, constant, pascal
from typewriter.view.calls import PlanView
from typewriter.view.paths import STEPS, own_types, parts, shared_key
from typewriter.view.python.annotate import CHOICE, choices
from typewriter.view.python.options import PythonOptions
from typewriter.view.python.vocabulary import RESERVED
from typewriter.view.types import Record, Type

_STEPS: Final = {**STEPS, CHOICE: "enum"}
_FOR_CHOICES: Final = frozenset({"Enum"})
"""Names that a client with classes for choices uses besides."""


@dataclass(frozen=True, slots=True)
class ClassPath:
    """A class to be named: the call it belongs to, or None for a type of the plan's own.

    `values` are set for a choice of strings.
    """

    key: Key
    owner: Key | None
    steps: tuple[str, ...]
    values: tuple[str, ...] = ()


def class_paths(view: PlanView, options: PythonOptions) -> list[ClassPath]:
    """Every class that the client has."""
    choosing = options.enums == "class"
    return [*_shared_paths(view, choosing=choosing), *_own_paths(view, choosing=choosing)]


def name_classes(
    paths: Sequence[ClassPath],
    functions: Mapping[Key, str],
    kept: Mapping[Key, str],
    options: PythonOptions,
) -> dict[Key, str]:
    """A name for each class, none of them a function's."""
    reserved = RESERVED | _FOR_CHOICES if options.enums == "class" else RESERVED
    wanted = []
    for path in paths:
        owner = [] if path.owner is None else [functions[path.owner]]
        base = pascal([*owner, *path.steps], ascii_only=options.ascii_names)
        wanted.append(Wanted(path.key, f"{base}Type" if base in reserved else base))
    return assign(wanted, reserved={*reserved, *functions.values()}, kept=kept)


def name_members(
    paths: Iterable[ClassPath], kept: Mapping[Key, str], options: PythonOptions
) -> dict[Key, dict[str, str]]:
    """For each choice, what the member for each value is called."""
    return {path.key: _members(path, kept, options) for path in paths if path.values}


def member_key(path: Key, value: str) -> Key:
    """What a member's name stands for."""
    return (*path, value)


def _members(path: ClassPath, kept: Mapping[Key, str], options: PythonOptions) -> dict[str, str]:
    wanted = [
        Wanted(member_key(path.key, value), constant(value, ascii_only=options.ascii_names))
        for value in path.values
    ]
    before = {one.key: kept.get(one.key, "").rpartition(".")[2] for one in wanted}
    named = assign(wanted, kept=before)
    return {value: named[member_key(path.key, value)] for value in path.values}


def _shared_paths(view: PlanView, *, choosing: bool) -> Iterator[ClassPath]:
    for name, one in view.types.items():
        key = shared_key(name)
        yield ClassPath(key, None, (name,))
        for path, values in _classes(one, key, choosing=choosing):
            if path != key:
                yield ClassPath(path, None, (name, *_steps(path[len(key) :])), values)


def _own_paths(view: PlanView, *, choosing: bool) -> Iterator[ClassPath]:
    for call in view.calls:
        for at, one in own_types(call):
            for path, values in _classes(one, at, choosing=choosing):
                yield ClassPath(path, call.key, _steps(path[len(call.key) :]), values)


def _classes(one: Type, at: Key, *, choosing: bool) -> Iterator[tuple[Key, tuple[str, ...]]]:
    for path, part in parts(one, at):
        if isinstance(part, Record):
            yield path, ()
    for path, choice in choices(one, at) if choosing else ():
        yield path, tuple(map(str, choice.values))


def _steps(path: Iterable[str]) -> tuple[str, ...]:
    return tuple(_STEPS.get(step, step) for step in path)
