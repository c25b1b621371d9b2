"""The client for a plan full of edge cases is, byte for byte, the one in tests/golden."""

from protocols import compile_plan, load_plan
from tests.unit.typewriter.making import CASES, GOLDEN, files_of
from typewriter.write.folder import read_folder, write_folder

PACKAGE = GOLDEN / "edge-cases" / "edge_cases_tracking"
PLAN = CASES / "edge-cases.yaml"


def test_the_client_is_the_golden_one(regold: bool) -> None:
    files = files_of(compile_plan(load_plan(PLAN)))
    if regold:
        write_folder(PACKAGE, files)
    assert read_folder(PACKAGE) == files
