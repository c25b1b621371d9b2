"""Every command and option explains itself, and each command is in the documents."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).parents[2]
GROUPS = {"protocols": ("protocols.cli", "cli"), "typewriter": ("typewriter.cli", "cli")}


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for below in command.list_commands(context):
        found = command.get_command(context, below)
        assert found is not None
        yield from _commands(found, f"{name} {below}")


def _all_commands() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, (module, attribute) in GROUPS.items():
        found |= dict(_commands(getattr(importlib.import_module(module), attribute), name))
    return found


def test_every_command_and_option_has_help() -> None:
    silent = [
        f"{name} {parameter.name}"
        for name, command in _all_commands().items()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert silent == []
    assert [name for name, command in _all_commands().items() if not command.help] == []


@pytest.mark.parametrize("group", GROUPS)
def test_every_command_is_in_the_reference(group: str) -> None:
    reference = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    missing = [
        name
        for name in _all_commands()
        if name.startswith(f"{group} ") and f"`{name}" not in reference
    ]
    assert missing == []


@pytest.mark.parametrize("group", GROUPS)
def test_every_option_is_in_the_reference(group: str) -> None:
    reference = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    options = {
        (name, max(parameter.opts, key=len))
        for name, command in _all_commands().items()
        if name.startswith(f"{group} ")
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
    }
    missing = [f"{name} {option}" for name, option in sorted(options) if option not in reference]
    assert missing == []
