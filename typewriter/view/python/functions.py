"""A call as a Python function."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from protocols.plan.model import Kind
from typewriter.view.calls import ANY_NAME, Call
from typewriter.view.paths import VALUE
from typewriter.view.prose import deprecation
from typewriter.view.python.annotate import (
    Annotation,
    ClassNames,
    annotate,
    either,
    unsettable,
)
from typewriter.view.python.docstring import argument_text, call_docstring
from typewriter.view.python.package import Argument, Function, Sent
from typewriter.view.types import Field

_NONE: Final = Annotation("None")
_STR: Final = Annotation("str")
_PAGES: Final = frozenset({Kind.PAGE, Kind.SCREEN})
EXTRA_TEXT: Final = "Further keys, which the plan does not name."


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument with what its annotation uses."""

    name: str
    annotation: Annotation
    default: str = ""

    def printed(self) -> Argument:
        """As the template sees it."""
        return Argument(self.name, self.annotation.text, self.default)


@dataclass(frozen=True, slots=True)
class Written:
    """A function, and the names its annotations use."""

    function: Function
    uses: frozenset[str]


def write_function(
    call: Call, name: str, arguments: Mapping[str, str], classes: ClassNames
) -> Written:
    """The function for one call. `arguments` maps wire names to argument names."""
    given = [field for field in call.body.fields if field.fixed is None]
    properties = [_property(field, arguments[field.wire], call, classes) for field in given]
    keywords = sorted([*properties, *_envelope(call, classes)], key=_is_optional)
    positional = list(_positional(call))
    texts = [
        (arguments[field.wire], argument_text(field, arguments[field.wire])) for field in given
    ]
    if call.body.extra is not None:
        texts.append(("extra_", EXTRA_TEXT))
    return Written(
        Function(
            name=name,
            kind=str(call.kind),
            positional=tuple(one.printed() for one in positional),
            arguments=tuple(one.printed() for one in keywords),
            sent=tuple(_sent(field, arguments) for field in call.body.fields),
            options=tuple(_options(call)),
            docstring=call_docstring(call, texts),
            deprecated=deprecation(call),
        ),
        frozenset().union(*(one.annotation.uses for one in (*positional, *keywords))),
    )


def _is_optional(one: Parameter) -> bool:
    return bool(one.default)


def _property(field: Field, name: str, call: Call, classes: ClassNames) -> Parameter:
    annotation = annotate(field.type, (*call.key, "properties", f".{field.wire}"), classes)
    if field.required:
        return Parameter(name, annotation)
    return Parameter(name, unsettable(annotation), "UNSET")


def _positional(call: Call) -> Iterator[Parameter]:
    yield Parameter("who_", Annotation("Identity", frozenset({"Identity"})))
    if call.kind is Kind.GROUP:
        yield Parameter("group_id_", _STR)
    if call.kind in _PAGES and call.name == ANY_NAME:
        yield Parameter("name_", either((_STR, _NONE)), "None")


def _envelope(call: Call, classes: ClassNames) -> Iterator[Parameter]:
    """What a call carries beside its properties. Its names end in `_`, which no property's does."""
    if call.body.extra is not None:
        values = annotate(call.body.extra, (*call.key, "properties", VALUE), classes)
        extra = Annotation(f"Mapping[str, {values.text}] | None", values.uses | {"Mapping"})
        yield Parameter("extra_", extra, "None")
    if call.context.fields:
        context = classes[(*call.key, "context")]
        needed = any(field.required for field in call.context.fields)
        annotation = Annotation(context, frozenset({context}))
        yield Parameter(
            "context_",
            annotation if needed else either((annotation, _NONE)),
            "" if needed else "None",
        )
    if call.kind in _PAGES:
        yield Parameter("category_", either((_STR, _NONE)), "None")
    yield Parameter("meta_", Annotation("Meta | None", frozenset({"Meta"})), "None")


def _sent(field: Field, arguments: Mapping[str, str]) -> Sent:
    if field.fixed is not None:
        return Sent(field.wire, None, field.fixed.value)
    return Sent(field.wire, arguments[field.wire])


def _options(call: Call) -> Iterator[Sent]:
    if call.kind in _PAGES and call.name == ANY_NAME:
        yield Sent("name", "name_")
    elif call.name is not None:
        yield Sent("name", None, call.name)
    if call.kind is Kind.GROUP:
        yield Sent("group_id", "group_id_")
    if call.version:
        yield Sent("version", None, call.version)
    if call.body.extra is not None:
        yield Sent("extra", "extra_")
    if call.context.fields:
        yield Sent("context", "context_")
    if call.kind in _PAGES:
        yield Sent("category", "category_")
