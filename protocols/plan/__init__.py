"""Tracking plans: a YAML file becomes a `Plan`, a `Plan` becomes a `CompiledPlan`."""
