"""Names that generated Python uses itself, so that no plan can take them."""

from typing import Final

RUNTIME_EXPORTS: Final = {
    "Anonymous": "_runtime",
    "Both": "_runtime",
    "HttpTransport": "_http",
    "Identity": "_runtime",
    "Meta": "_runtime",
    "SchemaViolation": "_runtime",
    "Transport": "_transport",
    "UNSET": "_runtime",
    "Unset": "_runtime",
    "User": "_runtime",
    "Violation": "_runtime",
    "alias": "_runtime",
    "configure": "_runtime",
}
"""What every client offers beside its plan's calls, and where it is."""

ANNOTATION_IMPORTS: Final = {
    "Identity": "._runtime",
    "Literal": "typing",
    "Mapping": "collections.abc",
    "Meta": "._runtime",
    "NotRequired": "typing_extensions",
    "Sequence": "collections.abc",
    "TypeAlias": "typing",
    "Unset": "._runtime",
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
            "TypedDict",
            "annotations",
            "capture",
            "deprecated",
            "flush",
            "send",
            "shutdown",
            "testing",
            "track",
        ),
        *CALLS,
    }
)

RESERVED_MODULES: Final = frozenset(
    {"http", "plan", "runtime", "schemas", "transport", "types", "validation"}
)
"""Modules of every client, without their leading underscore."""

SPELLED: Final = frozenset({*ANNOTATION_IMPORTS, *BUILTINS})
"""Keys that, in a class body, would change what the annotations beside them mean."""
