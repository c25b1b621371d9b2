"""Which files are worth reading: told by their bytes, for most are not."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from typewriter.check.source import Source

_TRACK: Final = re.compile(rb"track\b")
_SDK_WORDS: Final = (b"segment", b"rudder", b"analytics")
_IMPORTS_SDK: Final = re.compile(
    rb"(?:import|from)[ \t]+(?:segment|rudderstack|rudder_analytics|analytics)\b"
)
_NAMES: Final = rb"[ \t]*(\([^)]*|[^\n;]*(?:\\\r?\n[^\n;]*)*)"
_FROM: Final = re.compile(rb"from[ \t]+([.\w]+)[ \t]+import\b" + _NAMES)
_IMPORT: Final = re.compile(rb"import[ \t]+([\w.][^\n;]*)")
"""They begin with plain letters, for which texts are searched fast. More is found than is meant."""
_IMPORT_MODULE: Final = re.compile(rb"import_module\(\s*[\"']([\w.]+)")
_PART: Final = re.compile(rb"\w+")
_ASKED: Final = re.compile(rb"\.(\w+)")
_COMMENT: Final = re.compile(rb"#[^\n]*")

_LONGEST_BEFORE: Final = 200
"""How much of a line is looked at before a word."""
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
    for dotted, names in _FROM.findall(text):
        if dotted.startswith(b".") or dotted.partition(b".")[0] in parts:
            base = _absolute(dotted.decode("utf-8", "replace"), importer, source)
            yield from (Import(importer, base, name) for name in _names(names))
    for names in _IMPORT.findall(text):
        if any(part in parts for part in _PART.findall(names)):
            yield from (Import(importer, name) for name in _names(names))
    if b"import_module" in text:
        yield from (Import(importer, match.decode()) for match in _IMPORT_MODULE.findall(text))


def _names(listed: bytes) -> list[str]:
    """The names that are imported, without those they get."""
    plain = _COMMENT.sub(b"", listed).translate(None, b"(\\").decode("utf-8", "replace")
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
