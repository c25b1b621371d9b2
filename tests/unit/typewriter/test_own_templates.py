"""A user's templates: they win over those that ship, and cannot let a plan's text become code."""

import ast
from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from protocols.errors import ConfigError
from tests.unit.typewriter.making import compiled_from, package_of
from typewriter.config.templates import read_templates
from typewriter.languages import LANGUAGES
from typewriter.render import python, typescript
from typewriter.render.fault import TemplateFault
from typewriter.render.placed import placed
from typewriter.render.templates import Templates, template_names

PLAN = r"""
plan: radio
version: 1.0.0
owner: play"back
events:
  'Song "Played"':
    description: "Heard.\nimport os; os.abort()"
    properties:
      song_id: {type: string, required: true}
      "it's": {enum: ["a'b", "*/"]}
  Radio Off: {status: deprecated}
identify: {traits: {email: {type: string}}}
"""

Print = Callable[..., dict[str, str]]


@pytest.fixture
def printed(tmp_path: Path) -> Print:
    """A plan's client, with some templates replaced."""
    compiled = compiled_from(PLAN, tmp_path)
    package = package_of(compiled)

    def of(**own: str) -> dict[str, str]:
        named = {f"{name}.jinja": text for name, text in own.items()}
        templates = python.TEMPLATES.with_own(named)
        return dict(python.python_files(compiled, package, "protocols-typewriter/0", templates))

    return of


@pytest.mark.parametrize(
    "templates", [python.TEMPLATES, typescript.TEMPLATES], ids=lambda t: t.language
)
def test_what_ships_prints_nothing_without_a_filter(templates: Templates) -> None:
    environment = jinja2.Environment()
    environment.filters |= templates.filters
    assert template_names(templates.language)
    for name in template_names(templates.language):
        tree = environment.parse(templates.shipped(name))
        raw = [
            f"{name}:{one.lineno}"
            for output in tree.find_all(nodes.Output)
            for one in output.nodes
            if not isinstance(one, nodes.TemplateData)
            and not (isinstance(one, nodes.Filter) and one.name in templates.filters)
        ]
        assert raw == []


def test_what_ships_prints_the_same_in_the_sandbox(printed: Print) -> None:
    own = {name: python.TEMPLATES.shipped(name) for name in template_names("python")}
    assert (
        printed(**{name.removesuffix(".jinja"): text for name, text in own.items()}) == printed()
    )


def test_what_ships_can_be_included_and_added_to(printed: Print) -> None:
    text = (
        "# Copyright {{ plan.owner | literal }}\n{% include 'shipped/_plan.py.jinja' %}\n\n"
        "def label() -> str:\n    return PLAN_ID + {{ plan.version | literal }}\n"
    )
    source = printed(**{"_plan.py": text})["_plan.py"]
    assert source.splitlines()[3] == "# Copyright 'play\"back'"
    assert source.endswith("return PLAN_ID + '1.0.0'\n")
    assert printed()["_plan.py"].partition('"""')[2] in source


def test_a_module_may_hold_more_than_the_plan_says_but_not_less(printed: Print) -> None:
    more = "{% include 'shipped/module.py.jinja' %}\n\ndef extra() -> int:\n    return 1\n"
    assert "def extra()" in printed(**{"module.py": more})["_song.py"]
    for wrong in ("", "def song_played(): ...\n", "def (\n"):
        with pytest.raises(TemplateFault, match="not what the plan says") as told:
            printed(**{"module.py": wrong})
        assert (told.value.rule, told.value.template) == ("TW408", "module.py.jinja")


def test_a_call_that_sends_something_else_is_refused(printed: Print) -> None:
    shipped = python.TEMPLATES.shipped("module.py.jinja")
    changed = shipped.replace("{{ sent.wire | literal }}", "'x'")
    assert changed != shipped
    with pytest.raises(TemplateFault, match="what identify sends"):
        printed(**{"module.py": changed})


