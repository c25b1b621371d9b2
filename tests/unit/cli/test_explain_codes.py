"""Every code that a message can meet has its sentence, and no sentence is of a code that none meets."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import protocols.gateway
from protocols.cli.explain.codes import CODES
from protocols.cli.explain.command import explain
from protocols.engine.decision import Discard
from protocols.engine.transform import FILTERED_BY_RULES, INVALID_SETTINGS
from protocols.gateway.refusal import TOO_LARGE
from protocols.pipeline.entry import Outcome
from protocols.pipeline.order import ORDER
from protocols.pipeline.route import BY_CONSENT, BY_INTEGRATIONS

GATEWAY = Path(protocols.gateway.__file__).parent
MADE_BY = {"Fault": 0, "Refusal": 1, "_text": 1, "_object": 1, "_needed": 1}
"""What makes a fault or a refusal in the gateway → which of its arguments is the code."""

NO_CODE = {"on_engine_error"}


def _of_gateway() -> Iterator[str]:
    for file in GATEWAY.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                at = MADE_BY.get(node.func.id)
                code = node.args[at] if at is not None and len(node.args) > at else None
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


def _of_order() -> Iterator[str]:
    for row in ORDER:
        yield from re.findall(r"\b(?:[a-zA-Z]+_\w+|suppressed|unplanned)\b", row.on_failure)


def test_every_code_has_its_sentence_and_every_sentence_its_code() -> None:
    of_gateway, of_order = set(_of_gateway()), set(_of_order()) - NO_CODE
    assert {"no_user_anon_id", "id_required", "event_not_string", "draining"} <= of_gateway
    assert {"suppressed", "engine_error", "FILTERED_BY_RULES"} <= of_order
    others = {*Discard, Outcome.DROPPED, TOO_LARGE, BY_CONSENT, BY_INTEGRATIONS}
    filtered = {FILTERED_BY_RULES, INVALID_SETTINGS}
    assert set(CODES) == {str(code) for code in of_gateway | of_order | others | filtered}


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_explained_in_a_sentence(code: str) -> None:
    for spelled in (code, code.lower(), code.upper()):
        said = CliRunner().invoke(explain, [spelled])
        assert said.exit_code == 0
        title, sentence = said.output.splitlines()
        assert title.startswith(f"{code} (")
        assert sentence.endswith(".")


def test_a_file_of_that_name_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("unplanned").write_text("no message", encoding="utf-8")
    assert "(message blocked)" not in CliRunner().invoke(explain, ["unplanned"]).output
