"""Opening a workspace's journal for reading, beside a running server or without one."""

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from protocols.errors import UnreadableInput

if TYPE_CHECKING:
    from protocols.journal import SqliteReader
    from protocols.pipeline.workspace import Workspace

DEFAULT: Final = "workspace.yaml"

WIDEST: Final = 110

_FEW: Final = 8


class WithoutSecrets(Mapping[str, str]):
    """The environment, with a stand-in for each variable that is not set: reading needs no secrets.

    It is an address, for that is what fits wherever a variable may stand.
    """

    def __getitem__(self, name: str) -> str:
        return os.environ.get(name) or f"https://{name.lower().replace('_', '-')}.not-set.invalid"

    def __iter__(self) -> Iterator[str]:
        return iter(os.environ)

    def __len__(self) -> int:
        return len(os.environ)


@contextmanager
def opened(path: str, command: str) -> "Iterator[tuple[Workspace, SqliteReader]]":
    """The workspace, and its journal; `command` is what the person ran, for the advice.

    Raises:
        UnreadableInput: there is no such file, or no journal yet; says what to run.
        WorkspaceError: the file cannot be used.
    """
    from protocols.journal import open_reader
    from protocols.pipeline.workspace import load_workspace

    if not Path(path).exists():
        raise UnreadableInput(
            path, f"there is no such file; name your workspace file: protocols {command} FILE"
        )
    workspace = load_workspace(path, WithoutSecrets())
    with open_reader(workspace.data) as reader:
        yield workspace, reader


def known_source(workspace: "Workspace", source: str | None) -> str | None:
    """The source asked for, if the workspace has it.

    Raises:
        click.BadParameter: it has none of that name; says which is meant.
    """
    from protocols.findings.suggest import did_you_mean, listed

    if source is None or source in workspace.sources:
        return source
    hint = (
        did_you_mean(source, workspace.sources) or f"; it has {listed(sorted(workspace.sources))}"
    )
    raise click.BadParameter(
        f'the workspace has no source "{source}"{hint}', param_hint="--source"
    )


def known_label(label: str | None, labels: Collection[str]) -> str | None:
    """The label asked for, if a plan has it; `labels` are those of the plans.

    Raises:
        click.BadParameter: none has it; says which is meant.
    """
    from protocols.findings.suggest import did_you_mean, listed

    if label is None or label in labels:
        return label
    hint = did_you_mean(label, labels) or (
        f"; the plan has {listed(sorted(labels)[:_FEW])}" if labels else "; no event has any"
    )
    message = f'no event of the plan has the label "{label}"{hint}'
    raise click.BadParameter(message, param_hint="--label")


def text_width() -> int:
    """How wide to print: the terminal, within reason."""
    return min(shutil.get_terminal_size(fallback=(100, 24)).columns, WIDEST)
