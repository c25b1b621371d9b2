"""The `typewriter` command. Each command's module is imported only when the command runs."""

from importlib import import_module
from typing import Final

import click

COMMANDS: Final = {
    "generate": ("typewriter.cli.generate:generate", "Write a typed client for a tracking plan."),
    "init": ("typewriter.cli.init:init", "Write a small tracking plan to start from."),
}
"""Name → where it lives, and the line `--help` shows without importing it."""


class LazyGroup(click.Group):
    """A group whose commands stay unimported until one of them runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, so that `--help` imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in sorted(COMMANDS.items())])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="protocols-typewriter")
def cli() -> None:
    """Typed tracking clients, generated from a tracking plan."""


def main() -> None:
    """The console script: every exit code of the contract is decided in `typewriter.cli.run`."""
    from typewriter.cli.run import run

    run(cli)
