"""Accounts: made, greeted, and written to."""

from functools import partial

from shop import telemetry
from shop.telemetry import User, identify, signed_up

signed_up_free = partial(signed_up, plan="free")


def register(account: str, email: str, *, paying: bool, referrer: str | None) -> None:
    user = User(account)
    identify(user, email=email)
    if not paying:
        signed_up_free(user)
    elif referrer is None:
        signed_up(user, plan="plus")
    else:
        signed_up(user, plan="premium", referrer=referrer)


def subscribe(account: str) -> None:
    telemetry.tracking.newsletter_joined(User(account))


def invite(account: str, friend: str) -> None:
    telemetry.tracking.friend_invited(User(account), friend=friend)
