"""What is in a client's files, and whether all of it came from the plan."""

import ast
import inspect
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, Final

from protocols.plan.model import Kind, Plan, Rule
from typewriter.render.python import RUNTIME
from typewriter.view.python.package import Function, Package

MADE: Final = ("__init__.py", "_plan.py", "_tracker.pyi")
"""Files made from a template that are not modules of calls."""

_MODULE: Final = (
    *(ast.Module, ast.Expr, ast.Assign, ast.AnnAssign, ast.ClassDef, ast.FunctionDef, ast.If),
    *(ast.ImportFrom, ast.alias, ast.arguments, ast.arg, ast.keyword, ast.Load, ast.Store),
    *(ast.Name, ast.Constant, ast.Subscript, ast.Tuple, ast.List, ast.Dict, ast.Call),
    *(ast.BinOp, ast.BitOr, ast.UnaryOp, ast.USub),
)
_ANNOTATION: Final = (
    *(ast.Expression, ast.Name, ast.Constant, ast.Subscript, ast.Tuple, ast.Load),
    *(ast.BinOp, ast.BitOr, ast.UnaryOp, ast.USub),
)
_STUB: Final = (*_MODULE, ast.Attribute)
_CALLED: Final = {"send_", "TypedDict", "deprecated", "hooks"}
_STUB_CALLED: Final = {"ParamSpec", "_Call", "staticmethod"}
_TESTED: Final = {"TYPE_CHECKING"}
_IMPORTED: Final = {
    *("__future__", "collections.abc", "datetime", "enum", "typing", "typing_extensions"),
}


class Unfaithful(AssertionError):
    """A client holds something that its plan does not say, or does not hold what it says."""


def check(condition: object, *told: object) -> None:
    """Unfaithful unless `condition`."""
    if not condition:
        raise Unfaithful(*(ast.dump(one) if isinstance(one, ast.AST) else one for one in told))


def look(plan: Plan, package: Package, files: Mapping[str, str]) -> dict[str, Any]:
    """Look at every file that depends on the plan. The code of each, to be run; or Unfaithful."""
    made = {name: text for name, text in files.items() if name not in RUNTIME and _is_python(name)}
    check(set(made) == {*MADE, *(f"{module.name}.py" for module in package.modules)}, set(made))
    code = {}
    for name, source in made.items():
        check(source.replace("\n", "").replace("\t", "").isprintable(), name)
        check(name.isascii() and name == name.lower() and "/" not in name, name)
        tree = parsed(name, source)
        check_shape(name, tree)
        if name.endswith(".py"):
            code[name] = compile(tree, name, "exec")
        if name not in MADE:
            check_texts(tree, _said(plan))
            check_calls(tree, package, {_key(rule): rule for rule in plan.rules})
    return code


def parsed(name: str, source: str) -> ast.Module:
    """The tree of a file that gives no reason for a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return ast.parse(source, name)


def check_shape(name: str, tree: ast.Module) -> None:
    """Nothing but what every client has: its statements, its imports, its three or four calls."""
    stub = name.endswith(".pyi")
    nodes, called = (_STUB, _STUB_CALLED) if stub else (_MODULE, _CALLED)
    for node in ast.walk(tree):
        check(type(node) in nodes, name, node)
        if isinstance(node, ast.Call):
            check(isinstance(node.func, ast.Name) and node.func.id in called, node)
        elif isinstance(node, ast.If):
            check(isinstance(node.test, ast.Name) and node.test.id in _TESTED, node)
        elif isinstance(node, ast.ImportFrom):
            check(node.level == 1 or node.module in _IMPORTED, node)


def check_texts(tree: ast.Module, said: frozenset[Any]) -> None:
    """Every text is one of the plan's, but for docstrings, and types in quotes where those stand."""
    prose = {id(text) for text in _docstrings(tree)}
    types = {id(text) for text in _types(tree)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) in types:
            check_annotation(text, said)
        elif isinstance(text, str) and id(node) not in prose:
            check(text in said, "not the plan's", text)


def check_annotation(text: str, said: frozenset[Any]) -> None:
    """A type in quotes is made of names and of the plan's own texts."""
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError) as fault:
        raise Unfaithful("not a type", text) from fault
    for node in ast.walk(tree):
        check(isinstance(node, _ANNOTATION), text)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            check(node.value in said, "not the plan's", node.value)


def check_calls(tree: ast.Module, package: Package, rules: Mapping[Any, Rule]) -> None:
    """Each function sends the rule's own name and keys, and its docstring gives the text back."""
    functions = {made.name: made for module in package.modules for made in module.functions}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            rule = rules[package.names[node.name]]
            call = node.body[-1].value  # type: ignore[attr-defined]
            given = {one.arg: one.value for one in call.keywords}
            if rule.name is not None and (rule.kind is Kind.TRACK or rule.name != "*"):
                check(ast.literal_eval(given["name"]) == rule.name, node.name, rule.name)
            check(ast.literal_eval(call.args[0]) == str(rule.kind), node.name)
            keys = [ast.literal_eval(key) for key in call.args[2].keys]
            check(keys == sorted(rule.body["properties"]), node.name, keys)
            check_prose(node, functions[node.name], rule)


def check_prose(node: ast.FunctionDef, made: Function, rule: Rule) -> None:
    """An editor shows the whole docstring, and the description first."""
    shown = ast.get_docstring(node) or ""
    check(shown.split() == made.docstring.expandtabs().split(), node.name, shown)
    words = rule.description.encode("utf-8", "backslashreplace").decode("utf-8").split()
    check(shown.split()[: len(words)] == words, node.name, shown)
    check(inspect.cleandoc(shown) == shown, node.name, shown)


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(body=[ast.Expr(ast.Constant() as text), *_]):
                yield text
            case ast.ClassDef(body=[ast.Expr(ast.Constant() as text), *_]):
                yield text
            case _:
                pass


def _types(tree: ast.Module) -> Iterator[ast.expr]:
    """Where a type stands in quotes: an alias, a key of a TypedDict, and that one's own name."""
    for node in tree.body:
        match node:
            case ast.AnnAssign(annotation=ast.Name("TypeAlias"), value=ast.Constant() as alias):
                yield alias
            case ast.Assign(
                [ast.Name(name)],
                ast.Call(ast.Name("TypedDict"), [ast.Constant() as own, ast.Dict(_, types)]),
            ):
                check(own.value == name, own)
                yield from (own, *types)
            case _:
                pass


def _said(plan: Plan) -> frozenset[Any]:
    """Every text of the plan at any depth, and the kinds of calls."""
    found = {str(rule.kind) for rule in plan.rules}
    waiting: list[Any] = [plan.types]
    for rule in plan.rules:
        waiting += [rule.name, rule.body, rule.context]
        found.add(f"{rule.label} is deprecated. {rule.description}".strip())
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.add(one)
        elif isinstance(one, Mapping):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
    return frozenset(found)


def _key(rule: Rule) -> tuple[str, str]:
    return (str(rule.kind), rule.name or "")


def _is_python(name: str) -> bool:
    return name.endswith((".py", ".pyi"))
