"""A second look at generated source: parsed again, it must say exactly what was meant.

Escaping makes this true; this makes sure of it, before anything is written to disk.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from typewriter.render.escape import indented
from typewriter.view.python.package import Choice, Function, Module, Sent, TypedDict


class NotFaithful(Exception):
    """Generated source differs from what it was generated from: a fault of the generator."""


def verify(module: Module, source: str, *, more: bool = False) -> None:
    """Compare every name, wire name, fixed value and docstring with the source's own tree.

    With `more` there may be functions that the plan does not have: a user's template adds them.
    """
    tree = ast.parse(source)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    meant = {function.name for function in module.functions}
    if not meant <= functions.keys() or (functions.keys() != meant and not more):
        raise NotFaithful(f"functions of {module.name}: {sorted(functions)}")
    for function in module.functions:
        _verify_function(function, functions[function.name])
    keys = dict(_record_keys(tree))
    for record in module.records:
        _verify_record(record, keys)
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    for choice in module.choices:
        _verify_choice(choice, classes[choice.name])


def _verify_function(function: Function, node: ast.FunctionDef) -> None:
    arguments = [each.arg for each in (*node.args.posonlyargs, *node.args.kwonlyargs)]
    meant = [each.name for each in (*function.positional, *function.arguments)]
    if arguments != meant or len(set(arguments)) != len(arguments):
        raise NotFaithful(f"arguments of {function.name}: {arguments}")
    if ast.get_docstring(node, clean=False) != indented(function.docstring):
        raise NotFaithful(f"docstring of {function.name}")
    if _sent(node) != _meant(function):
        raise NotFaithful(f"what {function.name} sends: {_sent(node)}")


def _verify_record(record: TypedDict, keys: Mapping[str, list[str]]) -> None:
    if keys.get(record.name) != [key.wire for key in record.keys]:
        raise NotFaithful(f"keys of {record.name}: {keys.get(record.name)}")


def _verify_choice(choice: Choice, node: ast.ClassDef) -> None:
    members = [
        (ast.unparse(one.targets[0]), ast.literal_eval(one.value))
        for one in node.body
        if isinstance(one, ast.Assign)
    ]
    if members != [(member.name, member.value) for member in choice.members]:
        raise NotFaithful(f"members of {choice.name}: {members}")


def _sent(node: ast.FunctionDef) -> Any:
    match node.body:
        case [_, ast.Expr(ast.Call(ast.Name("send_"), [kind, _, ast.Dict() as sent, _], options))]:
            body = [
                (_value(key), _value(value))
                for key, value in zip(sent.keys, sent.values, strict=True)
                if key is not None
            ]
            return _value(kind), body, [(("is", one.arg), _value(one.value)) for one in options]
        case _:
            return None


def _meant(function: Function) -> Any:
    body = [(("is", one.wire), _expected(one)) for one in function.sent]
    options = [(("is", one.wire), _expected(one)) for one in function.options]
    return ("is", function.kind), body, options


def _expected(one: Sent) -> tuple[str, Any]:
    return ("is", one.value) if one.argument is None else ("name", one.argument)


def _value(node: ast.expr) -> tuple[str, Any]:
    match node:
        case ast.Name(name):
            return ("name", name)
        case ast.Constant(value):
            return ("is", value)
        case _:
            return ("is", ast.literal_eval(node))


def _record_keys(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name):
                yield name, list(_annotated(node))
            case ast.Assign(
                [ast.Name(name)], ast.Call(ast.Name("TypedDict"), [_, ast.Dict(keys)])
            ):
                yield name, [ast.literal_eval(key) for key in keys if key is not None]
            case _:
                pass


def _annotated(node: ast.ClassDef) -> Iterator[str]:
    for one in node.body:
        if isinstance(one, ast.AnnAssign):
            yield one.target.id if isinstance(one.target, ast.Name) else ast.unparse(one.target)