FAULTS = {
    "{{ plan.id }}": ("TW407", 1, "without a filter"),
    "\n{{ plan.id | upper }}": ("TW407", 2, "without a filter"),
    "{{ plan.id | literal | lower }}": ("TW407", 1, "without a filter"),
    "{{ plan.id | literal ~ '' }}": ("TW407", 1, "without a filter"),
    "{{ 'x' }}": ("TW407", 1, "without a filter"),
    "{% macro m() %}x{% endmacro %}{{ m() }}": ("TW407", 1, "without a filter"),
    "{% set x %}{{ plan.id | literal }}{% endset %}{{ x }}": ("TW407", 1, "without a filter"),
    "{% filter upper %}{{ plan.id | literal }}{% endfilter %}": ("TW407", 1, "`filter` block"),
    "a = 1\nb = '{{ plan.id | literal }}'": ("TW407", 2, "behind '"),
    "# {{ plan.id | doc }}": ("TW407", 1, "behind #"),
    "# c:\\\nb = '{{ plan.id | literal }}'": ("TW407", 2, "behind '"),
    "'{{ plan.id | doc }}'": ("TW407", 1, "behind '"),
    "{{ plan.id | doc }}": ("TW407", 1, "in code"),
    "{{ plan.nothing | literal }}": ("TW406", 1, "Plan has no attribute 'nothing'"),
    "\n\n{{ nothing | literal }}": ("TW406", 3, "'nothing' is undefined"),
    "{{ nothing }}": ("TW406", 1, "'nothing' is undefined"),
    "x = 1\n{{ plan.id | name }}{{ 'not a name' | name }}": ("TW406", 2, "not a Python name"),
    "{{ plan.id | nofilter }}": ("TW406", 1, "No filter named 'nofilter'"),
    "\n{% if %}": ("TW406", 2, "not a template"),
    "{% include '../secret' %}": ("TW406", 1, "no template ../secret"),
    "{% include '/etc/passwd' %}": ("TW406", 1, "no template /etc/passwd"),
    "{% include 'shipped/_runtime.py' %}": ("TW406", 1, "no template"),
    "{% include 'shipped/../../secret.jinja' %}": ("TW406", 1, "no template"),
    "{{ ().__class__.__base__.__subclasses__() | literal }}": ("TW406", 1, "unsafe"),
    "{{ plan.__class__ | literal }}": ("TW406", 1, "unsafe"),
    "{{ package.exports[0].__init__.__globals__ | literal }}": ("TW406", 1, "unsafe"),
    "{{ range(9) | list | literal }}": ("TW406", 1, "'range' is undefined"),
    "{{ lipsum.__globals__ | literal }}": ("TW406", 1, "undefined"),
    "{{ '{0.__class__}'.format(plan) | literal }}": ("TW406", 1, "not safely callable"),
    "{% set _ = package.names.clear() %}": ("TW406", 1, "unsafe"),
    "{{ self.__init__ | literal }}": ("TW406", 1, "unsafe"),
    "def f(:\n": ("TW408", 1, "not what the plan says"),
    "x\ufdd0": ("TW406", 1, "characters that no text should"),
}  # fmt: skip


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_is_told_at_its_line(printed: Print, text: str) -> None:
    rule, line, message = FAULTS[text]
    with pytest.raises(TemplateFault) as told:
        printed(**{"_plan.py": text})
    fault = told.value
    assert (fault.rule, fault.template, fault.line) == (rule, "_plan.py.jinja", line), fault
    assert message in fault.message


def test_a_fault_in_what_is_included_is_told_of_the_file_that_holds_it(printed: Print) -> None:
    own = {"_plan.py": "{% include '__init__.py.jinja' %}", "__init__.py": "\n{{ x | name }}"}
    with pytest.raises(TemplateFault) as told:
        printed(**own)
    assert (told.value.template, told.value.line) == ("__init__.py.jinja", 2)


