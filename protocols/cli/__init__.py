"""The `protocols` command. Each command's module is imported only when the command runs."""

from typing import Final

import click

from protocols.console import LazyGroup, run

COMMANDS: Final = {
    "compile": (
        "protocols.cli.plan:compile_command",
        "Print the JSON Schemas a plan compiles to.",
    ),
    "completion": (
        "protocols.cli.completion:completion",
        "Print a script that completes commands in a shell.",
    ),
    "demo": ("protocols.cli.demo.command:demo", "See everything run once, on this machine."),
    "explain": (
        "protocols.cli.explain.command:explain",
        "Tell what happens to one message, step by step.",
    ),
    "lint": ("protocols.cli.plan:lint", "Check a plan: its YAML, schemas and examples."),
    "quarantine": (
        "protocols.cli.quarantine:quarantine",
        "See what was rejected, blocked or omitted.",
    ),
    "report": (
        "protocols.cli.report:report",
        "Say what was wrong with the traffic, and whose it is.",
    ),
    "schema": ("protocols.cli.plan:schema", "Print the JSON Schema of our own file formats."),
    "serve": ("protocols.cli.serve:serve", "Run the Segment-compatible gateway."),
    "validate": (
        "protocols.cli.validate:validate",
        "Judge recorded events with the server's engine.",
    ),
}
"""Name → where it lives, and the line `--help` shows without importing it."""


@click.group(
    cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="protocols-typewriter")
def cli() -> None:
    """Tracking plans as code: check them, enforce them, see what they caught."""


def main() -> None:
    """The console script."""
    run(cli)
