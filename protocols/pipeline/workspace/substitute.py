"""`${NAME}` in a workspace file becomes the environment's value."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from protocols.findings import Finding
from protocols.pipeline.workspace.faults import fault
from protocols.plan.file import Document

_VARIABLE: Final = re.compile(r"\$\{([^}]*)\}")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

Path = tuple[str | int, ...]


def substitute(document: Document, env: Mapping[str, str]) -> tuple[Any, list[Finding]]:
    """The document's data with its variables resolved, and a finding for each that is not set."""
    findings = [
        finding
        for path, text in strings(document.data)
        for finding in _missing(document, path, text, env)
    ]
    return _resolved(document.data, env), findings


def strings(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every string value of the data, and where it is."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from strings(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from strings(value, (*path, index))


def variable_in(text: str) -> str | None:
    """The name, where the whole text is one `${NAME}`."""
    found = _VARIABLE.fullmatch(text)
    return found[1] if found else None


def has_variable(text: str) -> bool:
    """Whether a `${NAME}` stands anywhere in the text."""
    return _VARIABLE.search(text) is not None


def _missing(
    document: Document, path: Path, text: str, env: Mapping[str, str]
) -> Iterator[Finding]:
    for name in _VARIABLE.findall(text):
        at = document.at(path, value=True)
        if not _NAME.fullmatch(name):
            yield fault("WS002", f"{name!r} is not the name of an environment variable", at)
        elif not env.get(name):
            advice = f"set it before starting: export {name}=…"
            yield fault("WS001", f"the environment variable {name} is not set", at, advice)


def _resolved(data: Any, env: Mapping[str, str]) -> Any:
    if isinstance(data, str):
        return _VARIABLE.sub(lambda match: env.get(match[1]) or match[0], data)
    if isinstance(data, dict):
        return {key: _resolved(value, env) for key, value in data.items()}
    if isinstance(data, list):
        return [_resolved(value, env) for value in data]
    return data
