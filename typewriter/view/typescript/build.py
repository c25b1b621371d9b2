"""A plan as a TypeScript client: names given, types spelled, calls sorted into modules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from protocols.findings import Finding
from typewriter.naming import Key
from typewriter.view.calls import Call, PlanView
from typewriter.view.collisions import call_collision
from typewriter.view.lock import Lock
from typewriter.view.paths import VALUE, key_of, own_types, records, shared_key
from typewriter.view.types import Field, OneOf, Record, Scalar, Shape, Shared, Type
from typewriter.view.typescript.doc import Doc, field_doc, type_doc
from typewriter.view.typescript.functions import PAGES, has_body, write_function
from typewriter.view.typescript.names import Names, body_key, module_of, name_plan
from typewriter.view.typescript.options import Sdk
from typewriter.view.typescript.package import (
    Alias,
    Function,
    Imports,
    Interface,
    Module,
    Package,
    Property,
)
from typewriter.view.typescript.spell import ANYTHING, Spelled, TypeNames, either, spell
from typewriter.view.typescript.vocabulary import INHERITED, RUNTIME_TYPES, RUNTIME_VALUES

TYPES: Final = "types"
_UNDEFINED: Final = Spelled("undefined")


@dataclass(slots=True)
class _Draft:
    """One module while it is being put together."""

    aliases: list[Alias] = field(default_factory=list)
    interfaces: list[Interface] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    uses: set[str] = field(default_factory=set)
    runtime: set[str] = field(default_factory=set)


def typescript_package(view: PlanView, previous: Lock | None, sdk: Sdk) -> Package:
    """Everything that templates print. `previous` is what an earlier run called things."""
    kept = previous.kept_names() if previous else {}
    names = name_plan(view, kept)
    drafts: dict[str, _Draft] = defaultdict(_Draft)
    for call in view.calls:
        draft = drafts[module_of(names.functions[call.key])]
        for at, one in own_types(call):
            _add_records(draft, records(one, at), names.types)
        if has_body(call):
            _add_body(draft, call, names.types)
        _add_function(draft, call, names, sdk)
    _add_shared(drafts, view, names.types)
    modules = tuple(_module(name, drafts[name]) for name in sorted(drafts))
    return Package(
        modules=modules,
        exports=(*(module.exports for module in modules), *_runtime_exports()),
        names=_meanings(names, modules),
        findings=tuple(_collisions(view, names, kept)),
    )


def _add_function(draft: _Draft, call: Call, names: Names, sdk: Sdk) -> None:
    draft.functions.append(write_function(call, names, sdk))
    draft.runtime.add("PageOptions" if call.kind in PAGES else "Options")
    if any(one.required for one in call.context.fields):
        draft.runtime.add("NeedsContext")


def _add_body(draft: _Draft, call: Call, names: TypeNames) -> None:
    given = (one for one in call.body.fields if one.fixed is None)
    fields = sorted(given, key=lambda one: (not one.required, one.wire))
    shape = Shape(tuple(fields), call.body.extra)
    _add_interface(draft, body_key(call), Doc(), shape, names)


def _add_records(draft: _Draft, found: Iterable[tuple[Key, Record]], names: TypeNames) -> None:
    for path, record in found:
        _add_interface(draft, path, type_doc(record.description), Shape(record.fields), names)


def _add_interface(draft: _Draft, at: Key, doc: Doc, shape: Shape, names: TypeNames) -> None:
    spelled = [spell(one.type, key_of(one.wire, at), names) for one in shape.fields]
    extra = _extra(shape, spelled, at, names)
    properties = tuple(
        _property(one, each) for one, each in zip(shape.fields, spelled, strict=True)
    )
    draft.interfaces.append(Interface(names[at], doc, properties, extra.text if extra else None))
    draft.uses.update(*(each.uses for each in spelled), extra.uses if extra else ())


def _property(one: Field, spelled: Spelled) -> Property:
    """What may be left out may be undefined as well: neither is sent."""
    text = spelled.text if one.required else _optional(one, spelled)
    return Property(one.wire, text, not one.required, field_doc(one))


def _optional(one: Field, spelled: Spelled) -> str:
    if one.type is Scalar.ANY or one.wire in INHERITED:
        return ANYTHING
    return either([spelled, _UNDEFINED]).text


def _extra(shape: Shape, named: list[Spelled], at: Key, names: TypeNames) -> Spelled | None:
    """TypeScript wants an index signature to be wide enough for the named keys, too."""
    if shape.extra is None:
        return None
    own = spell(shape.extra, (*at, VALUE), names)
    if shape.extra is Scalar.ANY or not named:
        return own
    optional = [] if all(one.required for one in shape.fields) else [_UNDEFINED]
    return either([own, *named, *optional])


def _add_shared(drafts: Mapping[str, _Draft], view: PlanView, names: TypeNames) -> None:
    for name, one in view.types.items():
        draft = drafts[TYPES]
        _add_records(draft, records(one, shared_key(name)), names)
        if not isinstance(one, Record):
            meant = Scalar.ANY if _is_itself(name, view.types) else one
            spelled = spell(meant, shared_key(name), names)
            draft.aliases.append(Alias(names[shared_key(name)], Doc(), spelled.text))
            draft.uses |= spelled.uses


def _is_itself(name: str, types: Mapping[str, Type]) -> bool:
    """Whether a type is among its own alternatives, which TypeScript has no way to say."""
    waiting, seen = [types[name]], set[str]()
    while waiting:
        match waiting.pop():
            case Shared(other) if other not in seen:
                seen.add(other)
                waiting.append(types[other])
            case OneOf(members):
                waiting.extend(members)
            case _:
                pass
    return name in seen


def _module(name: str, draft: _Draft) -> Module:
    own = {*(one.name for one in draft.aliases), *(one.name for one in draft.interfaces)}
    shared = tuple(sorted(draft.uses - own))
    imports = (
        [Imports("runtime", ("send",), tuple(sorted(draft.runtime)))] if draft.functions else []
    )
    imports += [Imports(TYPES, (), shared)] if shared else []
    return Module(
        name, tuple(imports), tuple(draft.aliases), tuple(draft.interfaces), tuple(draft.functions)
    )


def _runtime_exports() -> Iterator[Imports]:
    yield Imports("runtime", RUNTIME_VALUES, RUNTIME_TYPES)


def _meanings(names: Names, modules: Iterable[Module]) -> dict[str, Key]:
    """Every name that some module defines, and what it stands for."""
    given = {name: key for named in (names.functions, names.types) for key, name in named.items()}
    defined = {name for one in modules for name in (*one.exports.names, *one.exports.types)}
    return {name: key for name, key in given.items() if name in defined}


def _collisions(view: PlanView, names: Names, kept: Mapping[Key, str]) -> Iterator[Finding]:
    """What has its name already was warned of when it got it."""
    for call in view.calls:
        function = names.functions[call.key]
        if call.key in names.collided and kept.get(call.key) != function:
            yield call_collision(call, function)
