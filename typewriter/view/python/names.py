"""Which name each function, class and file of a Python package gets."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from protocols.plan.model import Kind
from typewriter.naming import Key, Wanted, assign, digest, pascal, snake, words
from typewriter.view.calls import ANY_NAME, Call, PlanView
from typewriter.view.python.annotate import ITEM, VALUE, records, shared_key
from typewriter.view.python.vocabulary import CALLS, RESERVED, RESERVED_MODULES
from typewriter.view.types import Field, Record

_STEPS: Final = {
    ITEM: "item",
    VALUE: "value",
    "properties": "",
    "traits": "",
    "context": "context",
}
_OTHER: Final = "other"
"""The module for names that are not safe as file names everywhere."""


@dataclass(frozen=True, slots=True)
class Names:
    """Python names for everything public, by what it stands for; and which of them were second choice."""

    functions: Mapping[Key, str]
    classes: Mapping[Key, str]
    collided: frozenset[Key]


def name_plan(view: PlanView, kept: Mapping[Key, str]) -> Names:
    """Name every function, then every class, all different."""
    newest = [Wanted(call.key, _base(call)) for call in view.calls if call.newest]
    functions = assign(newest, reserved=RESERVED - CALLS, kept=kept)
    collided = {one.key for one in newest if functions[one.key] != one.base}
    older = [
        Wanted(call.key, f"{functions[call.key[:-1]].rstrip('_')}_v{call.version}")
        for call in view.calls
        if not call.newest
    ]
    taken = RESERVED | set(functions.values())
    functions |= assign(older, reserved=taken, kept=kept)
    wanted = [*_shared_classes(view), *_own_classes(view, functions)]
    classes = assign(wanted, reserved=RESERVED | set(functions.values()), kept=kept)
    return Names(functions, classes, frozenset(collided))


def name_arguments(fields: Iterable[Field], kept: Mapping[Key, str]) -> dict[str, str]:
    """A property's wire name → what its argument is called."""
    wanted = [Wanted((one.wire,), snake(one.wire, prefix="p", unnamed="prop")) for one in fields]
    return {key[0]: name for key, name in assign(wanted, kept=kept).items()}


def module_of(function: str) -> str:
    """The file a function is in: one for each first word, so that no event moves another."""
    group = function.partition("_")[0]
    if not group.isascii():
        return f"_{_OTHER}"
    return f"_{group}_events" if group in RESERVED_MODULES else f"_{group}"


def own_records(call: Call) -> Iterator[tuple[Key, Record]]:
    """Every record that belongs to one call alone, inner ones first, with its path."""
    for field in call.body.fields:
        if field.fixed is None:
            yield from records(field.type, (*call.key, "properties", f".{field.wire}"))
    if call.body.extra is not None:
        yield from records(call.body.extra, (*call.key, "properties", VALUE))
    if call.context.fields:
        yield from records(Record(call.context.fields), (*call.key, "context"))


def _base(call: Call) -> str:
    if call.name is None or (call.kind is not Kind.TRACK and call.name == ANY_NAME):
        return str(call.kind)
    if call.kind is Kind.TRACK:
        base = snake(call.name, prefix="event", unnamed="event")
        return f"{base.rstrip('_')}_event" if base in RESERVED else base
    if not words(call.name):
        return f"{call.kind}_{digest([call.name])[:4]}"
    return snake(f"{call.kind}_{call.name}", prefix="", unnamed="")


def _shared_classes(view: PlanView) -> Iterator[Wanted]:
    for name, one in view.types.items():
        yield Wanted(shared_key(name), _free(pascal([name])))
        for path, _ in records(one, shared_key(name)):
            if path != shared_key(name):
                yield Wanted(path, _free(pascal(_steps([name, *path[2:]]))))


def _own_classes(view: PlanView, functions: Mapping[Key, str]) -> Iterator[Wanted]:
    for call in view.calls:
        for path, _ in own_records(call):
            steps = _steps(path[len(call.key) :])
            yield Wanted(path, _free(pascal([functions[call.key], *steps])))


def _steps(path: Iterable[str]) -> list[str]:
    return [_STEPS.get(step, step) for step in path]


def _free(name: str) -> str:
    return f"{name}Type" if name in RESERVED else name
