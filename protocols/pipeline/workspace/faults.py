"""What can be wrong with a workspace file beyond its form. Ids are never given a second meaning."""

from typing import Final

from protocols.findings import Finding, Position, Severity
from protocols.findings.catalog import Check

CHECKS: Final = {
    "WS001": Check(
        "variable not set",
        "A ${NAME} in the file has no value, or an empty one, in the environment.",
    ),
    "WS002": Check(
        "not a variable", "Between ${ and } stands the name of an environment variable."
    ),
    "WS003": Check(
        "literal secret",
        "A secret stands in the file itself, where version control and backups keep it. Write ${NAME}.",
    ),
    "WS004": Check(
        "write key used twice",
        "A write key says whose a message is, so two sources cannot share it.",
    ),
    "WS005": Check("unknown source", "A source is named that the file does not define."),
    "WS006": Check("forwards to itself", "A source cannot forward to itself."),
    "WS007": Check("no such plan", "The plan file does not exist."),
    "WS008": Check(
        "controls without a plan",
        "Controls act on what a plan says; without one they would do nothing.",
    ),
    "WS009": Check("file used twice", "Two destinations cannot write to the same file."),
    "WS010": Check(
        "needs a restart",
        "The open journal depends on it, so a running gateway keeps the old value until a restart.",
    ),
    "WS020": Check(
        "control of an unknown event",
        "A control names an event, page or screen that the plan does not have: it would do nothing.",
    ),
    "WS021": Check(
        "control of an unknown label",
        "A control names a label that no rule of the plan has. A label is written `key:value`.",
    ),
    "WS022": Check(
        "path outside a message",
        "A transformation or filter names a path that begins with no field of a Segment message, such as `email` for `properties.email`. For messages without that field it does nothing.",
        Severity.WARNING,
    ),
    "WS023": Check(
        "renamed to an unplanned event",
        "A transformation renames to an event that the source's plan does not have, so that what it renames is unplanned.",
        Severity.WARNING,
    ),
    "WS024": Check(
        "private address",
        "A webhook's address is a loopback or private one, which is not reached without `allow_private: true`.",
        Severity.WARNING,
    ),
}


def fault(rule: str, message: str, at: Position, advice: str = "") -> Finding:
    """A finding about a workspace file."""
    return Finding(rule, CHECKS[rule].severity, message, at, advice)
