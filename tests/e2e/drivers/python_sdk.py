"""The stock Python SDK as its users call it: messages come in on stdin, `host` is the gateway."""

import json
import sys
from typing import Any

from segment.analytics import Client

ARGUMENTS = {
    "userId": "user_id",
    "anonymousId": "anonymous_id",
    "groupId": "group_id",
    "previousId": "previous_id",
    "messageId": "message_id",
}


def main() -> None:
    order = json.load(sys.stdin)
    failures: list[str] = []
    client = Client(
        order["writeKey"],
        host=order["url"],
        gzip=order.get("gzip", False),
        on_error=lambda error, _items: failures.append(str(error)),
    )
    for message in order["messages"]:
        arguments: dict[str, Any] = {
            ARGUMENTS.get(key, key): value for key, value in message.items()
        }
        getattr(client, arguments.pop("type"))(**arguments)
    client.shutdown()
    if failures:
        sys.exit("\n".join(failures))


main()
