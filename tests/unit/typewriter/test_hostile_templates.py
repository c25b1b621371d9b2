"""A user's templates with plans that are out to become code."""

import ast
from collections.abc import Iterator
from random import Random

import pytest

from protocols import compile_plan
from protocols.errors import PlanError
from protocols.plan.compile import CompiledPlan
from tests.hostile_clients.plans import Plans
from typewriter.render.fault import TemplateFault
from typewriter.render.python import TEMPLATES, python_files
from typewriter.render.templates import template_names
from typewriter.view.calls import view_plan
from typewriter.view.python.build import python_package
from typewriter.view.python.package import Package

GENERATOR = "protocols-typewriter/0"
MODULE = """\
{% include "shipped/module.py.jinja" %}


{% for function in module.functions %}
NOTE = {{ function.docstring | literal }}  # {{ function.docstring | literal }}
{% for one in function.sent %}
SENT = [{{ one.wire | literal }}, 'it\\'s "" #', {{ one.wire | literal }}]
{% endfor %}
def {{ function.name | name }}_again():
    \"\"\"It's {{ function.docstring | doc }} "again".\"\"\"
{% endfor %}
"""


def _hostile(count: int) -> Iterator[tuple[CompiledPlan, Package]]:
    """Clients of plans that nobody means well with, and that can be made."""
    number = 0
    while count:
        plans = Plans(Random(f"own/{number}"))
        compiled, options = compile_plan(plans.plan()), plans.options()
        number += 1
        try:
            package = python_package(view_plan(compiled), None, options)
        except PlanError:
            continue
        if package.modules and any(module.functions for module in package.modules):
            count -= 1
            yield compiled, package


def test_what_ships_is_printed_alike_in_the_sandbox() -> None:
    for compiled, package in _hostile(20):
        own = {name: f'{{% include "shipped/{name}" %}}\n' for name in template_names("python")}
        made = python_files(compiled, package, GENERATOR, TEMPLATES.with_own(own))
        assert made == python_files(compiled, package, GENERATOR)


def test_text_in_a_users_own_code_stays_text() -> None:
    seen = 0
    for compiled, package in _hostile(30):
        shipped = python_files(compiled, package, GENERATOR)
        own = {"module.py.jinja": MODULE}
        made = python_files(compiled, package, GENERATOR, TEMPLATES.with_own(own))
        for module in package.modules:
            body = ast.parse(made[f"{module.name}.py"]).body
            added = body[len(ast.parse(shipped[f"{module.name}.py"]).body) :]
            expected = []
            for function in module.functions:
                said = ast.parse(f"NOTE = {function.docstring!r}").body[0]
                expected.append(ast.dump(said))
                for one in function.sent:
                    sent = ast.parse(f"SENT = [{one.wire!r}, 'it\\'s \"\" #', {one.wire!r}]")
                    expected.append(ast.dump(sent.body[0]))
                expected.append(f"{function.name}_again")
                seen += 1
            assert [_shape(node) for node in added] == expected
    assert seen > 50


def _shape(node: ast.stmt) -> str:
    if not isinstance(node, ast.FunctionDef):
        return ast.dump(node)
    (only,) = node.body
    assert isinstance(only, ast.Expr)
    assert isinstance(only.value, ast.Constant)
    return node.name


CARELESS = (
    "# {{ function.docstring | doc }}",
    "X = '{{ function.docstring | literal }}'",
    'X = "{{ function.docstring | doc }}"',
    "'''{{ function.docstring | doc }}'''",
    "{{ function.docstring | doc }}",
    "{{ function.docstring }}",
    "# {{ function.docstring }}",
    "X = {{ function.docstring | literal | replace('\"', '') }}",
    "{% filter replace('\"', '') %}X = {{ function.docstring | literal }}{% endfilter %}",
    "{% set x %}{{ function.docstring | literal }}{% endset %}X = {{ x[1:] }}",
    "{% macro m(x) %}{{ x }}{% endmacro %}X = {{ m(function.docstring) }}",
    "X = {{ (function.docstring | literal)[1:-1] }}",
    "X = {{ [function.docstring | literal] | join }}",
    "X = {{ function.docstring | literal ~ '' }}",
    "X = {{ '%s' % (function.docstring | literal) }}",
    "X = {{ function.docstring | string }}",
    "X = {{ function.docstring | e }}",
)


@pytest.mark.parametrize("line", CARELESS)
def test_a_careless_template_is_refused_whatever_the_plan_says(line: str) -> None:
    text = (
        '{% include "shipped/module.py.jinja" %}\n\n'
        "{% for function in module.functions %}\n" + line + "\n{% endfor %}\n"
    )
    for compiled, package in _hostile(5):
        with pytest.raises(TemplateFault) as told:
            python_files(
                compiled, package, GENERATOR, TEMPLATES.with_own({"module.py.jinja": text})
            )
        assert told.value.rule == "TW407"
        assert told.value.line >= 3
