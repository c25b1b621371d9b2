"""A `Plan` becomes validators: one draft-07 schema per rule, over the whole message."""

from protocols.plan.compile.compiled import CompiledPlan, CompiledRule
from protocols.plan.compile.keys import Keys
from protocols.plan.compile.rules import compile_plan
from protocols.plan.compile.validator import MASK

__all__ = ["MASK", "CompiledPlan", "CompiledRule", "Keys", "compile_plan"]
