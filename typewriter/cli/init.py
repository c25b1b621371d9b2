import json
import re
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

import click

from protocols.errors import OutputRefused, ProtocolsError
from protocols.plan.file import bounds, parse
from typewriter.cli.client import Made, make_all, wanted_by
from typewriter.config import NAME, load_config
from typewriter.config.checks import DEFAULT_LANGUAGE, is_inside
from typewriter.languages import LANGUAGES
from typewriter.write.folder import Written, write_folder

PLAN: Final = "tracking-plan.yaml"
_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_./ -]+")
_CHECKED: Final = {
    "python": "holds plan, client and code against each other",
    "typescript": "tells when the client is out of date; of code it reads Python only",
}
_NODE: Final = ("package.json", "tsconfig.json")
_PYTHON: Final = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt")


@click.command()
@click.option("--plan", type=click.Path(path_type=Path), help="A plan, or where to write one.")
@click.option("--name", help="What a new plan is called.  [default: the folder's name]")
@click.option(
    "--language",
    type=click.Choice(sorted(LANGUAGES)),
    help="What the client is written in.  [default: what the folder looks like]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to put the package into.  [default: src if there is one, else here]",
)
def init(
    *, plan: Path | None, name: str | None, language: str | None, output: Path | None
) -> None:
    """Set up a project: a tracking plan, typewriter.yml, and the client they make.

    Asks for what is not said, with an answer proposed to each question; where nobody can answer, as
    in a script, the proposals are taken. A plan that is there is used. No file is ever replaced.

    \b
    Examples:
      typewriter init
      typewriter init --plan plans/shop.yaml --language typescript -o web/src
    """
    if Path(NAME).exists():
        raise OutputRefused(NAME, "it is already there; `typewriter generate` does what it says")
    path = plan or _ask_plan(_plans())
    _refuse_outside("--plan", path)
    is_new = not path.exists()
    texts = {path: _starter(name or _ask("Its name", _folder_name()), path)} if is_new else {}
    spoken = language or _ask("Language", _likely_language(), choices=sorted(LANGUAGES))
    folder = output or Path(_ask("Folder for the client", "src" if Path("src").is_dir() else "."))
    _refuse_outside("--output", folder)
    texts[Path(NAME)] = _configuration(path, folder, spoken)
    made, written = _all_or_nothing(texts)
    for file in texts:
        click.echo(f"wrote {file}", err=True)
    click.echo(f"wrote {made.pair.folder}: {len(written.changed)} files", err=True)
    click.echo(_next_steps(path, spoken), err=True, nl=False)


def _refuse_outside(option: str, path: Path) -> None:
    if not is_inside(path, bounds(Path(NAME))):
        raise click.BadParameter(
            f"{path} lies outside this folder and its repository", param_hint=option
        )


def _all_or_nothing(texts: dict[Path, str]) -> tuple[Made, Written]:
    """Write files that are not there yet, and the client; after a failure none of them is there."""
    there: list[Path] = []
    try:
        for path, text in texts.items():
            _write_new(path, text)
            there.append(path)
        return _generate()
    except BaseException:
        for path in there:
            path.unlink()
        raise


def _generate() -> tuple[Made, Written]:
    configured = load_config(NAME)
    (client,) = make_all(wanted_by(configured), configured, to_write=True)
    if isinstance(client, ProtocolsError):
        raise client
    return client, write_folder(client.pair.folder, client.pair.files, seen=client.pair.existing)


def _write_new(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise OutputRefused(str(path), "it is already there") from error
    except OSError as error:
        raise OutputRefused(str(path), error.strerror or str(error)) from error


def _ask(question: str, proposal: str, *, choices: Sequence[str] | None = None) -> str:
    """An answer, or the proposal where nobody is there to give one."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return proposal
    kind = click.Choice(choices) if choices else None
    answer: str = click.prompt(question, default=proposal, type=kind, err=True)
    return answer


def _ask_plan(found: Sequence[str]) -> Path:
    answer = _ask("Tracking plan", found[0] if found else PLAN)
    if len(found) > 1 and not sys.stdin.isatty():
        raise click.UsageError(f"There are several plans: {', '.join(found)}. Name one: --plan.")
    return Path(answer)


def _plans() -> list[str]:
    """Files here and in `plans/` that look like tracking plans."""
    found = [path for folder in (Path(), Path("plans")) for path in sorted(folder.glob("*.y*ml"))]
    return [str(path) for path in found if _looks_like_plan(path)]


def _looks_like_plan(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return re.search(r"^plan:", text, re.MULTILINE) is not None


def _folder_name() -> str:
    words = re.findall(r"[a-z0-9]+", Path.cwd().name.lower())
    return "-".join(words) or "my-app"


def _likely_language() -> str:
    looks_like_node = any(Path(name).exists() for name in _NODE)
    looks_like_python = any(Path(name).exists() for name in _PYTHON)
    return "typescript" if looks_like_node and not looks_like_python else DEFAULT_LANGUAGE


def _starter(name: str, path: Path) -> str:
    if not _ID.fullmatch(name):
        raise click.BadParameter(
            f"{name!r} is not lower-case letters, digits and hyphens", param_hint="--name"
        )
    text = files("typewriter.cli").joinpath("starter.yaml").read_text(encoding="utf-8")
    title = name.replace("-", " ").capitalize()
    return (
        text.replace("plan: my-app  ", f"plan: {_yaml(name)}  ")
        .replace("title: My app", f"title: {_yaml(title)}")
        .replace(PLAN, path.as_posix())
    )


def _configuration(plan: Path, output: Path, language: str) -> str:
    return f"""\
# Which clients are generated, and how code is checked. `typewriter generate` writes them.
clients:
  - plan: {_yaml(plan.as_posix())}
    output: {_yaml(output.as_posix())}
    language: {language}
"""


def _yaml(text: str) -> str:
    """Text as YAML, in quotes unless it is read back as it is: `2024` is a number, `true` a truth."""
    document, _ = parse(f"text: {text}", NAME) if _PLAIN.fullmatch(text) else (None, ())
    is_plain = document is not None and document.data == {"text": text}
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _next_steps(plan: Path, language: str) -> str:
    return f"""
Next:
  protocols schema plan > plan.schema.json    your editor completes and checks the plan with it
  typewriter generate --watch                 writes the client again whenever {plan} changes
  typewriter check                            {_CHECKED[language]}

In CI: `protocols lint {plan} && typewriter check`. With pre-commit, in .pre-commit-config.yaml:
  - repo: local
    hooks:
      - {{id: typewriter, name: typewriter check, entry: typewriter check, language: system, pass_filenames: false}}
"""
