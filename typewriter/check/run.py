"""One reading of one file: what it needs, and what it finds."""

import ast
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from typewriter.check.facts import Fact, Facts
from typewriter.check.known import KnownFunction
from typewriter.check.scopes import Scope
from typewriter.check.text import Lines
from typewriter.check.usage import How
from typewriter.check.values import (
    NOTHING,
    Client,
    Offered,
    Partial,
    Text,
    Tracking,
    Value,
    items_of,
    join,
)
from typewriter.check.world import World
from typewriter.check.wrappers import Wrapper

Given = Mapping[str | int, Value]
"""Arguments of a call by place and by keyword."""


@dataclass(frozen=True, slots=True)
class Later:
    """A function's body: read when all around it has been. `arguments` are its parameters."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    name: str
    arguments: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Use:
    """A function of a client, used at a place."""

    function: Offered
    at: Position
    how: How


@dataclass(slots=True)
class Run:
    """The state of a reading.

    `asked` are facts of this very module that were needed, and what was answered; `needs` are
    other modules that were asked; `wants` are unread modules worth reading; `passed` is what
    functions of other modules were given. `guarded` are names that the file itself asks after;
    `guards` and `failing` count the blocks around in which names, or calls, may be wrong.
    `picked` are texts of tables out of which one was taken.
    `escaped` are clients that are handed to who knows whom, or may be as objects, `loose` are names of functions that
    something unknown is asked for.
    """

    module: str
    is_package: bool
    lines: Lines
    world: World
    before: Facts
    callers: Facts
    read: "Reader"
    wrappers: Mapping[str, Wrapper]
    facts: Facts = field(default_factory=Facts)
    asked: dict[Fact, Value] = field(default_factory=dict)
    needs: set[str] = field(default_factory=set)
    wants: set[str] = field(default_factory=set)
    passed: list[tuple[str, Fact, Value]] = field(default_factory=list)
    waiting: deque[Later] = field(default_factory=deque)
    uses: list[Use] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    guarded: set[str] = field(default_factory=set)
    guards: int = 0
    failing: int = 0
    picked: set[str] = field(default_factory=set)
    escaped: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)

    def value(self, scope: Scope, node: ast.expr) -> Value:
        """What an expression may be. What is in it has been seen to."""
        return self.read.value(self, scope, node)

    def use(self, scope: Scope, node: ast.expr) -> Value:
        """The same, where a function of a client that stands there is passed on."""
        value = self.value(scope, node)
        if isinstance(node, ast.Name | ast.Attribute):
            self.note(value, node, How.REFERENCED)
        return value

    def note(self, value: Value, node: ast.expr, how: How) -> None:
        """Functions of a client are used here."""
        for each in value:
            one = each.of if isinstance(each, Partial) else each
            if isinstance(one, Offered) and (function := self.function(one)):
                at = self.lines.name(node)
                self.uses.append(Use(one, at, how))
                if function.deprecated is not None:
                    self.tell("TW206", f"{function.deprecated.rstrip('.')}.", at)

    def lose(self, value: Value) -> None:
        """A client is handed to what cannot be followed."""
        self.escaped |= {
            one.client if isinstance(one, Tracking) else one.name
            for one in value
            if isinstance(one, Tracking | Client)
        }

    def function(self, one: Offered) -> KnownFunction | None:
        """The function of this name, if it is one."""
        return self.world.clients[one.client].functions.get(one.name)

    def is_in_wrapper(self, scope: Scope) -> bool:
        """Whether this is the body of a wrapper: it sends what it is given, so its calls are judged."""
        name = f"{self.module}.{scope.home().name}."
        return any(name.startswith(f"{wrapper}.") for wrapper in self.wrappers)

    def tell(self, rule: str, message: str, at: Position, advice: str = "") -> None:
        """Report a finding; not that a call is wrong where it shall be."""
        if rule == "TW205" and self.failing:
            return
        self.findings.append(finding(rule, message, at, advice=advice))

    def has_told(self, rule: str, node: ast.expr) -> bool:
        """Whether a finding was reported of this very name."""
        at = self.lines.name(node)
        return any(one.rule == rule and one.at == at for one in reversed(self.findings))

    def pick(self, value: Value) -> Value:
        """Any item of tables, but only one of them."""
        items = items_of(value)
        self.picked |= {one.value for one in items if isinstance(one, Text)}
        return items

    def ask(self, module: str, fact: Fact) -> Value | None:
        """What is known of a module, this one or another."""
        if module != self.module:
            self.needs.add(module)
            there = self.world.facts.get(module)
            return there.get(fact) if there else None
        told = (self.facts.get(fact), self.before.get(fact), self.callers.get(fact))
        known = [value for value in told if value is not None]
        answer = join(*known)
        self.asked[fact] = join(self.asked.get(fact, NOTHING), answer)
        return answer if known else None

    def is_settled(self) -> bool:
        """Whether all that was asked of this module was answered as it turned out to be."""
        if dict(self.facts.named("late")) != dict(self.before.named("late")):
            return False
        return all(answer == self._turned_out(fact) for fact, answer in self.asked.items())

    def _turned_out(self, fact: Fact) -> Value:
        told = (self.facts.get(fact), self.callers.get(fact))
        return join(*(value for value in told if value is not None))


class Reader(Protocol):
    """How code is read; the parts of a reading reach each other through it."""

    def value(self, run: Run, scope: Scope, node: ast.expr) -> Value:
        """What `node` may be."""

    def body(self, run: Run, scope: Scope, body: Sequence[ast.stmt]) -> bool:
        """Read statements; whether the last of them leaves."""

    def arguments(self, run: Run, scope: Scope, node: ast.Call) -> Given:
        """What each argument of a call is."""

    def assign(self, run: Run, scope: Scope, target: ast.Attribute, value: Value) -> None:
        """An attribute is set."""

    def give_back(self, run: Run, scope: Scope, value: Value) -> None:
        """The function returns or yields."""
