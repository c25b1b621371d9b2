"""A folder of a user's templates, as text."""

from pathlib import Path
from typing import Final

from protocols.errors import ConfigError, UnreadableInput
from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.findings.suggest import did_you_mean
from typewriter.render.fault import TemplateFault
from typewriter.render.templates import shipped_names, template_names

OUTSIDE: Final = "TW401"
NO_TEMPLATE: Final = "TW405"


def read_templates(folder: Path, language: str) -> dict[str, str]:
    """The templates in `folder`, by their names. Other files, such as a README, are left alone.

    Raises:
        ConfigError: one is for nothing, or is no text in this folder; carries all such problems.
        UnreadableInput: the folder or a file in it cannot be read.
    """
    found: dict[str, str] = {}
    problems: list[Finding] = []
    try:
        for path in sorted(folder.iterdir()):
            problem = _problem(path, language)
            if problem is not None:
                problems.append(problem)
            elif path.name in template_names(language):
                found[path.name] = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UnreadableInput(str(path), "it is not UTF-8 text") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableInput(error.filename or str(folder), reason) from error
    if problems:
        raise ConfigError(problems)
    return found


def located(fault: TemplateFault, folder: Path) -> ConfigError:
    """A template's fault as a finding at its line."""
    at = Position(str(folder / fault.template), fault.line, 1, fault.line, 1)
    return ConfigError([finding(fault.rule, fault.message, at, advice=fault.advice)])


def _problem(path: Path, language: str) -> Finding | None:
    at = Position(str(path))
    known = template_names(language)
    if path.name in known:
        if path.resolve().is_relative_to(path.parent.resolve()) and path.is_file():
            return None
        message = f"{path.name} is no file of this folder"
        return finding(OUTSIDE, message, at, advice="a link that leads outside does not count")
    if path.name in shipped_names(language):
        message = f"{path.name} is the same for every plan, and no template"
        return finding(NO_TEMPLATE, message, at, advice=f"templates are {', '.join(known)}")
    if path.suffix == ".jinja":
        message = f"{language} has no template {path.name}{did_you_mean(path.name, known)}"
        return finding(NO_TEMPLATE, message, at, advice=f"there are {', '.join(known)}")
    return None
