"""The configuration's one description: the loader checks against it, and editors get its schema."""

from collections.abc import Iterator
from dataclasses import fields
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, create_model

from typewriter.config.checks import DEFAULT_LANGUAGE
from typewriter.languages import LANGUAGES, Language


class _FileModel(BaseModel):
    """A map in the file: unknown keys are errors, and nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Options(_FileModel, strict=True):
    """A language's choices: `"yes"` and `1` are no truths."""


def _beside_the_file(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder")
    return path if folder is None else folder / path


FilePath = Annotated[Path, AfterValidator(_beside_the_file)]
"""A path; a relative one is relative to the configuration file."""


class Client(_FileModel):
    """One generated client. What `language` and `options` may be is said by the languages."""

    plan: FilePath = Field(description="the tracking plan it is made from")
    output: FilePath = Field(
        Path(), validate_default=True, description="the folder it is put into"
    )
    package: str | None = Field(None, description="its name; by default made of the plan's id")
    templates: FilePath | None = Field(
        None, description="a folder with templates of your own, which win over those that ship"
    )
    language: str
    options: Any

    @property
    def chosen(self) -> Any:
        """The options as the language's own dataclass."""
        return LANGUAGES[self.language].options(**self.options.model_dump())


def _client_of(name: str, language: Language) -> type[Client]:
    """A client in one language, with that language's options."""
    options = create_model(
        f"{name.title()}Options", __base__=_Options, **dict(_option_fields(language))
    )
    default = name if name == DEFAULT_LANGUAGE else ...
    written_in: Any = Literal[name]
    return create_model(
        f"{name.title()}Client",
        __base__=Client,
        language=(written_in, Field(default, description="what it is written in")),
        options=(options, Field(options(), description=f"choices for {name.title()}")),
    )


def _option_fields(language: Language) -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(language.options)
    for each in fields(language.options):
        said = each.metadata.get("help")
        yield each.name, (hints[each.name], Field(each.default, description=said))


if TYPE_CHECKING:
    _AnyClient = Client
else:
    _CLIENTS = [_client_of(name, language) for name, language in LANGUAGES.items()]
    _AnyClient = (
        Annotated[reduce(or_, _CLIENTS), Field(discriminator="language")]
        if len(_CLIENTS) > 1
        else _CLIENTS[0]
    )


class Checking(_FileModel):
    """How `typewriter check` reads code."""

    src: tuple[FilePath, ...] = Field((), description="folders and files with the code")
    exclude: tuple[str, ...] = Field((), description="patterns of files that are left out")
    tests: tuple[str, ...] = Field((), description="patterns of files that are tests")
    wrappers: tuple[str, ...] = Field(
        (), description="functions of yours that take an event's name: module.function:argument"
    )
    service: str | None = Field(
        None, description="which of the plan's sources this code is, by its name"
    )
    baseline: FilePath | None = Field(None, description="findings that are known already")


def _not_empty(clients: tuple[Client, ...]) -> tuple[Client, ...]:
    if not clients:
        msg = "name at least one client"
        raise ValueError(msg)
    return clients


class Config(_FileModel):
    """Which plans become which clients, and how code is checked against them."""

    clients: Annotated[tuple[_AnyClient, ...], AfterValidator(_not_empty)]
    check: Checking = Checking()
