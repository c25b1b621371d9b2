"""Wrong and right, for findings that code is better shown for. The plan is that of a small shop."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Example:
    """Lines that lead to a finding, and lines that do not."""

    wrong: str
    right: str


_CALL: Final = 'shop.order_completed(user, order_id="o1", total=9.5, currency="EUR")'
_RAW: Final = 'analytics.track("u1", "Order Completed", {"order_id": "o1"})'

EXAMPLES: Final = {
    "TW101": Example(
        "events:\n  Order Completed: {}\n  order-completed: {}",
        "events:\n  Order Completed: {}\n  order-completed: {x-python-name: legacy_order_completed}",
    ),
    "TW102": Example(
        "properties:\n  order_id: {type: string}\n  order-id: {type: string}",
        "properties:\n  order_id: {type: string}\n  order-id: {type: string, x-python-name: old_order_id}",
    ),
    "TW103": Example(
        "events:\n  Order Completed: {}\n  Checkout Finished: {x-python-name: order_completed}",
        "events:\n  Order Completed: {}\n  Checkout Finished: {x-python-name: checkout_completed}",
    ),
    "TW201": Example(_CALL.replace("completed", "complete"), _CALL),
    "TW202": Example(
        "events:\n  Page Scrolled:\n    description: A reader saw the end of a page.",
        "events:\n  Page Scrolled:\n    description: A reader saw the end of a page.\n    sources: [web]",
    ),
    "TW203": Example(_RAW, _CALL),
    "TW204": Example(
        'analytics.track("u1", f"Order {outcome}", {})',
        f'if outcome == "Completed":\n    {_CALL}',
    ),
    "TW205": Example(_CALL.replace('"EUR"', '"Euro"'), _CALL),
    "TW206": Example('shop.newsletter_joined(user)', 'shop.signed_up(user, plan="free")'),
    "TW207": Example("shop.order_completed(user, **order)", _CALL),
    "TW208": Example('analytics.track("u1", "Order Compleeted", {})', _CALL),
    "TW210": Example("def pay(order:\n    return order", "def pay(order):\n    return order"),
    "TW211": Example(
        f"{_RAW}  # typewriter: ignore[TW203]",
        f"{_RAW}  # typewriter: ignore[TW203] the old queue has to be drained first",
    ),
    "TW212": Example(f"{_CALL}  # typewriter: ignore[TW203] drained in May", _CALL),
}  # fmt: skip
