"""What users may choose: names in ASCII, and classes for lists of strings."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.unit.typewriter.making import (
    GENERATOR,
    compiled_from,
    files_of,
    forget,
    imported,
)
from tests.unit.typewriter.radio import Recorder
from typewriter.naming import latin
from typewriter.render.python import python_files
from typewriter.view.calls import view_plan
from typewriter.view.lock import Lock, read_lock
from typewriter.view.python.build import python_package
from typewriter.view.python.options import PythonOptions

PLAN = """
plan: words
types:
  colour: {enum: [red, green]}
  tint: {type: object, properties: {colour: {enum: [Red, red, RED]}}}
events:
  Café Opened: {properties: {größe: {type: number}, 购物: {type: string}, Øre: {type: integer}}}
  购物车: {}
  Song Played:
    properties:
      source: {enum: [search, radio, mro, name, "", "200: OK", it's, 购物, ŉ]}
      none: {enum: [a, b, null]}
      mixed: {enum: [a, 1]}
      one: {enum: [only]}
      colour: {$ref: "#/types/colour"}
      tint: {$ref: "#/types/tint"}
      list: {type: array, items: {enum: [x, y]}}
      deep: {type: object, properties: {kind: {enum: [p, q], required: true}}}
  Card Used:
    properties:
      by: {oneOf: [{type: object, properties: {is: {const: a, required: true}, x: {enum: [u, v]}}}, {type: object, properties: {is: {const: b, required: true}}}]}
"""
CLASSES = PythonOptions(enums="class")
ASCII = PythonOptions(ascii_names=True)


def _files(
    text: str, folder: Path, options: PythonOptions, lock: Lock | None = None
) -> dict[str, str]:
    compiled = compiled_from(text, folder)
    return dict(
        python_files(compiled, python_package(view_plan(compiled), lock, options), GENERATOR)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("options")
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    forget(folder)


@pytest.fixture(scope="module")
def classes(folder: Path) -> ModuleType:
    return imported(_files(PLAN, folder, CLASSES), folder)


def test_nothing_chosen_is_what_everybody_had(tmp_path: Path) -> None:
    assert _files(PLAN, tmp_path, PythonOptions()) == files_of(compiled_from(PLAN, tmp_path))


def test_names_in_ascii_send_the_same(folder: Path) -> None:
    client, recorder = imported(_files(PLAN, folder, ASCII), folder), Recorder()
    client.configure(recorder, validate="raise")
    who = client.User("u")
    client.cafe_opened(who, grosse=1, ore=2, prop_d923="x")
    client.event_f3f4(who)
    assert [call["event"] for _, call in recorder.calls] == ["Café Opened", "购物车"]
    assert recorder.calls[0][1]["properties"] == {"größe": 1, "Øre": 2, "购物": "x"}


def test_every_public_name_is_ascii(tmp_path: Path) -> None:
    lock = read_lock(
        _files(PLAN, tmp_path, PythonOptions(ascii_names=True, enums="class"))["plan.lock"]
    )
    assert lock is not None
    assert all(name.isascii() for name in lock.names)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ærøskøbing", "Aeroskobing"),
        ("Łódź", "Lodz"),
        ("Straße", "Strasse"),
        ("Þingeyri đ ŋ \u0131", "Thingeyri d n i"),
        ("ﬁnal ²", "final 2"),
        ("Журнал 购物", " "),
    ],
)
def test_letters_lose_their_accents(text: str, plain: str) -> None:
    assert latin(text) == plain


def test_a_choice_takes_a_member_or_its_string(classes: ModuleType) -> None:
    recorder = Recorder()
    classes.configure(recorder, validate="raise")
    who = classes.User("u")
    classes.song_played(
        who,
        source=classes.SongPlayedSourceEnum.RADIO,
        none=None,
        list=[classes.SongPlayedListItemEnum.X, "y"],
        deep={"kind": classes.SongPlayedDeepKindEnum.P},
        colour=classes.SongPlayedColourEnum.RED,
    )
    classes.song_played(
        who, source="radio", list=["x", "y"], deep={"kind": "p"}, none=None, colour="red"
    )
    one, other = (call["properties"] for _, call in recorder.calls)
    assert one == other
    assert all(type(value) in {str, list, dict, type(None)} for value in one.values())


def test_members_are_called_by_what_they_are(classes: ModuleType) -> None:
    members = {one.value: one.name for one in classes.SongPlayedSourceEnum}
    assert members == {
        "search": "SEARCH", "radio": "RADIO", "mro": "MRO", "name": "NAME", "": "VALUE_0555",
        "200: OK": "VALUE_200_OK", "it's": "IT_S", "购物": "购物", "ŉ": "\u02bcN",
    }  # fmt: skip
    alike = {one.value: one.name for one in classes.TintColourEnum}
    assert alike["RED"] == "RED"
    assert len(set(alike.values())) == 3
    assert not hasattr(classes, "SongPlayedMixedEnum")
    assert not hasattr(classes, "SongPlayedOneEnum")
    assert not hasattr(classes, "CardUsedByAIsEnum")


def test_a_new_value_renames_no_member(tmp_path: Path) -> None:
    old, new = ("plan: p\nevents: {A: {properties: {b: {enum: %s}}}}\n" % listed for listed in ("[red, x]", "[red, x, RED]"))  # fmt: skip  # noqa: UP031
    before = read_lock(_files(old, tmp_path, CLASSES)["plan.lock"])
    after = read_lock(_files(new, tmp_path, CLASSES, before)["plan.lock"])
    assert before is not None
    assert after is not None
    assert before.names.items() <= after.names.items()
    assert after.names["ABEnum.RED"][-1] == "red"


PROGRAM = """
import {client} as t

who = t.User("u")
t.song_played(who, source="radio", none="a", colour=t.SongPlayedColourEnum.RED)
t.song_played(who, source=t.SongPlayedSourceEnum.RADIO, deep={{"kind": t.SongPlayedDeepKindEnum.P}})
t.song_played(who, list=["x", t.SongPlayedListItemEnum.Y], tint={{"colour": "RED"}})


def narrowed(by: t.CardUsedByA | t.CardUsedByB) -> object:
    if by["is"] == "a":
        return by.get("x")
    return None


t.song_played(who, source="tv")  # error
t.song_played(who, source=t.SongPlayedColourEnum.RED)  # error
"""


def test_type_checkers_take_both_and_nothing_else(classes: ModuleType, folder: Path) -> None:
    program = folder / "program.py"
    program.write_text(PROGRAM.format(client=classes.__name__), encoding="utf-8")
    options = ["--strict", "--python-version", "3.10", "--config-file=", "--no-error-summary"]
    run = subprocess.run(
        [sys.executable, "-m", "mypy", *options, program.name, classes.__name__],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = program.read_text(encoding="utf-8").splitlines()
    wrong = [number for number, line in enumerate(lines, start=1) if line.endswith("# error")]
    found = [line for line in run.stdout.splitlines() if ": error:" in line]
    assert [int(line.split(":")[1]) for line in found] == wrong, run.stdout
    assert all(line.startswith(f"{program.name}:") for line in found)
