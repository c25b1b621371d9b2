"""A second look at generated TypeScript: read again, it must say exactly what was meant.

Escaping makes this true; this makes sure of it, before anything is written to disk.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from typewriter.render.typescript_escape import doc
from typewriter.render.typescript_tokens import Token, string_value, tokens
from typewriter.render.verify import NotFaithful
from typewriter.view.typescript.doc import Doc
from typewriter.view.typescript.literals import key
from typewriter.view.typescript.package import Function, Interface, Module

_DECLARING: Final = frozenset({"function", "interface", "type"})


def verify(module: Module, source: str) -> None:
    """Compare each string, comment and declared name with what the module was to hold, in order."""
    found = [token for token in tokens(source) if token.kind != "space"]
    strings = (string_value(token.text) for token in found if token.kind == "string")
    comments = (token.text for token in found if token.kind == "comment")
    pairs: Mapping[str, tuple[Iterable[object], Iterable[object]]] = {
        "strings": (map(_units, strings), map(_units, _strings(module))),
        "comments": (map(_flat, comments), map(_flat, filter(None, map(doc, _docs(module))))),
        "names": (_declarations(found), (one.name for one in _declared(module))),
    }
    for what, (said, meant) in pairs.items():
        if list(said) != list(meant):
            raise NotFaithful(f"{what} of {module.name}")


def verify_strings(name: str, source: str, meant: Iterable[str]) -> None:
    """Compare each string of a file with what it was to hold, in order."""
    strings = (string_value(token.text) for token in tokens(source) if token.kind == "string")
    if list(map(_units, strings)) != list(map(_units, meant)):
        raise NotFaithful(f"strings of {name}")


def _declared(module: Module) -> Iterator[Any]:
    yield from (*module.aliases, *module.interfaces, *module.functions)


def _docs(module: Module) -> Iterator[Doc]:
    for alias in module.aliases:
        yield alias.doc
    for interface in module.interfaces:
        yield interface.doc
        yield from (one.doc for one in interface.properties)
    yield from (one.doc for one in module.functions)


def _strings(module: Module) -> Iterator[str]:
    """Every string of the module, in the order of its template."""
    yield from (f"./{one.module}.js" for one in module.imports)
    for alias in module.aliases:
        yield from _in_type(alias.type)
    for interface in module.interfaces:
        yield from _in_interface(interface)
    for function in module.functions:
        yield from _in_function(function)


def _in_interface(one: Interface) -> Iterator[str]:
    for each in one.properties:
        if key(each.wire) != each.wire:
            yield each.wire
        yield from _in_type(each.type)
    yield from _in_type(one.extra or "")


def _in_function(one: Function) -> Iterator[str]:
    for fact in one.facts:
        yield from _in_value(fact.value)
    yield from _in_value(dict(one.fixed))


def _in_type(text: str) -> Iterator[str]:
    return (string_value(token.text) for token in tokens(text) if token.kind == "string")


def _in_value(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list() | tuple():
            for one in value:
                yield from _in_value(one)
        case dict():
            for name, one in value.items():
                if key(name) != name or name == "__proto__":
                    yield name
                yield from _in_value(one)
        case _:
            pass


def _declarations(found: list[Token]) -> Iterator[str]:
    """The word after each `export function`, `export interface` and `export type`."""
    for before, what, name in zip(found, found[1:], found[2:], strict=False):
        if before.text == "export" and what.text in _DECLARING:
            yield name.text


def _flat(comment: str) -> str:
    return "\n".join(line.strip() for line in comment.strip().split("\n"))


def _units(text: str) -> bytes:
    """As JavaScript has it, where two halves of a surrogate pair are a whole one."""
    return text.encode("utf-16-le", "surrogatepass")
