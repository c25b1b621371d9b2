"""Tracking plans as code: compile, judge, rewrite, keep and replay customer events.

Everything public is here, and nothing is imported before it is used.

    from protocols import Engine, compile_plan, load_plan

    engine = Engine(compile_plan(load_plan("plans/ecommerce.yaml")))
    decision = engine.decide({"type": "track", "event": "Order Completed", "userId": "u1"})
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from protocols.app import create_app as create_app
    from protocols.engine.controls import Controls as Controls
    from protocols.engine.decide import Engine as Engine
    from protocols.engine.decision import Decision as Decision
    from protocols.engine.decision import Discard as Discard
    from protocols.engine.decision import Omitted as Omitted
    from protocols.engine.decision import Unplanned as Unplanned
    from protocols.engine.decision import Verdict as Verdict
    from protocols.engine.decision import Violation as Violation
    from protocols.errors import DeliveryError as DeliveryError
    from protocols.errors import InvalidInput as InvalidInput
    from protocols.errors import JournalError as JournalError
    from protocols.errors import JournalFailed as JournalFailed
    from protocols.errors import JournalLocked as JournalLocked
    from protocols.errors import NotAMessage as NotAMessage
    from protocols.errors import OutputRefused as OutputRefused
    from protocols.errors import PlanError as PlanError
    from protocols.errors import ProtocolsError as ProtocolsError
    from protocols.errors import RetryLater as RetryLater
    from protocols.errors import Undeliverable as Undeliverable
    from protocols.errors import UnreadableInput as UnreadableInput
    from protocols.errors import WorkspaceError as WorkspaceError
    from protocols.gateway.middleware import ProtocolsMiddleware as ProtocolsMiddleware
    from protocols.plan.compile import CompiledPlan as CompiledPlan
    from protocols.plan.compile import compile_plan as compile_plan
    from protocols.plan.file import load_plan as load_plan
    from protocols.plan.model import Plan as Plan

_HOMES: Final = {
    "CompiledPlan": "protocols.plan.compile",
    "Controls": "protocols.engine.controls",
    "Decision": "protocols.engine.decision",
    "DeliveryError": "protocols.errors",
    "Discard": "protocols.engine.decision",
    "Engine": "protocols.engine.decide",
    "InvalidInput": "protocols.errors",
    "JournalError": "protocols.errors",
    "JournalFailed": "protocols.errors",
    "JournalLocked": "protocols.errors",
    "Omitted": "protocols.engine.decision",
    "NotAMessage": "protocols.errors",
    "OutputRefused": "protocols.errors",
    "Plan": "protocols.plan.model",
    "PlanError": "protocols.errors",
    "ProtocolsError": "protocols.errors",
    "ProtocolsMiddleware": "protocols.gateway.middleware",
    "RetryLater": "protocols.errors",
    "Undeliverable": "protocols.errors",
    "Unplanned": "protocols.engine.decision",
    "UnreadableInput": "protocols.errors",
    "Verdict": "protocols.engine.decision",
    "Violation": "protocols.engine.decision",
    "WorkspaceError": "protocols.errors",
    "compile_plan": "protocols.plan.compile",
    "create_app": "protocols.app",
    "load_plan": "protocols.plan.file",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - one table; a test holds it against the imports above


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562)."""
    if name not in _HOMES:
        msg = f"module 'protocols' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
