"""Webhooks whose address delivery does not reach, as can be told without asking a name server."""

from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from protocols.findings import Finding
from protocols.pipeline.workspace.destinations import WebhookDestination
from protocols.pipeline.workspace.faults import fault
from protocols.pipeline.workspace.model import Workspace
from protocols.pipeline.workspace.substitute import has_variable
from protocols.plan.file import Document


def private_webhooks(workspace: Workspace, document: Document) -> Iterator[Finding]:
    """Webhooks with a loopback or private address written out, and without `allow_private`."""
    for name, destination in workspace.destinations.items():
        if not isinstance(destination, WebhookDestination) or destination.allow_private:
            continue
        path = ("destinations", name, "url")
        host = urlsplit(destination.url).hostname or ""
        if not has_variable(document.data["destinations"][name]["url"]) and _is_private(host):
            yield fault(
                "WS024",
                f"{host} is a private address, and nothing will be sent there",
                document.at(path, value=True),
                "set `allow_private: true` if it is meant",
            )


def _is_private(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return not address.is_global
