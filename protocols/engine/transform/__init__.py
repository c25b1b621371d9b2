"""Transformations and filters as a person writes them, and the pure functions they become."""

from protocols.engine.transform.chain import Transformations
from protocols.engine.transform.filters import (
    FILTERED_BY_RULES,
    INVALID_SETTINGS,
    Filtered,
    FilterSet,
    compile_filters,
)
from protocols.engine.transform.model import Filter, Filters, Transformation
from protocols.engine.transform.transformer import (
    Change,
    Transformed,
    Transformer,
    compile_transformations,
)

__all__ = [
    "FILTERED_BY_RULES",
    "INVALID_SETTINGS",
    "Change",
    "Filter",
    "FilterSet",
    "Filtered",
    "Filters",
    "Transformation",
    "Transformations",
    "Transformed",
    "Transformer",
    "compile_filters",
    "compile_transformations",
]
