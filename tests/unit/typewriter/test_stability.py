"""What a call is called does not change when a plan grows, shrinks or is merged.

With the lock of the last run a name never changes. Without it, a name changes only when a newcomer
would like the same one.
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from protocols import compile_plan
from protocols.findings import Position
from protocols.plan.model import Kind, Plan, Rule
from tests.unit.typewriter.making import GENERATOR, package_of
from typewriter.naming import Key, snake
from typewriter.view.lock import Lock, read_lock
from typewriter.view.python.package import Package
from typewriter.view.python.vocabulary import RESERVED

AT = Position("plan.yaml")
WORDS = [
    *(
        "Order",
        "order",
        "ORDER",
        "Order!",
        "order_",
        "Order V1",
        "order_v1",
        "orderV1",
        "Page Home",
    ),
    *("track", "identify", "class", "é", "e\u0301", "🔥", "!!!", "", "购物", "Order Item", "str"),
    *(
        "order_1b5f",
        "Order A",
        "order_a",
        "OrderA",
        "Type",
        "_order",
        "__order__",
        "x" * 61,
        "x" * 62,
    ),
]
wires = st.sampled_from(WORDS) | st.text(alphabet="aB_ -é购1", max_size=4)
schemas = st.recursive(
    st.sampled_from([{"type": "string"}, {"enum": ["a", "A"]}, {"$ref": "#/types/order"}]),
    lambda inner: st.one_of(
        st.builds(lambda one: {"type": "array", "items": one}, inner),
        st.builds(
            lambda named: {"type": "object", "properties": named},
            st.dictionaries(wires, inner, min_size=1, max_size=2),
        ),
    ),
    max_leaves=3,
)
Bodies = Mapping[str, Mapping[str, Any]]
bodies = st.dictionaries(wires, schemas, max_size=4)
Said = Mapping[tuple[Kind, str, int | None], Mapping[str, Any]]
"""What a plan says: kind, name and version → properties."""
keys = st.one_of(
    st.tuples(st.just(Kind.TRACK), wires, st.none()),
    st.tuples(st.just(Kind.TRACK), st.sampled_from(["Order", "order"]), st.sampled_from([1, 2])),
    st.tuples(st.sampled_from([Kind.PAGE, Kind.SCREEN]), wires, st.none()),
)
said = st.dictionaries(keys, bodies, max_size=6)
TYPES = {"order": {"type": "object", "properties": {"a": {"type": "string"}}}}


def _plan(said: Said) -> Plan:
    return Plan(
        id="p",
        version="1",
        title="",
        owner="",
        sha256="0" * 64,
        files=(),
        types=TYPES,
        rules=tuple(
            Rule(kind, name, version, AT, {"type": "object", "properties": dict(body)})
            for (kind, name, version), body in said.items()
            if version is not None or not _has_versions(said, kind, name)
        ),
        has_pages=True,
        has_screens=True,
    )


def _has_versions(said: Said, kind: Kind, name: str) -> bool:
    return any((kind, name, version) in said for version in (1, 2))


def _package(said: Said, lock: Lock | None = None) -> Package:
    return package_of(compile_plan(_plan(said)), lock)


def _lock(package: Package) -> Lock:
    lock = Lock(compile_plan(_plan({})).ref, GENERATOR, package.names, package.renamed)
    found = read_lock(lock.to_json())
    assert found is not None
    return found


def _called(package: Package) -> dict[tuple[Key, str], str]:
    """Everything that has a name: calls, classes, and arguments as (call, property)."""
    names = {(key, ""): name for name, key in package.names.items()}
    for module in package.modules:
        for function in module.functions:
            key = package.names[function.name]
            for one in function.sent:
                names[key, f".{one.wire}"] = str(one.argument)
    return names


def _merged(one: Said, other: Said) -> Said:
    """Events and properties of both; what `one` says of a property stays."""
    return {key: {**other.get(key, {}), **one.get(key, {})} for key in {**one, **other}}


def _same_newest(one: Said, other: Said) -> bool:
    """A newer version takes the plain name of its event: that is meant, and not looked at here."""
    return all(
        _newest(one, name) == _newest(other, name) or _newest(one, name) is None
        for name in ("Order", "order")
    )


def _newest(said: Said, name: str) -> int | None:
    there = [version or 0 for kind, event, version in said if (kind, event) == (Kind.TRACK, name)]
    return max(there, default=None)


@given(said, said)
def test_with_its_lock_a_client_grows_without_renaming(before: Said, added: Said) -> None:
    after = _merged(before, added)
    if not _same_newest(before, after):
        return
    old = _package(before)
    new = _package(after, _lock(old))
    assert _kept(_called(old), _called(new))


def _kept(old: Mapping[Any, str], new: Mapping[Any, str]) -> bool:
    return all(new[key] == name for key, name in old.items() if key in new)


@given(said, said)
def test_what_is_removed_renames_nothing_that_stays(before: Said, added: Said) -> None:
    whole = _merged(before, added)
    if not _same_newest(before, whole):
        return
    old = _package(whole)
    less = _package(before, _lock(old))
    assert _kept(_called(old), _called(less))
    again = _package(whole, _lock(less))
    assert _kept(_called(less), _called(again))


@given(said, said, said)
def test_two_branches_are_merged_without_renaming_what_both_had(
    before: Said, ours: Said, theirs: Said
) -> None:
    base = _package(before)
    branches = [_merged(before, ours), _merged(before, theirs)]
    whole = _merged(branches[0], theirs)
    if not all(_same_newest(before, one) for one in (*branches, whole)):
        return
    one, other = (_lock(_package(branch, _lock(base))) for branch in branches)
    conflict = f"<<<<<<< ours\n{one.to_json()}=======\n{other.to_json()}>>>>>>> theirs\n"
    for lock in (one, other, read_lock(conflict)):
        assert _kept(_called(base), _called(_package(whole, lock)))


@given(said, said)
def test_without_a_lock_only_a_newcomer_that_wants_the_name_can_take_it(
    before: Said, added: Said
) -> None:
    after = _merged(before, added)
    old, new = _functions(before), _functions(after)
    newcomers = {key for key in after if key not in before}
    wanted = {base for key in newcomers for base in _bases(key)}
    for key, name in old.items():
        if name not in wanted and not _bases(key) & wanted:
            assert new[key] == name


def _functions(said: Said) -> dict[tuple[Kind, str, int | None], str]:
    called = {key: name for name, key in _package(said).names.items()}
    names = {}
    for kind, name, version in said:
        key = (str(kind), name)
        if version is None or version == _newest(said, name):
            names[kind, name, version] = called[key]
        else:
            names[kind, name, version] = called[*key, str(version)]
    return {
        key: name for key, name in names.items() if key[2] or not _has_versions(said, *key[:2])
    }


def _bases(key: tuple[Kind, str, int | None]) -> set[str]:
    """The names that a call would like, whatever versions there are of it."""
    kind, name, _ = key
    if kind is Kind.TRACK:
        base = snake(name, prefix="event", unnamed="event")
    else:
        base = snake(f"{kind}_{name}", prefix="", unnamed="")
    base = f"{base.rstrip('_')}_event" if base in RESERVED else base
    return {base, *(f"{base.rstrip('_')}_v{version}" for version in (1, 2))}
