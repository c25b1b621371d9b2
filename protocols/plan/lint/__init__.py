"""Checks of a plan that loads: do its examples say the same as its rules, can people read it."""

from protocols.plan.lint.lint import lint

__all__ = ["lint"]
