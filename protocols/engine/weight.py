from typing import Any


def weight(value: Any, most: int) -> int:
    """How many characters, keys and elements a JSON value has at every depth, and at least 1.

    Stops counting beyond `most`, and counts what stands at two places twice, as it is written twice.
    """
    counted, waiting = 0, [value]
    while waiting and counted <= most:
        part = waiting.pop()
        counted += 1
        if isinstance(part, str):
            counted += len(part)
        elif isinstance(part, list):
            counted += len(part)
            waiting += part if counted <= most else ()
        elif isinstance(part, dict):
            counted += sum(map(len, part))
            waiting += part.values() if counted <= most else ()
    return counted
