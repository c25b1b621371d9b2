"""Names that TypeScript or a generated client uses itself, so that no plan can take them."""

from typing import Final

KEYWORDS: Final = frozenset(
    [
        "any",
        "arguments",
        "as",
        "asserts",
        "async",
        "await",
        "bigint",
        "boolean",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "declare",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "from",
        "function",
        "get",
        "if",
        "implements",
        "import",
        "in",
        "infer",
        "instanceof",
        "interface",
        "is",
        "keyof",
        "let",
        "module",
        "namespace",
        "never",
        "new",
        "null",
        "number",
        "object",
        "of",
        "package",
        "private",
        "protected",
        "public",
        "readonly",
        "return",
        "satisfies",
        "set",
        "static",
        "string",
        "super",
        "switch",
        "symbol",
        "then",
        "this",
        "throw",
        "true",
        "try",
        "type",
        "typeof",
        "undefined",
        "unique",
        "unknown",
        "using",
        "var",
        "void",
        "while",
        "with",
        "yield",
    ]
)
"""Words with a meaning of their own somewhere. A module that exports `then` is taken for a promise."""

GLOBALS: Final = frozenset(
    [
        "Array",
        "BigInt",
        "Boolean",
        "DataView",
        "Date",
        "Error",
        "Function",
        "Infinity",
        "Intl",
        "Iterator",
        "JSON",
        "Map",
        "Math",
        "NaN",
        "Number",
        "Object",
        "Omit",
        "Partial",
        "Pick",
        "Promise",
        "Proxy",
        "Readonly",
        "ReadonlyArray",
        "Record",
        "Reflect",
        "RegExp",
        "Required",
        "Set",
        "String",
        "Symbol",
        "WeakMap",
        "WeakRef",
        "WeakSet",
    ]
)
"""What every module sees; a plan's type of such a name would hide it."""

INHERITED: Final = frozenset(
    [
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    ]
)
"""What every object has. A key of such a name is there even where it was left out."""

RUNTIME_TYPES: Final = (
    "Analytics",
    "Envelope",
    "Message",
    "Options",
    "PageOptions",
    "Settings",
    "Validate",
    "Violation",
    "Who",
)
RUNTIME_VALUES: Final = ("SchemaViolation", "alias", "configure")
"""What every client exports beside its plan's calls."""

CALLS: Final = frozenset({"group", "identify", "page", "screen"})
"""Calls that are functions of their own name where the plan describes them."""

RESERVED: Final = frozenset(
    {
        *KEYWORDS,
        *GLOBALS,
        *RUNTIME_TYPES,
        *RUNTIME_VALUES,
        *CALLS,
        *("NeedsContext", "capture", "flush", "reset", "send", "testing", "track"),
    }
)

RESERVED_MODULES: Final = frozenset(
    {
        *("index", "other", "plan", "runtime", "schemas", "sdk", "testing", "types", "validation"),
        *("aux", "con", "nul", "prn"),
        *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
    }
)
"""Modules of every client, and names that are devices on Windows."""
