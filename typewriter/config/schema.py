from typing import Any, Final

from typewriter.config.model import Config

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def config_schema() -> dict[str, Any]:
    """The JSON Schema of `typewriter.yml`, with each language's own options."""
    schema = Config.model_json_schema()
    return {"$schema": _DRAFT, **schema, "title": "typewriter.yml"}
