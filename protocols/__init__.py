"""Tracking plans as code: compile, judge, rewrite, keep and replay customer events."""
