"""Which files are worth reading: told by their bytes, for most are not."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import Final

from typewriter.check.source import Source

_TRACK: Final = re.compile(rb"track\b")
_SDK_WORDS: Final = (b"segment", b"rudder", b"analytics")
_IMPORTS_SDK: Final = re.compile(
    rb"(?:import|from)[ \t]+(?:segment|rudderstack|rudder_analytics|analytics)\b"
)
_IMPORT: Final = re.compile(rb"import\b")
_IMPORT_MODULE: Final = re.compile(rb"import_module\(\s*[\"']([\w.]+)")
_REST: Final = re.compile(rb"[ \t]*(?:\(([^)]*)|([^\n;]*(?:\\\r?\n[^\n;]*)*))")
_ASKED: Final = re.compile(rb"\.(\w+)")
_COMMENT: Final = re.compile(rb"#[^\n]*")

_MOST_IMPORTS: Final = 2000
_LONGEST_IMPORT: Final = 20_000
_LONGEST_BEFORE: Final = 200
"""What a file has at most of imports, an import of names, a line before an import; more is noise."""
STAR: Final = "*"


@dataclass(frozen=True, slots=True)
class Import:
    """`from module import name` in a file; without a name, `import module`."""

    importer: str
    module: str
    name: str = ""


def is_hit(text: bytes, words: Sequence[bytes]) -> bool:
    """Whether a file names a client or a wrapper, or sends events by name."""
    return any(word in text for word in words) or _sends(text) or _imports_sdk(text)


def asks_for(text: bytes, names: Collection[str]) -> bool:
    """Whether a file asks anything for a function of one of these names."""
    return any(name.decode("utf-8", "replace") in names for name in set(_ASKED.findall(text)))


def imports_by_part(sources: Mapping[str, Source]) -> Mapping[str, Sequence[Import]]:
    """Imports that may be of the code's own modules, by the last part of what may be a module in it."""
    found: dict[str, list[Import]] = defaultdict(list)
    parts = {
        part
        for module in sources
        for part in module.encode("utf-8", "surrogateescape").split(b".")
    }
    for module, source in sources.items():
        for one in _imports(module, source, parts):
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
    words = [name.encode() for name in carried]
    for one in imports.get(carrier.rpartition(".")[2], ()):
        source = sources[one.importer]
        if (
            _fits(carrier, one.module) and (is_any or one.name in carried or one.name == STAR)
        ) or (
            _fits(carrier, f"{one.module}.{one.name}".rstrip("."))
            and (is_any or is_package(source) or any(word in source.text for word in words))
        ):
            yield one.importer


def is_package(source: Source) -> bool:
    """Whether a file is the `__init__.py` of a package."""
    return PurePath(source.path).name == "__init__.py"


def _sends(text: bytes) -> bool:
    """Whether something is called `track` that may be a function for events."""
    if b"track" not in text:
        return False
    for match in _TRACK.finditer(text):
        before = _line_before(text, match.start()).strip()
        if not before or before.endswith(b".") or b"import" in before:
            return True
    return False


def _line_before(text: bytes, place: int) -> bytes:
    """What stands before a place in its line, the end of it if that is long."""
    start = max(0, place - _LONGEST_BEFORE)
    return text[max(start, text.rfind(b"\n", start, place) + 1) : place]


def _imports_sdk(text: bytes) -> bool:
    return any(word in text for word in _SDK_WORDS) and bool(_IMPORTS_SDK.search(text))


def _fits(carrier: str, dotted: str) -> bool:
    return carrier == dotted or carrier.endswith(f".{dotted}") or dotted.endswith(f".{carrier}")


def _imports(importer: str, source: Source, parts: Collection[bytes]) -> Iterator[Import]:
    """Imports of what begins like a module of the code, or from a place above."""
    text = source.text
    for match in islice(_IMPORT.finditer(text), _MOST_IMPORTS):
        start, end = match.span()
        before = _line_before(text, start).split()
        if len(before) > 1 and before[-2].endswith(b"from"):
            dotted = before[-1]
            if dotted.startswith(b".") or dotted.partition(b".")[0] in parts:
                base = _absolute(dotted.decode("utf-8", "replace"), importer, source)
                yield from (Import(importer, base, name) for name in _names(text, end))
        elif not before or before[-1].endswith((b":", b";")):
            yield from (
                Import(importer, name)
                for name in _names(text, end)
                if name.partition(".")[0].encode() in parts
            )
    yield from (Import(importer, match[1].decode()) for match in _called(text))


def _called(text: bytes) -> Iterator["re.Match[bytes]"]:
    return _IMPORT_MODULE.finditer(text) if b"import_module" in text else iter(())


def _names(text: bytes, start: int) -> list[str]:
    """The names that are imported, without those they get."""
    match = _REST.match(text, start, start + _LONGEST_IMPORT)
    listed = (match[1] if match[1] is not None else match[2]) if match else b""
    plain = _COMMENT.sub(b"", listed).replace(b"\\", b" ").decode("utf-8", "replace")
    return [part.split()[0] for part in plain.split(",") if part.split()]


def _absolute(dotted: str, importer: str, source: Source) -> str:
    rest = dotted.lstrip(".")
    level = len(dotted) - len(rest)
    if not level:
        return dotted
    parts = importer.split(".")
    above = parts[: max(0, len(parts) - level + is_package(source))]
    return ".".join([*above, *([rest] if rest else [])])


def words_of(names: Iterable[str]) -> list[bytes]:
    """Names as they stand in files."""
    return sorted({name.encode() for name in names if name})
