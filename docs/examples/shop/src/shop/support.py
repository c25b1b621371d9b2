"""What the support desk does on behalf of customers; older than the tracking plan."""

import segment.analytics as analytics


def refund(account: str, order_id: str) -> None:
    analytics.track(account, "Order Cancelled", {"order_id": order_id, "reason": "wrong"})


def reopen(account: str, order_id: str) -> None:
    analytics.track(account, "order completed", {"order_id": order_id})


def replay(account: str, kind: str) -> None:
    analytics.track(account, f"Order {kind}", {})


def close(account: str) -> None:
    # typewriter: ignore[TW208] the warehouse still counts these, until the new desk opens
    analytics.track(account, "Ticket Closed", {})


def escalate(account: str) -> None:
    analytics.track(account, "Ticket Escalated", {})  # typewriter: ignore[TW208]


def greet(account: str) -> str:
    return f"Dear {account}"  # typewriter: ignore[TW203] this was a call once
