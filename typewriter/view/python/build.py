"""A plan as a Python package: names given, types spelled, calls sorted into files."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from protocols.errors import PlanError
from typewriter.naming import Key, is_name
from typewriter.view.calls import PlanView
from typewriter.view.lock import Lock
from typewriter.view.paths import key_of, own_types, records, shared_key
from typewriter.view.python.annotate import (
    Annotation,
    ClassNames,
    annotate,
    choices,
    not_required,
)
from typewriter.view.python.classes import member_key
from typewriter.view.python.collisions import collision_findings
from typewriter.view.python.docstring import record_docstring
from typewriter.view.python.functions import Written, write_function
from typewriter.view.python.names import Names, module_of, name_plan
from typewriter.view.python.options import PythonOptions
from typewriter.view.python.package import (
    Alias,
    Choice,
    Function,
    Imports,
    Member,
    Module,
    Package,
    TypedDict,
    in_order,
)
from typewriter.view.python.package import Key as DictKey
from typewriter.view.python.vocabulary import ANNOTATION_IMPORTS, RUNTIME_EXPORTS, SPELLED
from typewriter.view.types import Field, Record, Type

TYPES: str = "_types"
DEFAULTS: Final = PythonOptions()


@dataclass(slots=True)
class _Draft:
    """One file while it is being put together."""

    choices: list[Choice] = field(default_factory=list)
    records: list[TypedDict] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    uses: set[str] = field(default_factory=set)

    @property
    def types(self) -> list[str]:
        """Names of the classes and aliases in it."""
        return [
            *(one.name for one in self.choices),
            *(one.name for one in self.records),
            *(one.name for one in self.aliases),
        ]


def python_package(
    view: PlanView,
    previous: Lock | None,
    options: PythonOptions = DEFAULTS,
) -> Package:
    """Everything that templates print. `previous` is what an earlier run called things.

    Raises:
        PlanError: the plan asks for names that cannot be given; holds every such problem.
    """
    names = name_plan(view, previous, options)
    if names.problems:
        raise PlanError(names.problems)
    drafts: dict[str, _Draft] = defaultdict(_Draft)
    renamed: dict[str, dict[str, str]] = {}
    for call in view.calls:
        name, arguments = names.functions[call.key], names.arguments[call.key]
        renamed[name] = {made: wire for wire, made in arguments.items() if made != wire}
        draft = drafts[module_of(name)]
        _add_function(draft, write_function(call, name, arguments, names.classes))
        for at, one in own_types(call):
            _add_classes(draft, one, at, names)
    _add_types(drafts, view, names)
    shared = frozenset(drafts[TYPES].types)
    modules = tuple(_module(name, drafts[name], shared) for name in sorted(drafts))
    homes = _homes(modules)
    return Package(
        modules=tuple(module for module in modules if module.exports),
        exports=tuple(_exports(homes)),
        homes=homes,
        names=_meanings(names),
        renamed=renamed,
        findings=tuple(collision_findings(view, names, previous)),
    )


def _add_function(draft: _Draft, written: Written) -> None:
    draft.functions.append(written.function)
    draft.uses |= written.uses


def _add_classes(draft: _Draft, one: Type, at: Key, names: Names) -> None:
    for path, choice in choices(one, at):
        if path in names.members:
            members = names.members[path]
            values = [Member(members[str(value)], str(value)) for value in choice.values]
            draft.choices.append(Choice(names.classes[path], tuple(values)))
    for path, record in records(one, at):
        _add_record(draft, record, path, names.classes)


def _add_record(draft: _Draft, record: Record, path: Key, classes: ClassNames) -> None:
    annotations = [_key_annotation(one, path, classes) for one in record.fields]
    uses = frozenset().union(*(one.uses for one in annotations))
    keys = tuple(
        DictKey(one.wire, annotation.text)
        for one, annotation in zip(record.fields, annotations, strict=True)
    )
    plain = all(_can_be_attribute(key.wire, uses) for key in keys)
    draft.records.append(TypedDict(classes[path], record_docstring(record), not plain, keys))
    draft.uses |= uses


def _add_types(drafts: Mapping[str, _Draft], view: PlanView, names: Names) -> None:
    draft = drafts[TYPES]
    for name, one in view.types.items():
        key = shared_key(name)
        _add_classes(draft, one, key, names)
        if not isinstance(one, Record):
            annotation = annotate(one, key, names.classes)
            draft.aliases.append(Alias(names.classes[key], annotation.text))
            draft.uses |= annotation.uses | {"TypeAlias"}


def _key_annotation(one: Field, path: Key, classes: ClassNames) -> Annotation:
    value = annotate(one.type, key_of(one.wire, path), classes)
    return value if one.required else not_required(value)


def _can_be_attribute(wire: str, uses: frozenset[str]) -> bool:
    """Whether a key can stand in a class body, hiding nothing and with Python leaving it as it is."""
    return is_name(wire) and not wire.startswith("__") and wire not in SPELLED | uses


def _module(name: str, draft: _Draft, shared: frozenset[str]) -> Module:
    checked: dict[str, set[str]] = defaultdict(set)
    for used in draft.uses:
        if used in ANNOTATION_IMPORTS:
            checked[ANNOTATION_IMPORTS[used]].add(used)
        elif used in shared and name != TYPES:
            checked[f".{TYPES}"].add(used)
    return Module(
        name=name,
        imports=tuple(_imports(_needed(draft))),
        checked=tuple(_imports(checked)),
        choices=tuple(draft.choices),
        records=tuple(draft.records),
        aliases=tuple(draft.aliases),
        functions=tuple(draft.functions),
    )


def _needed(draft: _Draft) -> dict[str, set[str]]:
    """What a file imports when it runs."""
    runtime = set()
    if any(one.default == "UNSET" for made in draft.functions for one in made.arguments):
        runtime.add("UNSET")
    if any(made.deprecated for made in draft.functions):
        runtime.add("deprecated")
    if draft.functions:
        runtime.add("send_")  # a name that no property has
    typing = {"TYPE_CHECKING"} | ({"TypedDict"} if draft.records else set())
    enum = {"enum": {"Enum"}} if draft.choices else {}
    return {**enum, "typing": typing} | ({"._runtime": runtime} if runtime else {})


def _imports(wanted: Mapping[str, Iterable[str]]) -> Iterator[Imports]:
    group = None
    for module in sorted(wanted, key=lambda name: (_group_of(name), name)):
        begins = group not in {None, _group_of(module)}
        group = _group_of(module)
        yield Imports(module, in_order(wanted[module]), begins)


def _group_of(module: str) -> int:
    """Where import sorters put a module: the standard library, other people's, our own."""
    return 2 if module.startswith(".") else int(module == "typing_extensions")


def _homes(modules: Iterable[Module]) -> dict[str, str]:
    homes = {name: module.name for module in modules for name in module.exports}
    homes |= RUNTIME_EXPORTS
    return {name: homes[name] for name in in_order(homes)}


def _exports(homes: Mapping[str, str]) -> Iterator[Imports]:
    by_module: dict[str, list[str]] = defaultdict(list)
    for name, module in homes.items():
        by_module[f".{module}"].append(name)
    yield from _imports(by_module)


def _meanings(names: Names) -> dict[str, Key]:
    named = {name: key for each in (names.functions, names.classes) for key, name in each.items()}
    for path, members in names.members.items():
        for value, member in members.items():
            named[f"{names.classes[path]}.{member}"] = member_key(path, value)
    return named
