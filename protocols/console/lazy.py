from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

Commands = Mapping[str, tuple[str, str]]
"""Name → where the command lives (`module:attribute`), and the line `--help` shows."""


class LazyGroup(click.Group):
    """A group whose commands stay unimported until one of them runs."""

    def __init__(self, *args: Any, table: Commands, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the base's signature
        """All names, sorted."""
        return sorted(self._table)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - the base's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import and return the command."""
        if cmd_name not in self._table:
            return None
        module, _, attribute = self._table[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was asked for; a slip in its name is told with the name that is near."""
        name = args[0]
        if name not in self._table and not ctx.resilient_parsing:
            from protocols.findings.suggest import did_you_mean  # noqa: PLC0415 - only slips need it

            hint = "" if name.startswith("-") else did_you_mean(name, self._table)
            if hint:
                ctx.fail(f"No such command {name!r}{hint}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What a shell offers: commands from the table, so that a TAB imports none of them."""
        commands = [
            CompletionItem(name, help=line)
            for name, (_, line) in sorted(self._table.items())
            if name.startswith(incomplete)
        ]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - the base's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """List the commands from the table, so that `--help` imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in sorted(self._table.items())])
