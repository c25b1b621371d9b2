"""Which files are worth reading: told by their bytes, for most are not."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from typewriter.check.source import Source

_SENDS: Final = re.compile(rb"\.\s*track\b|import[^\n]*\btrack\b")
_IMPORTS_SDK: Final = re.compile(
    rb"(?:import|from)[ \t]+(?:segment|rudderstack|rudder_analytics|analytics)\b"
)
_IMPORT: Final = re.compile(
    rb"import\b(?:[ \t]*\(([^)]*)\)?|([^\n;]*(?:\\\r?\n[^\n;]*)*))|import_module\(\s*[\"']([\w.]+)"
)
_FROM: Final = re.compile(rb"from[ \t]+([.\w]+)[ \t\\\r\n]+$")
_COMMENT: Final = re.compile(rb"#[^\n]*")
_LONGEST_FROM: Final = 200

STAR: Final = "*"


@dataclass(frozen=True, slots=True)
class Import:
    """`from module import name` in a file; without a name, `import module`."""

    importer: str
    module: str
    name: str = ""


def is_hit(text: bytes, words: "re.Pattern[bytes]") -> bool:
    """Whether a file names a client or a wrapper, or a library that sends events."""
    return bool(words.search(text) or _SENDS.search(text) or _IMPORTS_SDK.search(text))


def words_of(names: Iterable[str]) -> "re.Pattern[bytes]":
    """A pattern for any of these, as a word."""
    ordered = sorted({name.encode() for name in names if name}, key=lambda one: (-len(one), one))
    return re.compile(
        rb"\b(?:" + b"|".join(map(re.escape, ordered)) + rb")\b" if ordered else rb"$^"
    )


def imports_by_part(sources: Mapping[str, Source]) -> Mapping[str, Sequence[Import]]:
    """Every import of every file, by the last part of what may be a module in it."""
    found: dict[str, list[Import]] = defaultdict(list)
    for module, source in sources.items():
        for one in _imports(module, source):
            found[one.module.rpartition(".")[2]].append(one)
            if one.name not in {"", STAR}:
                found[one.name].append(one)
    return found


def importers(
    imports: Mapping[str, Sequence[Import]],
    sources: Mapping[str, Source],
    carrier: str,
    carried: Collection[str],
) -> Iterator[str]:
    """Modules that may reach `carried` names of the module `carrier`."""
    is_any = "__getattr__" in carried
    words = words_of(() if is_any else carried)
    for one in imports.get(carrier.rpartition(".")[2], ()):
        if (
            _fits(carrier, one.module) and (is_any or one.name in carried or one.name == STAR)
        ) or (
            _fits(carrier, f"{one.module}.{one.name}".rstrip("."))
            and (words.search(sources[one.importer].text) or is_package(sources[one.importer]))
        ):
            yield one.importer


def is_package(source: Source) -> bool:
    """Whether a file is the `__init__.py` of a package."""
    return source.path.replace("\\", "/").endswith("__init__.py")


def _fits(carrier: str, dotted: str) -> bool:
    return carrier == dotted or carrier.endswith(f".{dotted}") or dotted.endswith(f".{carrier}")


def _imports(importer: str, source: Source) -> Iterator[Import]:
    for match in _IMPORT.finditer(source.text):
        listed, line, called = match.groups()
        if called is not None:
            yield Import(importer, called.decode())
            continue
        names = _names(listed if listed is not None else line or b"")
        start = match.start()
        before = _FROM.search(source.text, max(0, start - _LONGEST_FROM), start)
        if before is None:
            yield from (Import(importer, name) for name in names)
        else:
            base = _absolute(before[1].decode(), importer, source)
            yield from (Import(importer, base, name) for name in names)


def _names(text: bytes) -> list[str]:
    """The names that are imported, without those they get."""
    plain = _COMMENT.sub(b"", text).replace(b"\\", b" ").decode("utf-8", "replace")
    return [part.split()[0] for part in plain.split(",") if part.split()]


def _absolute(dotted: str, importer: str, source: Source) -> str:
    rest = dotted.lstrip(".")
    level = len(dotted) - len(rest)
    if not level:
        return dotted
    parts = importer.split(".")
    above = parts[: max(0, len(parts) - level + is_package(source))]
    return ".".join([*above, *([rest] if rest else [])])
