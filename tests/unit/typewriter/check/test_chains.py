"""However a function is handed from name to name and from module to module, its call is seen."""

from random import Random

import pytest

from tests.unit.typewriter.check.shop import scanned, told, used

_START = {
    "module": ("import acme_tracking as {new}", True),
    "function": ("from acme_tracking import order_completed as {new}", False),
}
_STEPS = (
    "{new} = {old}",
    "if True:\n    {new} = {old}",
    "try:\n    {new} = {old}\nexcept Exception:\n    raise",
    "def make_{new}():\n    return {old}\n{new} = make_{new}()",
    "class C{new}:\n    value = staticmethod({old})\n{new} = C{new}.value",
    "class C{new}:\n    def __init__(self):\n        self.value = {old}\n{new} = C{new}().value",
    "class C{new}:\n    @property\n    def value(self):\n        return {old}\n{new} = C{new}().value",
    "class B{new}:\n    value = {old}\nclass C{new}(B{new}):\n    pass\n{new} = C{new}.value",
    "{new}, other = {old}, 1",
    "({new} := {old})",
    "from typing import cast\n{new} = cast(object, {old})",
    "{new} = [{old}][0]",
    "{new} = {{'a': {old}}}['a']",
    "for {new} in ({old},):\n    break",
    "{new} = None or {old}",
    "{new} = {old} if True else None",
    "def set_{new}():\n    global {new}\n    {new} = {old}\nset_{new}()",
    "match {old}:\n    case {new}:\n        pass",
    "make_{new} = lambda: {old}\n{new} = make_{new}()",
)
_IMPORTS = (
    "from {module} import {old} as {new}",
    "from .{last} import {old} as {new}",
    "import {module} as m{new}\n{new} = m{new}.{old}",
    "from app import {last} as m{new}\n{new} = m{new}.{old}",
    "from {module} import *\n{new} = {old}",
    "import {module}\n{new} = {module}.{old}",
    "from importlib import import_module\n{new} = import_module('{module}').{old}",
)
_ENDS = (
    "{call}",
    "def run():\n    {call}",
    "async def run():\n    return await {call}",
    "run = lambda: {call}",
    "class Run:\n    def run(self):\n        for _ in self:\n            {call}",
    "results = [{call} for _ in range(2)]",
)
_CALL = "{name}(who, order_id='o', total=1)"


@pytest.mark.parametrize("seed", range(120))
def test_a_random_chain_resolves(seed: int) -> None:
    rng = Random(seed)
    files: dict[str, list[str]] = {"app/m0.py": []}
    start, is_module = _START[rng.choice(sorted(_START))]
    name, module, lines = "n0", 0, files["app/m0.py"]
    lines.append(start.format(new=name))
    for step in range(1, rng.randint(3, 14)):
        new = f"n{step}"
        if rng.random() < 0.3:
            choices = _IMPORTS
            lines = files.setdefault(f"app/m{module + 1}.py", [])
            form = rng.choice(choices)
            lines.append(
                form.format(module=f"app.m{module}", last=f"m{module}", old=name, new=new)
            )
            module += 1
        else:
            lines.append(rng.choice(_STEPS).format(old=name, new=new))
        name = new
    call = _CALL.format(name=f"{name}.order_completed" if is_module else name)
    lines.append(rng.choice(_ENDS).format(call=call))
    order = sorted(files)
    rng.shuffle(order)
    found = scanned({path: "\n".join(files[path]) + "\n" for path in order})
    calls = used(found, how="called")
    assert len(calls) == 1, "\n\n".join(f"# {path}\n" + "\n".join(files[path]) for path in files)
    assert calls[0].startswith(f"order_completed called app/m{module}.py:")
    assert told(found) == []
