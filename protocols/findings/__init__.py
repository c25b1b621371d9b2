"""Findings: what lint, check, validate and the loaders report, and every way of printing it."""

from protocols.findings.finding import Finding, Position, Severity

__all__ = ["Finding", "Position", "Severity"]
