"""Which clients a command is about: one that its arguments name, or all of `typewriter.yml`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from typewriter.cli.client import Wanted, wanted_by
from typewriter.config import NAME, Configured, find_config, load_config
from typewriter.config.checks import DEFAULT_LANGUAGE
from typewriter.languages import LANGUAGES

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.argument("plan", required=False, type=click.Path(path_type=Path)),
    click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, file_okay=False),
        help="The folder that the package is in.  [default: the current folder]",
    ),
    click.option("--package", help="The package's name.  [default: the plan's id and _tracking]"),
    click.option(
        "--language",
        type=click.Choice(sorted(LANGUAGES)),
        help="What the client is written in.  [default: python]",
    ),
    click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        help=f"The configuration, when there is no PLAN.  [default: {NAME} here or above]",
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The clients, and the configuration they come from if they come from one."""

    wanted: list[Wanted]
    configured: Configured | None


def names_clients(command: Command) -> Command:
    """Give a command PLAN, --output, --package, --language and --config."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asked(
    plan: Path | None,
    output: Path | None,
    package: str | None,
    language: str | None,
    config: Path | None,
) -> Asked:
    """The clients that these arguments mean.

    Raises:
        click.UsageError: they contradict each other, or there is nothing to read.
        ConfigError: the configuration cannot be used.
    """
    if plan is None:
        _refuse_without_plan(output, package, language)
        configured = _configured(config)
        return Asked(wanted_by(configured), configured)
    if config is not None:
        raise click.UsageError("PLAN and --config: name one of the two.")
    spoken = language or DEFAULT_LANGUAGE
    _refuse_name(package, spoken)
    options = LANGUAGES[spoken].options()
    return Asked([Wanted(plan, output or Path(), package, spoken, options)], None)


def _refuse_without_plan(*only_with_plan: object) -> None:
    if any(given is not None for given in only_with_plan):
        raise click.UsageError(
            f"--output, --package and --language go with a PLAN; without one {NAME} says them."
        )


def _refuse_name(name: str | None, language: str) -> None:
    if name is not None and not LANGUAGES[language].is_package_name(name):
        raise click.BadParameter(f"{name!r} is not the name of a package", param_hint="--package")


def _configured(given: Path | None) -> Configured:
    path = given or find_config(Path())
    if path is None:
        raise click.UsageError(
            f"Name a PLAN: there is no {NAME} here or above. `typewriter init` writes one."
        )
    return load_config(path)
