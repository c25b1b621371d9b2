"""What an editor shows of a call: asked of a real language server, as an editor asks."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import tools
from tests.unit.typewriter.making import GOLDEN

PACKAGE = GOLDEN / "edge-cases" / "edge_cases_tracking"
CALLS = {
    "a function": "t.order_completed(t.User('u'), total=1)",
    "a tracker": "t.Tracker(None).order_completed(t.User('u'), total=1)",
    "a tracker about somebody": "t.Tracker(None, who=t.User('u')).order_completed(total=1)",
}
PROGRAM = "import edge_cases_tracking as t\n" + "\n".join(CALLS.values())


class LanguageServer:
    """pyright's, over its standard input and output."""

    def __init__(self, folder: Path) -> None:
        server = tools.NODE_FOLDER / "node_modules" / "pyright" / "langserver.index.js"
        self._process = subprocess.Popen(
            [tools.path("node"), str(server), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._asked = 0
        folders = [{"uri": folder.as_uri(), "name": "program"}]
        capabilities = {"textDocument": {"hover": {"contentFormat": ["plaintext"]}}}
        self.ask(
            "initialize",
            processId=None,
            rootUri=folder.as_uri(),
            workspaceFolders=folders,
            capabilities=capabilities,
        )
        self.tell("initialized")

    def tell(self, method: str, **params: Any) -> None:
        self._write({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        self._asked += 1
        self._write({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._read()
            if "method" in message and "id" in message:  # the server asks the editor
                self._write({"id": message["id"], "result": None})
            elif message.get("id") == self._asked:
                return message["result"]

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _write(self, message: dict[str, Any]) -> None:
        assert self._process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> Any:
        assert self._process.stdout
        length = 0
        while header := self._process.stdout.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(self._process.stdout.read(length))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What is shown where the name of each call stands."""
    folder = tmp_path_factory.mktemp("editor")
    shutil.copytree(PACKAGE, folder / PACKAGE.name)
    server = LanguageServer(folder)
    document = {"uri": (folder / "program.py").as_uri()}
    opened = {**document, "languageId": "python", "version": 1, "text": PROGRAM}
    server.tell("textDocument/didOpen", textDocument=opened)
    places = [
        {"line": line, "character": call.index("order_completed")}
        for line, call in enumerate(CALLS.values(), start=1)
    ]
    try:
        hovers = [
            server.ask("textDocument/hover", textDocument=document, position=place)
            for place in places
        ]
        yield {name: hover["contents"]["value"] for name, hover in zip(CALLS, hovers, strict=True)}
    finally:
        server.close()


@pytest.mark.needs("node", "npm-packages")
@pytest.mark.parametrize("call", CALLS)
def test_an_editor_shows_the_parameters_and_what_the_plan_says(
    call: str, shown: dict[str, str]
) -> None:
    text = shown[call]
    assert "total: float" in text
    assert "products: Sequence[OrderCompletedProductsItem] | Unset = UNSET" in text
    assert "In any currency." in text
    assert "Event: Order Completed, version 2" in text
    assert "total: At least 0." in text
    assert ("Identity" in text) is (call != "a tracker about somebody")
