"""Writing touches nothing that is not ours, and never leaves half a client."""

from pathlib import Path

import pytest

from protocols.errors import OutputRefused
from protocols.plan.model import PlanRef
from typewriter.view.lock import Lock, sha256
from typewriter.view.marks import GENERATOR_NAME, MARK, is_marked, is_replaceable
from typewriter.write.folder import read_folder, write_folder
from typewriter.write.owned import stale_files


def client(version: int = 1, plan: str = "radio", **modules: str) -> dict[str, str]:
    """A small client, as a generator of this version would make it."""
    files = {
        "__init__.py": f"{MARK}\nx = {version}\n",
        "_schemas.json": f'{{"generator": "{GENERATOR_NAME}/{version}"}}\n',
        "py.typed": "",
        **{f"{name}.py": f"{MARK}\n{text}\n" for name, text in modules.items()},
    }
    hashes = {name: sha256(text) for name, text in files.items()}
    lock = Lock(PlanRef(plan, "1", "0" * 64), f"{GENERATOR_NAME}/{version}", files=hashes)
    return {**files, "plan.lock": lock.to_json()}


FILES = client()
NEXT = client(2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "made" / "client"


def test_a_client_is_written_whole_and_then_left_alone(folder: Path) -> None:
    written = write_folder(folder, FILES)
    assert sorted(written.changed) == sorted(FILES)
    assert read_folder(folder) == FILES
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = write_folder(folder, {**FILES, "plan.lock": FILES["plan.lock"].replace("/1", "/2")})
    assert again.changed == ("plan.lock",)
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {name for name in after if after[name] != before.get(name)} == {"plan.lock"}


@pytest.fixture
def written(folder: Path) -> Path:
    write_folder(folder, FILES)
    return folder


def test_only_stale_files_of_ours_are_deleted(written: Path) -> None:
    write_folder(written, client(_old="old = True"))
    (written / "_mine.py").write_text("keep = True\n", encoding="utf-8")
    (written / "notes.txt").write_text("keep\n", encoding="utf-8")
    (written / "empty.py").write_text("", encoding="utf-8")
    (written / "__pycache__").mkdir()
    assert write_folder(written, FILES).deleted == ("_old.py",)
    left = {path.name for path in written.iterdir()} - set(FILES)
    assert left == {"_mine.py", "notes.txt", "empty.py", "__pycache__"}


def test_a_foreign_file_is_not_replaced_and_nothing_else_is_either(written: Path) -> None:
    (written / "__init__.py").write_text("mine = True\n", encoding="utf-8")
    before = read_folder(written)
    for force in (False, True):
        with pytest.raises(OutputRefused, match=r"__init__\.py: it is not a generated file"):
            write_folder(written, NEXT, force=force)
    assert read_folder(written) == before


def test_another_client_is_replaced_only_if_asked_to(written: Path) -> None:
    other = client(plan="shop", cart="a = 1")
    with pytest.raises(OutputRefused, match="it holds the client of another plan, radio; "):
        write_folder(written, other)
    assert read_folder(written) == FILES
    write_folder(written, other, force=True)
    assert read_folder(written) == other


def test_a_lock_that_tells_nothing_is_ours_among_our_files(written: Path) -> None:
    (written / "plan.lock").write_text("{\n", encoding="utf-8")
    with pytest.raises(
        OutputRefused, match=r"plan\.lock: it cannot be read, .*names that collided"
    ):
        write_folder(written, NEXT)
    write_folder(written, NEXT, force=True)
    assert read_folder(written) == NEXT


def test_a_lock_of_somebody_else_stays(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "plan.lock").write_text("mine\n", encoding="utf-8")
    with pytest.raises(OutputRefused, match="it is not a generated file"):
        write_folder(folder, FILES, force=True)


def test_an_empty_file_is_nobodys(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    write_folder(folder, FILES)
    assert read_folder(folder) == FILES


@pytest.mark.parametrize(
    "name", ["../escaped.py", "a/b.py", "/tmp/escaped.py", "..", ".", "", "a/../../b.py"]
)
def test_nothing_is_written_outside(written: Path, name: str) -> None:
    before = sorted(path for path in written.parent.rglob("*"))
    with pytest.raises(OutputRefused):
        write_folder(written, {**FILES, name: "x"})
    assert sorted(path for path in written.parent.rglob("*")) == before


def test_a_link_is_neither_followed_nor_replaced(written: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text(f"{MARK}\n", encoding="utf-8")
    (written / "__init__.py").unlink()
    (written / "__init__.py").symlink_to(outside)
    with pytest.raises(OutputRefused, match="a link"):
        write_folder(written, FILES)
    assert outside.read_text(encoding="utf-8") == f"{MARK}\n"


def test_a_folder_that_is_a_link_is_refused(written: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(written, target_is_directory=True)
    with pytest.raises(OutputRefused, match="not a folder of its own"):
        write_folder(link, FILES)


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "client").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputRefused, match="not a folder of its own"):
        write_folder(tmp_path / "client", FILES)


def test_a_folder_in_a_files_place_is_refused(written: Path) -> None:
    (written / "_new.py").mkdir()
    with pytest.raises(OutputRefused, match="a folder"):
        write_folder(written, {**FILES, "_new.py": "x"})


def test_a_failed_run_leaves_the_old_client_whole(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_folder(written)
    wrote = Path.write_text
    calls: list[Path] = []

    def failing(path: Path, *given: object, **options: object) -> object:
        calls.append(path)
        if len(calls) == 3:
            raise OSError(28, "No space left on device", str(path))
        return wrote(path, *given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", failing)
    with pytest.raises(OutputRefused, match="No space left"):
        write_folder(written, NEXT)
    assert len(calls) == 3
    assert read_folder(written) == before
    assert {path.name for path in written.iterdir()} == set(FILES)


def test_the_lock_is_renamed_last(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed: list[str] = []
    rename = Path.replace
    monkeypatch.setattr(Path, "replace", lambda a, b: (renamed.append(a.name), rename(a, b))[1])
    write_folder(written, NEXT)
    assert sorted(renamed) == ["__init__.py", "_schemas.json", "plan.lock"]
    assert renamed[-1] == "plan.lock"


def test_a_folder_that_cannot_be_made_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputRefused, match="Not a directory"):
        write_folder(tmp_path / "file" / "client", FILES)


def test_line_ends_of_a_checkout_do_not_matter(written: Path) -> None:
    init = written / "__init__.py"
    init.write_bytes(init.read_bytes().replace(b"\n", b"\r\n"))
    assert read_folder(written)["__init__.py"] == FILES["__init__.py"]


def test_files_are_written_with_line_feeds(written: Path) -> None:
    assert b"\r" not in (written / "__init__.py").read_bytes()


@pytest.mark.parametrize(
    ("text", "ours", "replaceable"),
    [
        (f"{MARK}\nx = 1\n", True, True),
        ('{\n  "generator": "protocols-typewriter/1.0"\n}', True, True),
        ('{"generator": "somebody-else/1.0"}', False, False),
        ("x = 1\n", False, False),
        (f"x = 1\n{MARK}\n", False, False),
        ("", False, True),
        ("\n", False, True),
    ],
)
def test_ownership_is_what_a_file_says_first(text: str, ours: bool, replaceable: bool) -> None:
    assert is_marked(text) is ours
    assert is_replaceable(text) is replaceable
    assert bool(stale_files({"x.py": text}, {})) is ours
