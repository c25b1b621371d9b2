"""The table of checks, and running them all."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from protocols.findings import Finding
from protocols.plan.compile import CompiledPlan
from protocols.plan.lint.examples import broken_promises
from protocols.plan.lint.names import deceptive_names, names_alike, undescribed
from protocols.plan.model import Plan

Check = Callable[[Plan, CompiledPlan], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = (broken_promises, undescribed, deceptive_names, names_alike)


def lint(plan: Plan, compiled: CompiledPlan) -> tuple[Finding, ...]:
    """Everything that can be held against a plan that loads, in file order."""
    found = chain.from_iterable(check(plan, compiled) for check in CHECKS)
    order = {file: index for index, file in enumerate(plan.files)}
    return tuple(sorted(found, key=lambda each: (order.get(each.at.file, 0), each.at)))
