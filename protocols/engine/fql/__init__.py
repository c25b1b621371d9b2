r"""FQL, Segment's Filter Query Language: the conditions of filters and transformations.

```
expression := and ("or" and)*          and := comparison ("and" comparison)*
comparison := unary [("=" | "!=" | ">" | ">=" | "<" | "<=" | "in") unary]
unary      := "!" unary | term
term       := string | number | true | false | null | all | path | "(" expression ")"
            | "[" expression, … "]" | function "(" expression, … ")"
```
`!` binds closest, then comparison, then `and`, then `or`: `!a = b` reads `(!a) = b`, and is refused
where that can only be a slip. `all` is true of every message. Comparisons do not chain. Strings stand in single or double quotes and
know no escapes. A path is the project's one path grammar, where any character but ASCII letters, digits,
`_` and `-` takes a backslash: `properties.product\ 1.price`, `properties.products[0].sku`; with `[]` it
is the list of all that stands there. A keyword used as a key takes one too: `\in`.

Typing is strict. `=` and `!=` compare any two values: different types are unequal, `1 = 1.0`. Ordering takes
numbers, `in` a scalar and a list, `and`, `or` and `!` booleans. A path that leads nowhere is null, and null
counts as false in `and`, `or`, `!` and as a whole condition; ordering and `in` answer false for it.
Anything else has no answer: `FqlError`, and whoever filters then sends nothing.

Source: Segment's Destination Filter Query Language reference. Where that is silent (binding, null in
ordering, what `bool` reads) the rule above is ours.
"""

from protocols.engine.fql.compile import (
    Expression,
    Predicate,
    always,
    compile_expression,
    compile_fql,
)
from protocols.engine.fql.parse import MAX_BYTES, MAX_DEPTH, parse_fql
from protocols.engine.fql.show import print_fql

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "Expression",
    "Predicate",
    "always",
    "compile_expression",
    "compile_fql",
    "parse_fql",
    "print_fql",
]
