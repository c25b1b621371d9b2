import os
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from protocols.errors import ConfigError
from protocols.findings import Finding
from protocols.plan.file import Document, build, read_document
from typewriter.config.checks import CHECKS, DEFAULT_LANGUAGE
from typewriter.config.model import Config
from typewriter.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Configured:
    """A configuration, and the file as it is written, for what only shows beside the plans."""

    config: Config
    document: Document


def load_config(path: str | os.PathLike[str]) -> Configured:
    """Read a configuration; its paths are relative to the file.

    Raises:
        UnreadableInput: the file cannot be read.
        ConfigError: it cannot be used; carries all its problems with their places.
    """
    document, findings = read_document(path)
    if document is None:
        raise ConfigError(findings)
    folder = Path(path).parent
    config, malformed = build(
        Config, document, context={"folder": folder}, data=_with_languages(document.data)
    )
    if malformed:
        _, more = build(Config, document, data=_in_known_languages(document.data))
        malformed = tuple(dict.fromkeys((*malformed, *more)))
    further = chain.from_iterable(check(document) for check in CHECKS)
    problems = [*findings, *malformed, *further]
    if problems or config is None:
        raise ConfigError(_in_file_order(problems))
    return Configured(config, document)


def _in_file_order(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda each: each.at)


def _in_known_languages(data: Any) -> Any:
    """The file's data where each client has a language: what is wrong beside one that is none."""
    data = _with_languages(data)
    if not isinstance(data, dict) or not isinstance(data.get("clients"), list):
        return data
    return {**data, "clients": [_in_a_known_language(each) for each in data["clients"]]}


def _in_a_known_language(client: Any) -> Any:
    if not isinstance(client, dict) or client["language"] in tuple(LANGUAGES):
        return client
    chosen = client.get("options")  # whose they are is not known, so any keys will do
    options = (
        {"options": {} if isinstance(chosen, dict) else chosen} if "options" in client else {}
    )
    return {**client, "language": DEFAULT_LANGUAGE, **options}


def _with_languages(data: Any) -> Any:
    """The file's data with the language of each client, also where it is left out."""
    if not isinstance(data, dict) or not isinstance(data.get("clients"), list):
        return data
    clients = [
        {"language": DEFAULT_LANGUAGE, **each} if isinstance(each, dict) else each
        for each in data["clients"]
    ]
    return {**data, "clients": clients}
