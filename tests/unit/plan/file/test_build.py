"""Models of any YAML file: each fault is told at its line, in words for people."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from protocols.findings import Finding
from protocols.plan.file import build, parse


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Lake(Model):
    type: Literal["lake"]
    path: str


class Hook(Model):
    type: Literal["hook"]
    url: str
    retries: int = 3


class Step(Model):
    name: str
    share: float = 1.0


class File(Model):
    name: str
    color: Color = Color.RED
    verbose: bool = False
    limit: int | None = None
    steps: list[Step] = []
    places: dict[str, Annotated[Lake | Hook, Field(discriminator="type")]] = {}
    either: str | list[str] = ""
    only: Literal[True] = True
    place: Path = Path()
    share: Annotated[int, Field(le=1)] = 1
    many: Annotated[tuple[str, ...], Field(min_length=1)] = ("x",)
    short: Annotated[str, Field(max_length=1)] = ""

    @field_validator("name")
    @classmethod
    def known(cls, name: str, info: ValidationInfo) -> str:
        if info.context and name not in info.context["names"]:
            raise ValueError(f"there is no {name}")
        return name


def faults(text: str, **context: object) -> list[str]:
    return [f"{each.at}: {each.message}" for each in findings(text, **context)]


def findings(text: str, **context: object) -> tuple[Finding, ...]:
    document, problems = parse(text, "f.yaml")
    assert document is not None
    assert problems == ()
    model, found = build(File, document, context=context or None)
    assert (model is None) == bool(found)
    return found


def test_a_file_that_fits_is_a_model() -> None:
    document, _ = parse("name: a\nsteps: [{name: s, share: 1}]\nlimit: null", "f.yaml")
    assert document is not None
    model, found = build(File, document)
    assert found == ()
    assert model == File(name="a", steps=[Step(name="s")])


def test_other_data_may_stand_in_for_the_documents_own() -> None:
    document, _ = parse("name: ${NAME}", "f.yaml")
    assert document is not None
    model, _ = build(File, document, data={"name": "real"})
    assert model is not None
    assert model.name == "real"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", ['f.yaml:1:1: "name" is missing']),
        ("[]", ["f.yaml:1:1: the file must be a map, not a list"]),
        ("naem: a", ['f.yaml:1:1: unknown key "naem" (did you mean "name"?)', 'f.yaml:1:1: "name" is missing']),
        ("name: 1", ['f.yaml:1:1: "name" must be text, not a number']),
        ("name: a\ncolor: rde", ['f.yaml:2:8: "color" must be red or blue (did you mean "red"?)']),
        ("name: a\nlimit: [1]", ['f.yaml:2:1: "limit" must be a whole number, not a list']),
        ("name: a\nsteps: [{name: b}, {share: x}]", ['f.yaml:2:20: "name" is missing', 'f.yaml:2:21: "share" must be a number, not text']),
        ("name: a\nsteps: [{name: b, shaer: 1}]", ['f.yaml:2:19: unknown key "shaer" (did you mean "share"?)']),
        ("name: a\nplaces: {x: {type: hook, url: u, retires: 1}}", ['f.yaml:2:34: unknown key "retires" (did you mean "retries"?)']),
        ("name: a\nplaces: {x: {type: lake, url: u}}", ['f.yaml:2:10: "path" is missing', 'f.yaml:2:26: unknown key "url"']),
        ("name: a\nplaces: {hook: {type: hook, url: 3}}", ['f.yaml:2:29: "url" must be text, not a number']),
        ("name: a\neither: 3", ['f.yaml:2:1: "either" must be text or a list, not a number']),
    ],
)  # fmt: skip
def test_faults_are_told_at_their_place(text: str, told: list[str]) -> None:
    assert faults(text) == told


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{type: hoko}", 'f.yaml:2:20: "type" must be lake or hook (did you mean "hook"?)'),
        ("{}", 'f.yaml:2:10: "type" is missing'),
    ],
)
def test_a_choice_that_cannot_be_made_is_told_at_its_key(text: str, problem: str) -> None:
    assert faults(f"name: a\nplaces: {{x: {text}}}") == [problem]


def test_an_item_is_called_by_its_place() -> None:
    assert faults("name: a\nsteps: [{name: b}, c]") == [
        'f.yaml:2:20: item 2 of "steps" must be a map, not text'
    ]


def test_what_may_stand_there_is_told_as_yaml_writes_it() -> None:
    assert faults("name: a\nonly: false\nplace: [x]\nshare: 2\nmany: []\nshort: xx") == [
        'f.yaml:2:7: "only" must be true',
        'f.yaml:3:1: "place" must be text, not a list',
        'f.yaml:4:8: "share" must be less than or equal to 1',
        'f.yaml:5:7: "many" must have at least 1 item, not 0',
        'f.yaml:6:8: "short" must have at most 1 character',
    ]


def test_a_validators_own_words_are_kept() -> None:
    assert faults("name: b", names=["a"]) == ['f.yaml:1:7: "name" is wrong: there is no b']
    assert faults("name: a", names=["a"]) == []


def test_the_advice_repeats_what_was_written() -> None:
    assert findings("name: 1.10")[0].help == 'put it in quotes: "1.10"'
    assert findings("name: a\nsteps: x")[0].help == "put it in brackets: [x]"
