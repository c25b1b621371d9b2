"""Plans from a seed, whose every text is made of what ends a string, a comment, a line or a file."""

from random import Random
from typing import Any, Final

from protocols.findings import Position
from protocols.plan.model import Extension, Kind, Plan, Rule, Status
from protocols.plan.pointers import pointer
from typewriter.view.python.options import PythonOptions
from typewriter.view.python.vocabulary import RESERVED

ENDS: Final = (
    *"\"'\\`$#{}%()[]:;,=.*/<>!?@&|~^- \t\r\n\x00\x01\x0b\x0c\x1a\x1b\x1c\x7f\x85\xa0\xad",
    *('"""', "'''", '\\"""', '"' * 7, "\\", "\\\\", "\\\n", "\r\n", "*/", "//", "--", "<!--"),
    *("\\N{DIGIT ONE}", "\\N{", "\\x41", "\\x", "\\u00e9", "\\ud800", "\\0", "\\U00110000"),
    *(
        "{{x}}",
        "{{",
        "}}",
        "{%x%}",
        "{% raw %}",
        "{#",
        "#}",
        "${x}",
        "%s",
        "{0.__class__}",
        "%(x)s",
    ),
    *("</script>", "# type: ignore", "# noqa", "# fmt: on", "-*- coding: utf-7 -*-", "<<<<<<< x"),
)
LETTERS: Final = (
    *"aZ_09",
    *"éßıŉǅﬁ\u01c5\u0130\u017f\u0345\u0301\U0001d4b3\uff58购ªº\u2118\u212e\u00b7\u1369",
    *(
        "\u0430",
        "\u0435",
        "\u03bf",
        "p\u0430ssword",
        "\u0399d",
        "str\u200b",
        "sen\u0501",
    ),  # look alike
)
HIDDEN: Final = (
    *"\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2069",
    *("\ufeff", "\ufffe", "\uffff", "\ufffd", "\U000e0041", "\ud800", "\udfff", "\U0010ffff"),
    *("🔥", "👩\u200d🚀", "\u1f60e"),
)
WORDS: Final = (
    *(
        "class",
        "None",
        "def",
        "self",
        "cls",
        "async",
        "match",
        "type",
        "print",
        "lambda",
        "__debug__",
    ),
    *("__init__", "__class__", "__all__", "__getattr__", "__name__", "__slots__", "__future__"),
    *("who_", "meta_", "extra_", "context_", "name_", "group_id_", "category_", "send", "UNSET"),
    *("../x", "..\\x", "/etc/passwd", "con", "nul", "aux.py", "~", "x" * 70, "y" * 300, "a b c"),
    *(
        "__import__('os')",
        "\nimport os\n",
        "os.system('id')",
        "exec('1')",
        "x: int = 1",
        "): pass",
    ),
    *(
        '"""\nimport os\n"""',
        "', 'x': __import__('os')",
        "\\'); import os #",
        "] + [__import__('os')]",
    ),
    *sorted(RESERVED),
)
ALPHABET: Final = (ENDS, LETTERS, HIDDEN, WORDS)
NUMBERS: Final = (0, 1, -1, 2**53 + 1, -(2**70), 0.1, -0.0, 1e300, 5e-324, True, False, None)
KINDS: Final = (Kind.TRACK, Kind.TRACK, Kind.TRACK, Kind.PAGE, Kind.SCREEN)
PIN: Final = "x-python-name"


