"""Source that says anything but what was meant is refused before it is written."""

from pathlib import Path

import pytest

from tests.unit.typewriter.making import compiled_from
from tests.unit.typewriter.radio import PLAN
from tests.unit.typewriter.typescript.making import files_of, package_of
from typewriter.render.typescript import HEADER, TEMPLATES
from typewriter.render.typescript_tokens import NotTypeScript
from typewriter.render.typescript_verify import verify, verify_strings
from typewriter.render.verify import NotFaithful
from typewriter.view.typescript.doc import Doc
from typewriter.view.typescript.package import Fact, Function, Module

LIES = [
    ('event: "Song Played"', 'event: "Song Paused"'),
    ('"Total $"', '"Total €"'),
    ("export function songPlayed", "export function songPaused"),
    ("export interface SongPlayed", "export interface SongPaused"),
    ("* - Event: Song Played", "* - Event: Song Paused"),
    ('format: "mp3"', 'format: "mp3", more: "x"'),
    ('from "./runtime.js"', 'from "./elsewhere.js"'),
    ("/** At least 0. */", ""),
]


@pytest.fixture
def made(tmp_path: Path) -> tuple[object, str]:
    compiled = compiled_from(PLAN, tmp_path)
    module = next(one for one in package_of(compiled).modules if one.name == "song")
    return module, files_of(compiled)["song.ts"].removeprefix(HEADER)


def test_what_was_generated_is_faithful(made: tuple[object, str]) -> None:
    verify(*made)


@pytest.mark.parametrize(("truth", "lie"), LIES)
def test_a_lie_is_refused(made: tuple[object, str], truth: str, lie: str) -> None:
    module, source = made
    assert truth in source
    with pytest.raises(NotFaithful):
        verify(module, source.replace(truth, lie))


@pytest.mark.parametrize("planted", ["`${x}`", "'x'", "a = b + c", "#!", "@decorated"])
def test_what_no_client_holds_is_refused(made: tuple[object, str], planted: str) -> None:
    module, source = made
    with pytest.raises(NotTypeScript):
        verify(module, f"{source}{planted}\n")


def test_two_halves_of_a_surrogate_pair_are_what_javascript_makes_of_them() -> None:
    facts = (Fact("type", "track"), Fact("event", "\ud800\udc00"))
    function = Function("odd", Doc(), (), facts, body=None, fixed={})
    module = Module("odd", (), (), (), (function,))
    verify(module, TEMPLATES.printed("module.ts.jinja", module=module))


def test_a_lie_about_the_plan_is_refused() -> None:
    verify_strings("plan.ts", 'export const PLAN_ID = "radio";', ["radio"])
    with pytest.raises(NotFaithful):
        verify_strings("plan.ts", 'export const PLAN_ID = "radio";', ["video"])
