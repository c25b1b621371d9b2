"""Names that lead to names: which lead back to themselves, and how far each can lead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Leads = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class _Search:
    """Tarjan's algorithm, without recursion: a plan may hold long chains of types."""

    leads: Leads
    found: list[list[str]] = field(default_factory=list)
    number: dict[str, int] = field(default_factory=dict)
    lowest: dict[str, int] = field(default_factory=dict)
    open: dict[str, None] = field(default_factory=dict)

    def visit(self, root: str) -> None:
        path = [(root, self._enter(root))]
        while path:
            name, below = path[-1]
            following = next(below, None)
            if following is None:
                path.pop()
                self._leave(name, path[-1][0] if path else None)
            elif following not in self.number:
                path.append((following, self._enter(following)))
            elif following in self.open:
                self.lowest[name] = min(self.lowest[name], self.number[following])

    def _enter(self, name: str) -> Iterator[str]:
        self.number[name] = self.lowest[name] = len(self.number)
        self.open[name] = None
        return (each for each in self.leads[name] if each in self.leads)

    def _leave(self, name: str, above: str | None) -> None:
        if above is not None:
            self.lowest[above] = min(self.lowest[above], self.lowest[name])
        if self.lowest[name] == self.number[name]:
            component: list[str] = []
            while name not in component[-1:]:
                component.append(self.open.popitem()[0])
            self.found.append(component)


def components(leads: Leads) -> list[list[str]]:
    """Groups of names that lead to one another; each group after all that it leads to."""
    search = _Search(leads)
    for name in leads:
        if name not in search.number:
            search.visit(name)
    return search.found


def in_circles(leads: Leads) -> frozenset[str]:
    """The names that lead back to themselves."""
    groups = components(leads)
    return frozenset(
        name for group in groups for name in group if len(group) > 1 or name in leads[name]
    )


def reach(leads: Leads) -> dict[str, int]:
    """At most how many names one passes through from each, itself included, before a repetition."""
    furthest: dict[str, int] = {}
    for group in components(leads):
        members = set(group)
        below = [furthest[each] for name in group for each in leads[name] if each in furthest]
        steps = len(members) + max(below, default=0)
        furthest.update(dict.fromkeys(group, steps))
    return furthest
