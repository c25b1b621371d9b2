"""Running a command: which exit code, and what a person sees when something is wrong."""

import gc
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

import click

from protocols.errors import InvalidInput, ProtocolsError

CLEAN: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2
INTERNAL: Final = 3
INTERRUPTED: Final = 130


def run(command: click.Command) -> NoReturn:
    """Run `command` with the process's arguments and leave with the contract's exit code."""
    gc.disable()  # a run is short, and all it makes lives to its end: collecting costs a third
    sys.exit(outcome(command, sys.argv[1:]))


def outcome(command: click.Command, arguments: Sequence[str]) -> int:
    """Run `command` and return the contract's exit code."""
    try:
        result = command.main(list(arguments), standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except ProtocolsError as error:
        _show(error)
        return USAGE
    except Exception as fault:
        if os.environ.get("PROTOCOLS_DEBUG"):
            raise
        click.echo(
            f"internal error: {type(fault).__name__}: {fault}\n"
            "This is a fault of the program. Set PROTOCOLS_DEBUG=1 to see where it happened.",
            err=True,
        )
        return INTERNAL
    return result if isinstance(result, int) else CLEAN


def _show(error: ProtocolsError) -> None:
    if isinstance(error, InvalidInput):
        from protocols.findings.render import to_text

        click.echo(to_text(error.problems), err=True, nl=False)
    else:
        click.echo(f"error: {error}", err=True)
