"""What is no message, and no compiled plan, is told in a sentence."""

from typing import Any

import pytest

from protocols import Engine, NotAMessage, compile_plan, load_plan

ENGINE = Engine(compile_plan(load_plan("plans/video.yaml")))


@pytest.mark.parametrize(
    "message", [{}, {"type": "trac"}, {"type": None}, {"type": ["track"]}, {"type": {}}]
)
def test_a_message_without_a_type_among_the_six_calls_is_refused(message: dict[str, Any]) -> None:
    with pytest.raises(NotAMessage, match="alias, group, identify, page, screen, track"):
        ENGINE.decide(message)


def test_a_plan_that_is_not_compiled_is_refused() -> None:
    plan: Any = load_plan("plans/video.yaml")
    with pytest.raises(TypeError, match="compile_plan"):
        Engine(plan)
