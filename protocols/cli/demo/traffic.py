"""The demo's senders, run as a program: `python -m protocols.cli.demo.traffic URL CLIENT_PACKAGE`.

It sends a shop's day through the generated client and through the unmodified Segment SDK, with the
mistakes that real code makes, and prints how many calls it made.
"""

import importlib
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

VISITORS: Final = 40
LEGACY_ORDERS: Final = 25

Product = dict[str, Any]

PRODUCTS: Final[tuple[Product, ...]] = (
    {"product_id": "10234", "sku": "DRP-02", "name": "Pour-over dripper", "price": 24.5},
    {"product_id": "10871", "sku": "FLT-100", "name": "Paper filters", "price": 4.95},
    {"product_id": "11002", "sku": "GRD-7", "name": "Hand grinder", "price": 89.0},
)


def main() -> None:
    """Send everything, wait until the SDKs have flushed, and print the number of calls."""
    url, package = sys.argv[1:3]
    chance = random.Random(7)  # noqa: S311 - the same day every time
    sent = typed_client(url, importlib.import_module(package), chance)
    sent += stock_sdk(url, chance)
    print(sent)  # noqa: T201 - this is a program


def typed_client(url: str, shop: Any, chance: random.Random) -> int:
    """Typed calls; a few come from code that nobody type-checked."""
    transport = shop.HttpTransport("demo-shop", host=url)
    shop.configure(transport, validate="off")
    calls = [call for number in range(VISITORS) for call in _visit(shop, number, chance)]
    for call in calls:
        call()
    transport.flush()
    transport.shutdown()
    return len(calls)


def _visit(shop: Any, number: int, chance: random.Random) -> Iterator[Callable[[], None]]:
    who = shop.User(f"user_{number}")
    product = chance.choice(PRODUCTS)
    order, cart = f"order_{number}", f"cart_{number}"
    bought = [{**product, "quantity": 1}]
    price: Any = str(product["price"]) if number % 10 == 0 else product["price"]
    yield lambda: shop.identify(who, email=f"visitor{number}@example.com", order_count=number % 5)
    yield lambda: shop.products_searched(who, query="coffee gear")
    yield lambda: shop.product_viewed(who, **{**product, "price": price}, currency="EUR")
    yield lambda: shop.product_added(who, **product, quantity=1, cart_id=cart)
    yield lambda: shop.checkout_started(who, order_id=order, currency="EUR", products=bought)
    if number % 3 == 0:
        total = product["price"] if number % 9 else -1
        yield lambda: shop.order_completed(
            who, order_id=order, currency="EUR", total=total, products=bought
        )


def stock_sdk(url: str, chance: random.Random) -> int:
    """Hand-written calls, as they grow in a code base without a plan."""
    from segment.analytics import Client

    client = Client("demo-legacy", host=url, max_queue_size=10_000)
    calls = [*_orders(chance), *_mistakes()]
    for call in calls:
        client.track(**call)
    client.flush()
    client.join()
    return len(calls)


def _orders(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(LEGACY_ORDERS):
        product = {**chance.choice(PRODUCTS), "quantity": 2}
        order = {"order_id": f"legacy_{number}", "currency": "eur", "products": [product]}
        event = "order completed" if number % 5 == 0 else "Order Completed"
        if number % 4 == 0:
            order["orderId"] = order.pop("order_id")
        if number % 6 == 0:
            order |= {
                "card_number": "4111 1111 1111 1111",
                "products": [{**product, "margin": 0.4}],
            }
        yield {"user_id": f"old_{number}", "event": event, "properties": order}


def _mistakes() -> Iterator[dict[str, Any]]:
    viewed = {**PRODUCTS[0], "currency": "EUR"}
    for number in range(12):
        who = f"old_{number}"
        yield {"user_id": who, "event": "Oder Completed", "properties": {"order_id": "x"}}
        yield {
            "user_id": who,
            "event": "Product Viewed",
            "properties": {**viewed, "value": "24,50"},
        }
        yield {"user_id": who, "event": "Cart Viewed", "properties": {"cart_id": number}}
        yield {"user_id": who, "event": f"Button {number % 3} Clicked", "properties": {}}
    for _ in range(4):
        yield {
            "user_id": "old_1",
            "event": "Cart Viewed",
            "properties": {"cart_id": "c1"},
            "message_id": "sent-again",
        }
    yield {
        "user_id": "old_2",
        "event": "Product Viewed",
        "properties": {**viewed, "value": float("nan")},
    }


if __name__ == "__main__":
    main()
