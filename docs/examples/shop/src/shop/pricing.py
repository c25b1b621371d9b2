"""Prices, in the middle of being rewritten."""

from shop_tracking import User, cart_viewed


def quote(account: str, items: list[str]) -> float:
    cart_viewed(User(account), items=len(items)
    return 9.5 * len(items)
