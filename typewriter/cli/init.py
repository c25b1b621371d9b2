from importlib.resources import files
from pathlib import Path
from typing import Final

import click

from protocols.errors import OutputRefused

PLAN: Final = "tracking-plan.yaml"
NEXT_STEPS: Final = f"""\
wrote {PLAN}: two events and an identify call, to be replaced by yours

Next:
  protocols schema plan > plan.schema.json    your editor completes and checks the plan with it
  protocols lint {PLAN}
  typewriter generate {PLAN}
"""


@click.command()
def init() -> None:
    """Write a small tracking plan to start from, as tracking-plan.yaml.

    An existing file is never replaced.

    \b
    Examples:
      typewriter init
    """
    starter = files("typewriter.cli").joinpath("starter.yaml").read_text(encoding="utf-8")
    try:
        with Path(PLAN).open("x", encoding="utf-8", newline="\n") as file:
            file.write(starter)
    except FileExistsError as error:
        raise OutputRefused(PLAN, "it is already there") from error
    except OSError as error:
        raise OutputRefused(PLAN, error.strerror or str(error)) from error
    click.echo(NEXT_STEPS, err=True, nl=False)