class Plans:
    """Makes plans; the same seed makes the same ones."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def plan(self) -> Plan:
        """A few rules of every kind, and the types they use."""
        random = self._random
        types = {self.text(): self._schema(1, ()) for _ in range(random.randrange(3))}
        rules = [self._rule(tuple(types)) for _ in range(random.randint(1, 3))]
        if random.random() < 0.3:
            rules.append(self._rule(tuple(types), random.choice((Kind.IDENTIFY, Kind.GROUP))))
        return Plan(
            id="hostile",
            version=self.text(),
            title=self.text(),
            owner=self.text(),
            sha256="0" * 64,
            files=("plan.yaml",),
            types=types,
            rules=tuple({(one.kind, one.name): one for one in rules}.values()),
            has_pages=True,
            has_screens=True,
        )

    def options(self) -> PythonOptions:
        """Mostly what users get who choose nothing."""
        random = self._random
        return PythonOptions(
            ascii_names=random.random() < 0.2,
            enums="class" if random.random() < 0.3 else "literal",
        )

    def text(self) -> str:
        """Up to six pieces, of one kind or of all."""
        random = self._random
        kinds = ALPHABET if random.random() < 0.5 else (random.choice(ALPHABET),)
        count = random.choice((0, 1, 1, 2, 3, 6))
        return "".join(random.choice(random.choice(kinds)) for _ in range(count))

    def _rule(self, types: tuple[str, ...], kind: Kind | None = None) -> Rule:
        random = self._random
        body = self._object(0, types)
        if random.random() < 0.2:
            body["additionalProperties"] = random.choice((True, {"type": "integer"}))
        pins = {PIN: Extension(self._pin(), AT)} if random.random() < 0.03 else {}
        return Rule(
            kind=kind or random.choice(KINDS),
            name=None if kind else self.text(),
            version=None,
            at=AT,
            body=body,
            context=self._object(1, types) if random.random() < 0.2 else None,
            description=self.text(),
            owner=self.text(),
            sources=tuple(self.text() for _ in range(random.randrange(2))),
            status=random.choice(tuple(Status)),
            places={pointer(("properties", name, PIN)): AT for name in body["properties"]},
            extensions=pins,
        )

    def _object(self, depth: int, types: tuple[str, ...]) -> dict[str, Any]:
        random = self._random
        names = {self.text() for _ in range(random.randint(0, 4 - depth))}
        properties = {name: self._schema(depth + 1, types) for name in sorted(names)}
        for schema in properties.values():
            if depth == 0 and random.random() < 0.02:
                schema[PIN] = self._pin()
        required = [name for name in properties if random.random() < 0.4]
        return {"type": "object", "properties": properties, "required": required}

    def _schema(self, depth: int, types: tuple[str, ...]) -> dict[str, Any]:
        random = self._random
        made = random.choice(_MAKERS if depth < DEEPEST else _LEAVES)(self, depth, types)
        if random.random() < 0.4:
            made["description"] = self.text()
        return made

    def _plain(self, _depth: int, _types: tuple[str, ...]) -> dict[str, Any]:
        plain = {"type": self._random.choice(("string", "integer", "number", "boolean", "null"))}
        return plain | self._random.choice(
            ({}, {"pattern": self.text()}, {"pii": self.text()}, {"format": "date-time"})
        )

    def _listed(self, _depth: int, _types: tuple[str, ...]) -> dict[str, Any]:
        return {"enum": [self._value() for _ in range(self._random.randint(1, 4))]}

    def _words(self, _depth: int, _types: tuple[str, ...]) -> dict[str, Any]:
        return {"enum": sorted({self.text() for _ in range(4)})}

    def _constant(self, _depth: int, _types: tuple[str, ...]) -> dict[str, Any]:
        value = self._value()
        return {"const": self._random.choice((value, [value], {self.text(): value}))}

    def _shared(self, depth: int, types: tuple[str, ...]) -> dict[str, Any]:
        if not types:
            return self._plain(depth, types)
        return {"$ref": f"#/types/{self._random.choice(types)}"}

    def _array(self, depth: int, types: tuple[str, ...]) -> dict[str, Any]:
        return {"type": "array", "items": self._schema(depth + 1, types)}

    def _choice(self, depth: int, types: tuple[str, ...]) -> dict[str, Any]:
        return {"oneOf": [self._schema(depth + 1, types) for _ in range(2)]}

    def _value(self) -> Any:
        return self.text() if self._random.random() < 0.6 else self._random.choice(NUMBERS)

    def _pin(self) -> Any:
        return self._random.choice(
            (self.text(), "pinned", f"pinned_{self._random.randrange(99)}", 3)
        )


AT: Final = Position("plan.yaml")
DEEPEST: Final = 4
_LEAVES: Final = (Plans._plain, Plans._listed, Plans._words, Plans._constant, Plans._shared)
_MAKERS: Final = (*_LEAVES, Plans._array, Plans._choice, Plans._object)
