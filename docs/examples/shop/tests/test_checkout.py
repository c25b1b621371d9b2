from shop.checkout import Checkout
from shop_tracking import User, gift_card_redeemed
from shop_tracking.testing import capture


def test_the_cart_is_counted() -> None:
    with capture() as sent:
        Checkout("u1").show_cart(["lamp"])
    assert sent.named("Cart Viewed")[0].properties == {"items": 1}


def test_a_gift_card_has_a_value() -> None:
    with capture() as sent:
        gift_card_redeemed(User("u1"), amount=5.0)
    assert len(sent.events) == 1
