"""FQL once more, written to be read: a walk over the tree, with nothing decided beforehand."""

import json
import operator
import re

from protocols.engine.fql.tree import Call, Compare, Everything, Join, ListOf, Literal, Not, Path


class Refused(Exception):
    """There is no answer."""


def type_of(value):
    if value is None:
        return "null"
    if value is True or value is False:
        return "bool"
    for kind, name in ((str, "string"), (int, "number"), (float, "number"), (list, "list")):
        if isinstance(value, kind):
            return name
    return "object"


def evaluate(node, message):
    return MEANINGS[type(node)](node, message)


def path(node, message):
    found = walk([message], node.steps)
    return found if None in node.steps else (found or [None])[0]


def join(node, message):
    for operand in node.operands:
        if truth(evaluate(operand, message)) == (node.junction == "or"):
            return node.junction == "or"
    return node.junction == "and"


MEANINGS = {
    Literal: lambda node, _: node.value,
    Everything: lambda *_: True,
    ListOf: lambda node, message: [evaluate(item, message) for item in node.items],
    Path: path,
    Not: lambda node, message: not truth(evaluate(node.operand, message)),
    Join: join,
    Compare: lambda node, message: compare(
        str(node.operator), evaluate(node.left, message), evaluate(node.right, message)
    ),
    Call: lambda node, message: call(
        node.name, [evaluate(argument, message) for argument in node.arguments]
    ),
}


def walk(found, steps):
    for step in steps:
        if isinstance(step, str):
            found = [node[step] for node in found if type_of(node) == "object" and step in node]
        elif step is None:
            found = [child for node in found if type_of(node) == "list" for child in node]
        else:
            found = [node[step] for node in found if type_of(node) == "list" and step < len(node)]
    return found


def truth(value):
    if type_of(value) not in {"bool", "null"}:
        raise Refused
    return bool(value)


def equal(a, b):
    if type_of(a) != type_of(b):
        return False
    if type_of(a) == "object":
        raise Refused
    if type_of(a) == "list":
        return len(a) == len(b) and all(equal(x, y) for x, y in zip(a, b, strict=True))
    return a == b


ORDER = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


def compare(sign, a, b):
    if sign in {"=", "!="}:
        return equal(a, b) == (sign == "=")
    if sign == "in":
        if type_of(a) in {"list", "object"} or type_of(b) not in {"list", "null"}:
            raise Refused
        return any(equal(a, item) for item in b or [])
    if {type_of(a), type_of(b)} - {"number", "null"}:
        raise Refused
    return a is not None and b is not None and ORDER[sign](a, b)


def upper(found):
    return found.group().upper()


def to_bool(value):
    if type_of(value) != "string":
        return bool(value)
    try:
        return {"true": True, "false": False, "": False}[value]
    except KeyError:
        raise Refused from None


def to_number(value):
    if type_of(value) == "number":
        return value
    if not re.fullmatch(
        r"[ \t\n\r\f\v]*-?\d{1,20}(\.\d{1,20})?([eE][+-]?\d\d?)?[ \t\n\r\f\v]*", value, re.ASCII
    ):
        raise Refused
    return int(value) if value.strip().lstrip("-").isdigit() else float(value)


def to_string(value):
    if type_of(value) == "list":
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if type_of(value) == "bool":
        return str(value).lower()
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
    return str(int(value) if whole else value)


def glob(text, pattern):
    """As a regular expression: short texts only, for it goes back."""
    parts, place = [], 0
    while place < len(pattern):
        sign = pattern[place]
        if sign == "[":
            end = place + 1
            while end < len(pattern) and pattern[end] != "]":
                end += 2 if pattern[end] == "\\" else 1
            inside = pattern[place + 1 : end]
            if end >= len(pattern) or not inside or inside[0] in "^!":
                raise Refused
            parts.append(one_of(inside))
            place = end + 1
        elif sign == "\\":
            if place + 1 == len(pattern):
                raise Refused
            parts.append(re.escape(pattern[place + 1]))
            place += 2
        else:
            parts.append({"*": ".*", "?": "."}.get(sign, re.escape(sign)))
            place += 1
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def one_of(inside):
    characters = re.findall(r"\\?.", inside, re.DOTALL)
    ranges = []
    while characters:
        low = characters.pop(0)[-1]
        high = low
        if len(characters) > 1 and characters[0] == "-":
            characters.pop(0)
            high = characters.pop(0)[-1]
        if low > high:
            raise Refused
        ranges.append(f"{re.escape(low)}-{re.escape(high)}")
    return f"[{''.join(ranges)}]"


# name: types of each argument, the answer for a null, the answer
CALLS = {
    "bool": ("scalar+list", False, to_bool),
    "contains": ("string string", False, lambda text, part: part in text),
    "kebabcase": ("string", None, lambda text: "-".join(text.split(" "))),
    "length": ("string+list", 0, lambda v: len(v.encode() if type_of(v) == "string" else v)),
    "lowercase": ("string", None, lambda text: text.lower()),
    "match": ("string string", False, glob),
    "number": ("string+number", None, to_number),
    "snakecase": ("string", None, lambda text: "_".join(text.split(" "))),
    "string": ("scalar+list", None, to_string),
    "titlecase": ("string", None, lambda text: re.sub(r"(?<![^ ])[^ ]", upper, text)),
    "typeof": ("scalar+list", "null", type_of),
    "uppercase": ("string", None, lambda text: text.upper()),
}


def call(name, values):
    takes, of_null, answer = CALLS[name]
    for value, wanted in zip(values, takes.split(" "), strict=True):
        kinds = {"null", *wanted.replace("scalar", "string+number+bool").split("+")}
        if type_of(value) not in kinds:
            raise Refused
    return of_null if None in values else answer(*values)
