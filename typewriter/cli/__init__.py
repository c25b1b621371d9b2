"""The `typewriter` command. Each command's module is imported only when the command runs."""

import atexit
import gc
from typing import Final

import click

from protocols.console import LazyGroup, run

COMMANDS: Final = {
    "check": ("typewriter.cli.check:check", "Check that plan, client and code match."),
    "completion": (
        "typewriter.cli.completion:completion",
        "Print a script that completes commands in a shell.",
    ),
    "explain": ("typewriter.cli.explain:explain", "Tell what a finding's id means."),
    "generate": ("typewriter.cli.generate:generate", "Write typed clients for tracking plans."),
    "init": ("typewriter.cli.init:init", "Set up a project: a plan, typewriter.yml and a client."),
    "schema": ("typewriter.cli.schema:schema", "Print the JSON Schema of typewriter.yml."),
}
"""Name → where it lives, and the line `--help` shows without importing it."""


@click.group(
    cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="protocols-typewriter")
def cli() -> None:
    """Typed tracking clients, generated from a tracking plan."""


def main() -> None:
    """The console script."""
    gc.disable()  # a run is short, and all it makes lives to its end: collecting costs a third
    atexit.register(gc.freeze)  # nor does Python need to look through it before it leaves
    run(cli)
