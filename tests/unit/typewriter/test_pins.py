"""A plan may say what a function or an argument is called; what cannot be had is told where it stands."""

from pathlib import Path
from types import ModuleType

import pytest

from protocols.errors import PlanError
from tests.unit.typewriter.conftest import MakeClient
from tests.unit.typewriter.making import compiled_from, files_of, package_of
from tests.unit.typewriter.radio import Recorder
from typewriter.view.lock import read_lock
from typewriter.view.python.vocabulary import RESERVED, RUNTIME_EXPORTS

PINNED = """
plan: pinned
events:
  Product Viewed: {x-python-name: raw_product_viewed}
  product_viewed: {properties: {Product ID: {type: string, x-python-name: sku}, product_id: {type: string}}}
  "🔥": {x-python-name: on_fire}
  Order Completed:
    x-python-name: order
    versions: {1: {properties: {cents: {type: integer}}}, 2: {properties: {total: {type: number}}}}
  Swap A: {x-python-name: swap_b}
  Swap B: {x-python-name: swap_a}
identify: {x-python-name: about, traits: {"@": {type: string, x-python-name: email}}}
page: {Home: {x-python-name: HomePage}}
types:
  product: {type: object, properties: {a: {type: string}}}
"""


@pytest.fixture
def pinned(make_client: MakeClient) -> tuple[ModuleType, Recorder]:
    client, recorder = make_client(PINNED), Recorder()
    client.configure(recorder, validate="raise")
    return client, recorder


@pytest.mark.parametrize(
    ("call", "sent"),
    [
        ("raw_product_viewed(who)", {"event": "Product Viewed", "properties": {}}),
        (
            "product_viewed(who, sku='1', product_id='2')",
            {"event": "product_viewed", "properties": {"Product ID": "1", "product_id": "2"}},
        ),
        ("on_fire(who)", {"event": "🔥"}),
        ("order(who, total=1)", {"event": "Order Completed", "properties": {"total": 1}}),
        ("order_v1(who, cents=1)", {"event": "Order Completed", "properties": {"cents": 1}}),
        ("swap_a(who)", {"event": "Swap B"}),
        ("swap_b(who)", {"event": "Swap A"}),
        ("about(who, email='a')", {"traits": {"@": "a"}}),
        ("HomePage(who)", {"name": "Home"}),
    ],
)
def test_what_is_pinned_is_called_so_and_sent_as_ever(
    call: str, sent: dict[str, object], pinned: tuple[ModuleType, Recorder]
) -> None:
    client, recorder = pinned
    eval(f"t.{call}", {"t": client, "who": client.User("u")})
    ((_, made),) = recorder.calls
    assert sent.items() <= made.items()


def test_a_pin_is_no_collision_and_a_docstring_says_what_is_sent(tmp_path: Path) -> None:
    compiled = compiled_from(PINNED, tmp_path)
    assert package_of(compiled).findings == ()
    assert "    sku: Sent as 'Product ID'." in files_of(compiled)["_product.py"]


PROBLEMS = [
    ("x-python-name: class", "'class' cannot be a name in Python"),
    ("x-python-name: a b", "'a b' cannot be a name in Python"),
    ("x-python-name: ﬁ", "'ﬁ' cannot be a name in Python"),
    ("x-python-name: _private", "'_private' cannot be a name in Python"),
    ("x-python-name: __getattr__", "'__getattr__' cannot be a name in Python"),
    ("x-python-name: ''", "'' cannot be a name in Python"),
    ("x-python-name: 3", "what stands here cannot be a name in Python"),
    ("x-python-name: [a]", "what stands here cannot be a name in Python"),
    ("x-python-name: {a: b}", "what stands here cannot be a name in Python"),
    (f"x-python-name: {'x' * 61}", f"the name '{'x' * 61}' is too long"),
]


@pytest.mark.parametrize(("pin", "message"), PROBLEMS)
def test_no_name_is_told_for_calls_and_properties(pin: str, message: str, tmp_path: Path) -> None:
    plan = f"plan: p\nevents:\n  A:\n    {pin}\n    properties:\n      b: {{{pin}}}\n"
    with pytest.raises(PlanError) as error:
        package_of(compiled_from(plan, tmp_path))
    call, argument = error.value.problems
    file = tmp_path / "plan.yaml"
    assert call.headline == f"{file}:4:5: error[TW103] {message}"
    assert argument.headline == f"{file}:6:11: error[TW103] {message}"


@pytest.mark.parametrize("name", sorted(RESERVED | RUNTIME_EXPORTS.keys()))
def test_no_call_takes_a_name_of_the_clients_own(name: str, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="every client uses itself"):
        package_of(compiled_from(f"plan: p\nevents: {{A: {{x-python-name: {name}}}}}\n", tmp_path))


def test_no_argument_ends_as_ours_do(tmp_path: Path) -> None:
    plan = "plan: p\nevents: {A: {properties: {b: {x-python-name: who_}}}}\n"
    with pytest.raises(PlanError, match="as only the client's own arguments do"):
        package_of(compiled_from(plan, tmp_path))


TAKEN = """
plan: p
events:
  Order Completed: {}
  Checkout: {x-python-name: order_completed}
  Pay: {x-python-name: paid}
  Buy: {x-python-name: paid}
  Keys:
    properties:
      a: {type: string}
      b: {type: string, x-python-name: a}
"""


def test_a_pin_takes_no_name_away(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as error:
        package_of(compiled_from(TAKEN, tmp_path))
    file = tmp_path / "plan.yaml"
    assert [problem.headline.removeprefix(f"{file}:") for problem in error.value.problems] == [
        "5:14: error[TW103] 'order_completed' is already what 'Order Completed' is called",
        "6:9: error[TW103] 'paid' is already what 'Buy' is called",
        "11:25: error[TW103] 'a' is already what 'a' is called",
    ]
    first = error.value.problems[0]
    assert [str(at) for at, _ in first.related] == [f"{file}:4:3"]  # type: ignore[attr-defined]


def test_what_the_lock_remembers_survives_a_pin_on_the_event(tmp_path: Path) -> None:
    plan = "plan: p\nevents: {A: {properties: {productId: {}}}}\n"
    lock = read_lock(files_of(compiled_from(plan, tmp_path))["plan.lock"])
    pinned = (
        "plan: p\nevents: {A: {x-python-name: b, properties: {productId: {}, product_id: {}}}}\n"
    )
    package = package_of(compiled_from(pinned, tmp_path), lock)
    assert package.renamed["b"]["product_id"] == "productId"


def test_without_its_pin_a_call_has_its_own_name_again(tmp_path: Path) -> None:
    pinned = files_of(compiled_from("plan: p\nevents: {A: {x-python-name: b}}\n", tmp_path))
    package = package_of(
        compiled_from("plan: p\nevents: {A: {}, C: {}}\n", tmp_path),
        read_lock(pinned["plan.lock"]),
    )
    assert sorted(package.names) == ["a", "c"]
