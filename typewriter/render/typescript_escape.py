"""How text becomes TypeScript source: one filter for each place that text can stand in.

A template can print nothing without one of these, and none of them lets text end the string, name or
comment it stands in.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from typewriter.render.typescript_tokens import is_type
from typewriter.view.typescript.doc import Doc
from typewriter.view.typescript.literals import escaped, key, literal, own_key, quoted
from typewriter.view.typescript.package import Fact, Function, Imports, Parameter
from typewriter.view.typescript.vocabulary import KEYWORDS

_LINE_END: Final = "\n"
_BREAK: Final = "\n  "
_TAG: Final = re.compile(r"(?<![^\s{])@")


def name(text: str) -> str:
    """A name of the plan's, exactly."""
    if not text.isidentifier() or text in KEYWORDS:
        raise ValueError(f"not a TypeScript name: {text!r}")
    return text


@lru_cache(maxsize=4096)
def type_(text: str) -> str:
    """A type: names, literals, `|`, `&` and brackets, and nothing that ends it."""
    if not is_type(text):
        raise ValueError(f"not a TypeScript type: {text!r}")
    return text


def comment_text(text: str) -> str:
    """Text that cannot end the comment it stands in, be a tag of it, or reorder what is read."""
    tame = _TAG.sub(r"\\@", text.replace("\r\n", "\n").replace("*/", "*\\/"))
    plain = tame.replace("\n", "").isprintable()
    return tame if plain else "".join(map(_comment_char, tame))


def doc(one: Doc, indent: int = 0) -> str:
    """A whole comment with the line end after it; nothing for no text."""
    lines = [line.rstrip() for line in comment_text(one.text).strip("\n").split("\n")]
    lines = lines if any(lines) else []
    if one.deprecated is not None:
        lines += [*([""] if lines else []), f"@deprecated {_one_line(one.deprecated)}"]
    margin = " " * indent
    if len(lines) <= 1:
        return "".join(f"{margin}/** {line} */\n" for line in lines)
    body = "".join(f"{margin} *{f' {line}' if line else ''}\n" for line in lines)
    return f"{margin}/**\n{body}{margin} */\n"


def imports(one: Imports) -> str:
    """Like `import { a, type B } from "./c.js";`."""
    return f"import {_listed(one, ' ', ', ', ' ')} from {module(one.module)};"


def reexports(one: Imports) -> str:
    """Like `export { a, type B } from "./c.js";`, a name a line."""
    return (
        f"export {_listed(one, _BREAK, f',{_BREAK}', f',{_LINE_END}')} from {module(one.module)};"
    )


def module(text: str) -> str:
    """A module of the client's own, as imports name it."""
    if not re.fullmatch(r"[a-z0-9-]+", text):
        raise ValueError(f"not a module of a client: {text!r}")
    return quoted(f"./{text}.js")


def parameters(each: Sequence[Parameter]) -> str:
    """What stands between a function's parentheses."""
    return ", ".join(f"{name(one.name)}{'?' * one.optional}: {type_(one.type)}" for one in each)


def facts(each: Sequence[Fact]) -> str:
    """What a call says of itself, as an object literal."""
    inner = (one.name if one.passed else f"{one.name}: {literal(one.value)}" for one in each)
    return f"{{ {', '.join(inner)} }}"


def body(one: Function) -> str:
    """The properties that are sent: those that were passed, and over them those that are fixed."""
    if not one.fixed:
        return name(one.body) if one.body else "{}"
    passed = [f"...{name(one.body)}"] if one.body else []
    fixed = [f"{own_key(wire)}: {literal(value)}" for wire, value in one.fixed.items()]
    return f"{{ {', '.join([*passed, *fixed])} }}"


FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "body": body,
    "doc": doc,
    "facts": facts,
    "imports": imports,
    "key": key,
    "literal": literal,
    "name": name,
    "parameters": parameters,
    "reexports": reexports,
    "type": type_,
}


def _listed(one: Imports, before: str, between: str, after: str) -> str:
    """`{ a, type B }`; where there are only types, a word in front says so for all."""
    types = [name(each) for each in one.types]
    if not one.names:
        return f"type {{{before}{between.join(types)}{after}}}"
    every = [*map(name, one.names), *(f"type {each}" for each in types)]
    return f"{{{before}{between.join(every)}{after}}}"


def _one_line(text: str) -> str:
    return " ".join(comment_text(text).split())


def _comment_char(char: str) -> str:
    if char == "\n" or char.isprintable():
        return char
    return " " if char == "\t" else escaped(char)
