"""Names that generated Python uses itself, so that no plan can take them."""

from typing import Final

RUNTIME_EXPORTS: Final = {
    "Anonymous": "_model",
    "Both": "_model",
    "BoundTracker": "_tracker",
    "HttpTransport": "_http",
    "Identity": "_model",
    "Meta": "_model",
    "SchemaViolation": "_model",
    "Tracker": "_tracker",
    "Transport": "_transport",
    "UNSET": "_model",
    "Unset": "_model",
    "User": "_model",
    "Violation": "_model",
    "alias": "_runtime",
    "configure": "_settings",
}
"""What every client offers beside its plan's calls, and where it is."""

ANNOTATION_IMPORTS: Final = {
    "Identity": "._model",
    "Literal": "typing",
    "Mapping": "collections.abc",
    "Meta": "._model",
    "NotRequired": "typing_extensions",
    "Sequence": "collections.abc",
    "TypeAlias": "typing",
    "Unset": "._model",
    "datetime": "datetime",
}
"""Names in annotations, and where a type checker finds them; at run time none is imported."""

BUILTINS: Final = frozenset({"bool", "float", "int", "object", "str"})
"""Built-in types in annotations."""

CALLS: Final = frozenset({"group", "identify", "page", "screen"})
"""Calls that are functions of their own name where the plan describes them."""

RESERVED: Final = frozenset(
    {
        *RUNTIME_EXPORTS,
        *ANNOTATION_IMPORTS,
        *BUILTINS,
        *(
            "TYPE_CHECKING",
            "TypedDict",
            "annotations",
            "capture",
            "deprecated",
            "flush",
            "hooks",
            "send",
            "send_",
            "shutdown",
            "testing",
            "track",
        ),
        *CALLS,
    }
)

RESERVED_MODULES: Final = frozenset(
    {
        "aio",
        "http",
        "lazy",
        "model",
        "outbox",
        "plan",
        "post",
        "runtime",
        "schemas",
        "settings",
        "tracker",
        "transport",
        "types",
        "validation",
        "wire",
    }
)
"""Modules of every client, without their leading underscore."""

SPELLED: Final = frozenset({*ANNOTATION_IMPORTS, *BUILTINS})
"""Keys that, in a class body, would change what the annotations beside them mean."""
