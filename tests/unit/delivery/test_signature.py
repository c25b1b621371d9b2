import base64
import hashlib
import hmac

from protocols.delivery.destinations.signature import sign, signing_key


def test_the_specifications_own_example() -> None:
    key = signing_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = sign(
        key,
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_secret_of_any_other_form_is_the_key_itself() -> None:
    headers = sign(signing_key("a plain secret"), message_id="b", timestamp=1, body=b"[]")
    digest = hmac.digest(b"a plain secret", b"b.1.[]", hashlib.sha256)
    assert headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()
    assert signing_key("whsec_not base64!") == b"whsec_not base64!"
