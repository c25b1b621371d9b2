"""`completion SHELL`, for both commands: the script comes from click, the names from the command."""

from typing import Final

import click

SHELLS: Final = ("bash", "fish", "zsh")

_HELP: Final = """Print a script that completes commands, options and files in SHELL.

\b
Examples:
  eval "$({program} completion bash)"      in ~/.bashrc
  eval "$({program} completion zsh)"       in ~/.zshrc
  {program} completion fish > ~/.config/fish/completions/{program}.fish
"""


def completion_command(program: str) -> click.Command:
    """The command that prints what a shell needs to complete `program`."""

    @click.command("completion", help=_HELP.format(program=program))
    @click.argument("shell", type=click.Choice(SHELLS))
    @click.pass_context
    def completion(ctx: click.Context, shell: str) -> None:
        from click.shell_completion import (  # noqa: PLC0415 - only scripts need it
            BashComplete,
            FishComplete,
            ZshComplete,
        )

        scripts = {"bash": BashComplete, "fish": FishComplete, "zsh": ZshComplete}
        variable = f"_{program.upper()}_COMPLETE"
        script = scripts[shell](ctx.find_root().command, {}, program, variable)
        click.echo(script.source())

    return completion
