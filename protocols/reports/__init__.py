"""Reports: what was wrong with the traffic, whose it is, and where every message went."""

from protocols.reports.build import build_report
from protocols.reports.report import Report

__all__ = ["Report", "build_report"]
