"""Joining what several files say of one thing: equal is fine, more is fine, different is not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from protocols.findings import Finding
from protocols.findings.catalog import finding
from protocols.plan.file.places import Written

Declared = tuple[Any, Written]
"""A model, and where it is written."""


@dataclass(slots=True)
class Joined:
    """The first of several equal sayings, and every finding about those that differ."""

    findings: list[Finding] = field(default_factory=list)

    def one(self, what: str, said: Iterable[Declared], default: Any) -> Any:
        """The one value all agree on, or `default` when none says anything."""
        value, first = default, None
        for each, written in said:
            if first is None:
                value, first = each, written
            elif each != value:
                self.differ(what, written, first)
        return value

    def entries(
        self, what: str, said: Iterable[tuple[Mapping[str, Any], Written]]
    ) -> dict[str, tuple[Any, Written]]:
        """All entries of several maps, each with where the map is that says it first."""
        entries: dict[str, tuple[Any, Written]] = {}
        for mapping, written in said:
            for name, value in mapping.items():
                known, first = entries.setdefault(name, (value, written))
                if known != value:
                    self.differ(f'{what} "{name}"', written.part(name), first.part(name))
        return entries

    def differ(self, what: str, written: Written, first: Written) -> None:
        """Tell of something written in two ways."""
        here, there = first.at(), written.at()
        self.findings.append(
            finding(
                "TP032",
                f"{what} is defined differently in {there}",
                here,
                advice="a plan may add to a library, not change it; say it once",
                related=((there, "the other definition"),),
            )
        )


def said(models: Iterable[Declared], name: str) -> Iterator[Declared]:
    """`name`'s value in each model whose author wrote it."""
    for model, written in models:
        if name in model.model_fields_set:
            yield getattr(model, name), written.part(name.rstrip("_"))
