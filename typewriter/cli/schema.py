import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of typewriter.yml, for editors and other tools.

    \b
    Examples:
      typewriter schema > typewriter.schema.json
    """
    from typewriter.config.schema import config_schema

    click.echo(json.dumps(config_schema(), indent=2, ensure_ascii=False))
