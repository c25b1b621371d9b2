"""Which clients a command is about: one that its arguments name, or all of `typewriter.yml`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from protocols.errors import ConfigError
from protocols.findings.suggest import listed
from typewriter.cli.client import Wanted, wanted_by
from typewriter.cli.refused import tell_refused
from typewriter.config import NAME, Configured, find_config, load_config
from typewriter.config.checks import DEFAULT_LANGUAGE, HIDES, hides_a_module
from typewriter.languages import LANGUAGES

_OPTIONS: Final = (
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
        "--templates",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="A folder with templates of your own, which win over those that ship.",
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


def names_clients(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command PLAN and the options beside it; it is called with `asked`, what they mean.

    Raises, when the command is called:
        click.UsageError: they contradict each other, or there is nothing to read.

    A configuration that cannot be used is told in the format that `style` asks for.
    """

    @wraps(command)
    def answered(
        *,
        plan: Path | None,
        output: Path | None,
        package: str | None,
        language: str | None,
        templates: Path | None,
        config: Path | None,
        **others: Any,
    ) -> int:
        beside = Beside(output, package, language, templates)
        try:
            return command(asked=_asked(plan, beside, config), **others)
        except ConfigError as error:
            return tell_refused([error], str(others["style"]))

    for option in reversed(_OPTIONS):
        answered = option(answered)
    return answered


def asked_again(before: Asked) -> Asked:
    """The same, from the configuration as it is now.

    Raises:
        UnreadableInput: there is no configuration any more.
        ConfigError: the configuration cannot be used.
    """
    if before.configured is None:
        return before
    configured = load_config(before.configured.document.file)
    return Asked(wanted_by(configured), configured)


class Beside(NamedTuple):
    """What goes with a PLAN."""

    output: Path | None
    package: str | None
    language: str | None
    templates: Path | None


def _asked(plan: Path | None, beside: Beside, config: Path | None) -> Asked:
    if plan is None:
        _refuse_without_plan(beside)
        configured = _configured(config)
        return Asked(wanted_by(configured), configured)
    if config is not None:
        raise click.UsageError("PLAN and --config: name one of the two.")
    spoken = beside.language or DEFAULT_LANGUAGE
    output = beside.output or Path()
    _refuse_name(beside.package, output, spoken)
    options = LANGUAGES[spoken].options()
    return Asked([Wanted(plan, output, beside.package, spoken, options, beside.templates)], None)


def _refuse_without_plan(beside: Beside) -> None:
    given = [f"--{name}" for name, value in beside._asdict().items() if value is not None]
    if given:
        raise click.UsageError(f"{listed(given)} goes with a PLAN; without one {NAME} says that.")


def _refuse_name(name: str | None, output: Path, language: str) -> None:
    if name is None:
        return
    if not LANGUAGES[language].is_package_name(name):
        raise click.BadParameter(f"{name!r} is not the name of a package", param_hint="--package")
    if hides_a_module(name, output, language):
        raise click.BadParameter(f"{name!r} {HIDES}", param_hint="--package")


def _configured(given: Path | None) -> Configured:
    path = given or find_config(Path())
    if path is None and (other := NAME.replace(".yml", ".yaml")) and Path(other).is_file():
        raise click.UsageError(f"{other} has to be called {NAME}, or be named: --config {other}")
    if path is None:
        raise click.UsageError(
            f"Name a PLAN: there is no {NAME} here or above. `typewriter init` writes one."
        )
    return load_config(path)
