"""From the cart to the payment."""

from decimal import Decimal

from shop.telemetry import User, emit, later, order_cancelled, tracking


class Checkout:
    """One customer on the way to the till."""

    def __init__(self, account: str) -> None:
        self.user = User(account)
        self.tracker = tracking

    def show_cart(self, items: list[str]) -> None:
        self.tracker.cart_viewed(self.user, items=len(items))

    def pay(self, order_id: str, total: Decimal, coupon: str | None) -> None:
        if coupon is None:
            self.tracker.order_completed(self.user, order_id=order_id, total=float(total))
        else:
            self.tracker.order_completed(
                self.user,
                order_id=order_id,
                total=float(total),
                currency="EUR",
                cupon=coupon,
            )

    def pay_later(self, order: dict[str, object]) -> None:
        self.tracker.order_completed(self.user, **order)

    def cancel(self, order_id: str) -> None:
        later(order_cancelled, self.user, order_id=order_id, reason="late")

    def empty(self, account: str) -> None:
        emit("Cart Emptied", account)
