"""What a client asks of whatever sends its calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol


class Transport(Protocol):
    """Whatever sends calls. `segment.analytics.Client` is one as it is; so is `HttpTransport`.

    It is called by keyword, and only with what is known.
    """

    def track(
        self,
        *,
        event: str,
        properties: dict[str, Any],
        user_id: str | None = ...,
        anonymous_id: str | None = ...,
        context: dict[str, Any] | None = ...,
        timestamp: datetime | None = ...,
        integrations: dict[str, Any] | None = ...,
        message_id: str | None = ...,
    ) -> object:
        """Somebody did something."""

    def identify(
        self,
        *,
        traits: dict[str, Any],
        user_id: str | None = ...,
        anonymous_id: str | None = ...,
        context: dict[str, Any] | None = ...,
        timestamp: datetime | None = ...,
        integrations: dict[str, Any] | None = ...,
        message_id: str | None = ...,
    ) -> object:
        """Who somebody is."""

    def group(
        self,
        *,
        group_id: str,
        traits: dict[str, Any],
        user_id: str | None = ...,
        anonymous_id: str | None = ...,
        context: dict[str, Any] | None = ...,
        timestamp: datetime | None = ...,
        integrations: dict[str, Any] | None = ...,
        message_id: str | None = ...,
    ) -> object:
        """Which group somebody belongs to."""

    def page(
        self,
        *,
        name: str | None = ...,
        category: str | None = ...,
        properties: dict[str, Any],
        user_id: str | None = ...,
        anonymous_id: str | None = ...,
        context: dict[str, Any] | None = ...,
        timestamp: datetime | None = ...,
        integrations: dict[str, Any] | None = ...,
        message_id: str | None = ...,
    ) -> object:
        """Somebody looked at a page."""

    def screen(
        self,
        *,
        name: str | None = ...,
        category: str | None = ...,
        properties: dict[str, Any],
        user_id: str | None = ...,
        anonymous_id: str | None = ...,
        context: dict[str, Any] | None = ...,
        timestamp: datetime | None = ...,
        integrations: dict[str, Any] | None = ...,
        message_id: str | None = ...,
    ) -> object:
        """Somebody looked at a screen of an app."""

    def alias(
        self,
        *,
        previous_id: str,
        user_id: str,
        context: dict[str, Any] | None = ...,
        timestamp: datetime | None = ...,
        integrations: dict[str, Any] | None = ...,
        message_id: str | None = ...,
    ) -> object:
        """One person has two ids."""
