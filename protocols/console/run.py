"""Running a command: which exit code, and what a person sees when something is wrong."""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
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
    _prepare_streams()
    sys.exit(outcome(command, sys.argv[1:]))


def outcome(command: click.Command, arguments: Sequence[str]) -> int:
    """Run `command` and return the contract's exit code."""
    try:
        # Without standalone mode click turns `ctx.exit(code)` into what `main` returns.
        code = command.main(list(arguments), standalone_mode=False)
        return code if isinstance(code, int) else CLEAN
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except Exception as fault:
        if os.environ.get("PROTOCOLS_DEBUG"):
            raise
        if not _has_folder():
            click.echo(
                "error: the current folder is not there any more; change to another", err=True
            )
            return USAGE
        return explained(fault)


def _prepare_streams() -> None:
    """Print what an encoding lacks as its number; streams that are closed swallow and hold nothing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _has_folder() -> bool:
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def explained(fault: Exception) -> int:
    """Say what went wrong in the words of its kind; the exit code that goes with it."""
    if isinstance(fault, click.ClickException):
        fault.show()
        return USAGE
    if isinstance(fault, InvalidInput):
        _show_problems(fault)
        return USAGE
    if isinstance(fault, ProtocolsError):
        click.echo(f"error: {fault}", err=True)
        return USAGE
    click.echo(
        f"internal error: {type(fault).__name__}: {fault}\n"
        "This is a fault of the program. Set PROTOCOLS_DEBUG=1 to see where it happened.",
        err=True,
    )
    return INTERNAL


def _show_problems(invalid: InvalidInput) -> None:
    from protocols.findings.text import to_text, wants_color  # noqa: PLC0415 - only faults need it

    told = to_text(invalid.problems, color=wants_color(sys.stderr))
    click.echo(told, err=True, nl=False, color=True)
