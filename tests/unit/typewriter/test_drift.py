"""Drift says which: what of the plan changed, who else touched the client, what could not be merged."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.findings import Finding
from protocols.plan.model import PlanRef
from tests import tools
from tests.unit.typewriter.making import compiled_from, files_of
from typewriter.view.lock import Lock, read_lock, sha256
from typewriter.view.marks import is_marked
from typewriter.write.changes import changes, made
from typewriter.write.drift import Comparison, differences, drift
from typewriter.write.folder import read_folder, write_folder

PLAN = """
plan: shop
version: 1.0.0
types: {item: {type: object, properties: {sku: {type: string, required: true}}}}
events:
  Order Completed:
    description: Paid.
    properties:
      coupon: {type: string}
      total: {type: integer, required: true}
      currency: {enum: [USD, EUR]}
      items: {type: array, items: {$ref: "#/types/item"}}
      address: {type: object, properties: {city: {type: string}}}
  Plan Chosen: {versions: {1: {properties: {a: {type: string}}}}}
identify: {traits: {email: {type: string}}}
page: {Home: {}}
"""
Files = Mapping[str, str]


def client(text: str, folder: Path, previous: Files | None = None) -> dict[str, str]:
    """The files for a plan; made over `previous` if given."""
    lock = read_lock(previous["plan.lock"]) if previous else None
    return files_of(compiled_from(text, folder), lock)


def drifted(before: Files, after: Files) -> list[Finding]:
    return drift(Comparison(Path("shop"), after, before))


def told(changed: str, folder: Path) -> str:
    """What is said of a client of PLAN once the plan is `changed`."""
    before = client(PLAN, folder)
    (found,) = drifted(before, client(changed, folder, before))
    assert found.rule == "TW302"
    assert str(found.at) == "shop/plan.lock:1:1"
    message, _, files = found.message.partition("; out of date: ")
    assert "plan.lock" in files
    return message.removeprefix("the plan changed")


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("version: 1.0.0", "version: 1.1.0", " from 1.0.0 to 1.1.0, in nothing that is sent"),
        ("Paid.", "Paid in full.", ", in nothing that is sent"),
        ("  Plan Chosen:", "  Order Seen: {}\n  Plan Chosen:", ": +order_seen"),
        ("page: {Home: {}}", "", ": -page_home"),
        ("  Plan Chosen: {", "  Plan Chosen: {status: deprecated, ", ": plan_chosen: now deprecated"),
        ("page: {Home: {}}", "page: {Home: {status: deprecated}}", ": page_home: now deprecated"),
        ("page: {Home: {}}", "page: {Start: {}}", ": +page_start, -page_home"),
        ("coupon: {type: string}", "coupon: {type: string, required: true}", ": order_completed: `coupon` is now required"),
        ("total: {type: integer, required: true}", "total: {type: integer}", ": order_completed: `total` is no longer required"),
        ("total: {type: integer,", "total: {type: number,", ": order_completed: `total` is now number, was integer"),
        ("coupon: {type: string}", 'coupon: {type: [string, "null"]}', ": order_completed: `coupon` is now string or null, was string"),
        ("coupon: {type: string}", "coupon: {}", ": order_completed: `coupon` is now anything, was string"),
        ("[USD, EUR]", "[USD, GBP]", ': order_completed: `currency` may be +"GBP", -"EUR"'),
        ("currency: {enum: [USD, EUR]}", "currency: {}", ": order_completed: `currency` is no longer one of a few"),
        ("coupon: {type: string}", "coupon: {type: string, minLength: 3}", ": order_completed: `coupon` is judged by other rules"),
        ("      coupon: {type: string}\n", "", ": order_completed: `coupon` is gone"),
        ("coupon:", "voucher:", ": order_completed: `coupon` is gone, `voucher` is new"),
        ("coupon: {type: string}", "coupon: {type: string}\n      tax: {type: number, required: true}", ": order_completed: `tax` is new and required"),
        ("city: {type: string}", "city: {type: string, required: true}", ": order_completed: `address.city` is now required"),
        ("sku: {type: string,", "sku: {type: string, pattern: '^s',", ": type item: `sku` is judged by other rules"),
        ("email: {type: string}", "email: {type: string, required: true}", ": identify: `email` is now required"),
        ("{versions: {1: {properties: {a: {type: string}}}}}", "{versions: {1: {properties: {a: {type: string}}}, 2: {}}}", ": +plan_chosen"),
        ("a: {type: string}", "a: {type: number}", ": plan_chosen: `a` is now number, was string"),
        ("plan: shop", "common: {properties: {userId: {minLength: 3}}}\nplan: shop", ": every message: the whole is judged by other rules"),
    ],
)  # fmt: skip
def test_a_changed_plan_is_told_call_by_call(
    was: str, now: str, words: str, tmp_path: Path
) -> None:
    assert was in PLAN
    assert told(PLAN.replace(was, now, 1), tmp_path) == words


def test_a_call_that_is_in_favour_again_is_told(tmp_path: Path) -> None:
    before = client(PLAN.replace("{Home: {}}", "{Home: {status: deprecated}}"), tmp_path)
    (found,) = drifted(before, client(PLAN, tmp_path, before))
    assert found.message.startswith("the plan changed: page_home: no longer deprecated; ")


def test_a_client_of_another_plan_is_told_so(tmp_path: Path) -> None:
    before, after = client(PLAN, tmp_path), client(PLAN.replace("shop", "store"), tmp_path)
    (found,) = drifted(before, after)
    assert found.message.startswith("this is the client of another plan, shop; out of date: ")
    assert "`typewriter generate --force` replaces that client" in found.help


def test_many_changes_are_counted(tmp_path: Path) -> None:
    many = "".join(f"  Sent {number:02}: {{}}\n" for number in range(20))
    words = told(PLAN.replace("identify:", f"{many}identify:"), tmp_path)
    assert words.startswith(": +sent_00, +sent_01")
    assert words.endswith("+sent_11 and 8 more")


@pytest.mark.parametrize("text", ["", "{}", "[]", "x", '{"rules": 1}', "[" * 100_000])
def test_schemas_that_cannot_be_read_leave_the_reason(text: str, tmp_path: Path) -> None:
    before = client(PLAN, tmp_path)
    after = client(PLAN.replace("1.0.0", "1.1.0"), tmp_path, before)
    rules = {each.rule: each for each in drifted({**before, "_schemas.json": text}, after)}
    assert rules["TW302"].message.startswith("the plan changed from 1.0.0 to 1.1.0; out of date")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["properties", "required", "items", "type", "enum", "$ref", "a"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_schemas_that_somebody_edited_are_compared_as_they_are(old: object, new: object) -> None:
    lock = Lock(PlanRef("shop", "1", "0"), "g/1")
    texts = [
        {
            "_schemas.json": json.dumps(
                {"rules": {"track": {"A": {"0": one}}}, "definitions": {"x": one}, "common": one}
            )
        }
        for one in (old, new)
    ]
    before, after = (made(lock, text) for text in texts)
    assert before is not None
    assert after is not None
    told = list(changes(before, after))
    assert told == list(changes(before, after))
    if old == new and json.dumps(old) == json.dumps(new):
        assert told == []


def test_the_plan_and_the_generator_may_both_have_changed(tmp_path: Path) -> None:
    before = client(PLAN, tmp_path)
    after = client(PLAN.replace("1.0.0", "1.1.0"), tmp_path, before)
    old = {name: text.replace("typewriter/0", "typewriter/00") for name, text in before.items()}
    lock = json.loads(old["plan.lock"])
    lock["files"] = {name: sha256(old[name]) for name in lock["files"]}
    old["plan.lock"] = json.dumps(lock, indent=2) + "\n"
    (found,) = drifted(old, after)
    assert "made by protocols-typewriter/00, and this is protocols-typewriter/0;" in found.message


def test_an_edit_is_placed_where_it_is_unless_the_plan_changed_too(tmp_path: Path) -> None:
    """What the file was like before both is not known any more: only its hash is."""
    before = client(PLAN, tmp_path)
    edited = {**before, "_order.py": before["_order.py"] + "# mine\n"}
    last = len(edited["_order.py"].splitlines())
    found = {each.at.file: each for each in drifted(edited, before)}
    assert (found["shop/_order.py"].rule, found["shop/_order.py"].at.line) == ("TW304", last)
    after = client(PLAN.replace("Paid.", "Paid, at last."), tmp_path, before)
    found = {each.at.file: each for each in drifted(edited, after)}
    assert (found["shop/_order.py"].rule, found["shop/_order.py"].at.line) == ("TW304", 1)


def test_a_lock_edited_by_hand_is_told(tmp_path: Path) -> None:
    files = client(PLAN, tmp_path)
    lock = files["plan.lock"].replace('"order_completed"', '"order_done"')
    assert lock != files["plan.lock"]
    (found,) = drifted({**files, "plan.lock": lock}, files)
    assert (found.rule, found.at.file) == ("TW304", "shop/plan.lock")
    assert found.at.line > 1


@pytest.mark.parametrize("lock", ["{", "null", '{"generator": "protocols-typewriter/1"}'])
def test_without_a_readable_lock_nothing_tells_why(lock: str, tmp_path: Path) -> None:
    before = client(PLAN, tmp_path)
    after = client(PLAN.replace("Order Completed", "Order Done"), tmp_path)
    found = drifted({**before, "plan.lock": lock}, after)
    assert {each.rule for each in found} == {"TW304"}
    told = {each.at.file: each for each in found}
    assert "without a readable plan.lock nothing tells why" in told["shop/_order.py"].message
    assert "cannot be read" in told["shop/plan.lock"].message
    assert "restore it from version control" in told["shop/plan.lock"].help


def _git(folder: Path, *arguments: str, code: int = 0) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        [tools.path("git"), *identity, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == code, done.stderr


def torn(repository: Path, style: str, base: Files, ours: Files, theirs: Files) -> Path:
    """A client in a repository, in the middle of a merge that failed."""
    folder = repository / "shop"
    repository.mkdir()
    _git(repository, "init", "-q", "-b", "main")
    _git(repository, "config", "merge.conflictStyle", style)
    for branch, files in (("main", base), ("theirs", theirs), ("main", ours)):
        if folder.exists():
            _git(repository, "switch", "-q", *(["-c"] if branch == "theirs" else []), branch)
        write_folder(folder, files)
        _git(repository, "add", ".")
        _git(repository, "commit", "-q", "-m", branch)
    _git(repository, "merge", "theirs", code=1)
    return folder


@pytest.mark.needs("git")
@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_a_conflict_is_told_and_generating_resolves_it(style: str, tmp_path: Path) -> None:
    """Both branches add an event under the same plain name; who had it keeps it."""
    base = client(PLAN, tmp_path)
    ours_plan = PLAN.replace("identify:", "  order seen: {}\nidentify:").replace("1.0.0", "1.1.0")
    theirs_plan = PLAN.replace("identify:", "  Order Lost: {}\nidentify:").replace(
        "1.0.0", "1.2.0"
    )
    ours, theirs = client(ours_plan, tmp_path, base), client(theirs_plan, tmp_path, base)
    folder = torn(tmp_path / "repository", style, base, ours, theirs)

    merged = read_folder(folder)
    both = theirs_plan.replace("identify:", "  order seen: {}\n  Order Seen: {}\nidentify:")
    files = client(both, tmp_path, merged)
    found = {each.at.file: each for each in drifted(merged, files) if each.rule == "TW307"}
    assert {"shop/plan.lock", "shop/_order.py"} <= set(found)
    for file, each in found.items():
        line = merged[file.removeprefix("shop/")].splitlines()[each.at.line - 1]
        assert line.startswith("<<<<<<< ")
    assert "run `typewriter generate`" in found["shop/plan.lock"].help

    assert all(map(is_marked, (merged["plan.lock"], merged["_order.py"], merged["_schemas.json"])))
    write_folder(folder, files)
    lock = read_lock(read_folder(folder)["plan.lock"])
    assert lock is not None
    assert lock.names["order_seen"] == ("track", "order seen")
    assert lock.names["order_lost"] == ("track", "Order Lost")
    assert drifted(read_folder(folder), files) == []


def test_a_file_of_somebody_else_in_conflict_with_ours_is_not_ours(tmp_path: Path) -> None:
    files = client(PLAN, tmp_path)
    torn = f"<<<<<<< ours\nmine = 1\n=======\n{files['_order.py']}>>>>>>> theirs\n"
    assert not is_marked(torn)


def test_the_difference_shown_leaves_out_what_nobody_reads(tmp_path: Path) -> None:
    before = client(PLAN, tmp_path)
    after = client(PLAN.replace("Order Completed", "Order Done"), tmp_path, before)
    text = "\n".join(differences(Comparison(Path("shop"), after, before)))
    assert "+def order_done(" in text
    assert "plan.lock" not in text
    assert ".json" not in text