@pytest.mark.parametrize(
    "text",
    [
        'X = {{ plan.id | literal }}  # {{ plan.id | literal }}\n"""{{ plan.id | doc }}"""\n',
        "'''{{ plan.id | name }}'''\ndef {{ plan.id | name }}_more(): '{{ plan.id | name }}'\n",
        "# it's \\\nX = {{ 'x' | literal }}\n",
        "X = \"a\\\"b\" + {{ plan.id | literal }} + '''a\"\"\"b'''\n",
    ],
)
def test_what_stands_where_it_may_is_printed(printed: Print, text: str) -> None:
    source = printed(**{"_plan.py": text})["_plan.py"]
    assert "\ufdd0" not in source
    ast.parse(source)


def test_a_plans_text_decides_nothing_of_where_the_rest_stands() -> None:
    syntax = python.SYNTAX
    hostile = '\ufdd0literal t 1\ufdd1\'#"""\'\ufdd2'
    assert placed(f"x = {hostile}\ny = {hostile}\n", syntax).count("#") == 2
    with pytest.raises(TemplateFault):
        placed(f"x = {hostile}\ny = '{hostile}'\n", syntax)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def test_a_folder_holds_templates_by_their_names_and_perhaps_a_readme(folder: Path) -> None:
    (folder / "module.py.jinja").write_bytes("é\r\n".encode())
    (folder / "README.md").write_text("ours")
    (folder / "notes").mkdir()
    assert read_templates(folder, "python") == {"module.py.jinja": "é\n"}


def test_everything_that_is_for_nothing_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.jinja").write_text("x")
    (folder / "_plan.py.jinja").symlink_to(tmp_path / "outside.jinja")
    (folder / "modul.py.jinja").touch()
    (folder / "_runtime.py").touch()
    with pytest.raises(ConfigError) as told:
        read_templates(folder, "python")
    lines = [each.headline.removeprefix(f"{folder}/") for each in told.value.problems]
    assert lines == [
        "_plan.py.jinja:1:1: error[TW401] _plan.py.jinja is no file of this folder",
        "_runtime.py:1:1: error[TW405] _runtime.py is the same for every plan, and no template",
        'modul.py.jinja:1:1: error[TW405] python has no template modul.py.jinja (did you mean "module.py.jinja"?)',
    ]  # fmt: skip


@pytest.fixture
def typescript_of(tmp_path: Path) -> Print:
    """A plan's client in TypeScript, with some templates replaced."""
    compiled = compiled_from(PLAN, tmp_path)
    spoken = LANGUAGES["typescript"]

    def of(**own: str) -> dict[str, str]:
        named = {f"{name}.jinja": text for name, text in own.items()}
        made = spoken.make(compiled, None, "protocols-typewriter/0", spoken.options(), named)
        return dict(made.files)

    return of


def test_typescript_has_templates_of_ones_own_too(typescript_of: Print) -> None:
    shipped = typescript_of()
    assert typescript_of(**{
        name.removesuffix(".jinja"): f'{{% include "shipped/{name}" %}}\n'
        for name in template_names("typescript")
    }) == shipped  # fmt: skip
    more = "// Copyright {{ 'Acme' | literal }}\n{% include 'shipped/module.ts.jinja' %}\nexport const extra = `a ${1} 'b'`;\n"
    source = typescript_of(**{"module.ts": more})["song.ts"]
    assert '\n// Copyright "Acme"\n' in source
    assert source.endswith("export const extra = `a ${1} 'b'`;\n")


@pytest.mark.parametrize(
    "text",
    [
        "export const x = '{{ plan.id | literal }}';",
        "export const x = `{{ plan.id | literal }}`;",
        "/* {{ plan.id | literal }} */",
        "export const x = {{ plan.id }};",
        "{% for m in package.modules %}{% for f in m.functions %}// {{ f.doc | doc }}{% endfor %}{% endfor %}",
    ],
)
def test_text_in_typescript_has_its_place_too(typescript_of: Print, text: str) -> None:
    with pytest.raises(TemplateFault) as told:
        typescript_of(**{"plan.ts": text})
    assert (told.value.rule, told.value.template) == ("TW407", "plan.ts.jinja")
