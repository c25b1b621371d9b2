"""The TypeScript compiler accepts every client, as strict as it can be, and refuses its misuse."""

from pathlib import Path

import pytest

from protocols import compile_plan, load_plan
from tests.unit.typewriter.making import CASES
from tests.unit.typewriter.typescript.making import files_of, project, tsc, write
from typewriter.view.typescript.options import Sdk

pytestmark = pytest.mark.needs("node", "npm-packages")

ROOT = Path(__file__).parents[4]
EDGE_CASES = CASES / "edge-cases.yaml"
PLANS = [*sorted((ROOT / "plans").glob("*.yaml")), EDGE_CASES]
SDKS: tuple[Sdk, ...] = ("browser", "node")

COMMON = """
import * as t from "./client/index.js";
import type { OrderCompleted, Options, PaymentSent, Product, Tree } from "./client/index.js";
import { capture, type Captured } from "./client/testing.js";
import { checker } from "./client/validation.js";

interface Money { amount: number }
const money: Money = { amount: 1 };
const item: Product = { sku: "ABC", bundle: [{ sku: "DEF", price: 3 }] as const };
const tree: Tree = [[], [[]]];
const order: OrderCompleted = { total: 3, products: [{ sku: "ABC" }], gifts: [item] };
const iban = (sent: PaymentSent): string =>
  sent.method.kind === "bank" ? sent.method.iban : sent.method.last4;
const sent: Captured = capture(checker({ common: true, definitions: {}, rules: {} }, () => () => true));
const options: Options = { timestamp: new Date(), messageId: "m", integrations: { All: false, "X Y": { id: 1 } }, WHO };
const maybe: string | undefined = sent.messages[0]?.event;

t.configure(null);
t.configure(null, { context: { ip: "10.0.0.1" }, onViolation: (call, message, found) => [call, message.type, found[0]?.path] });
t.absentSent({ must: "a", must_or_null: null, may: maybe, may_or_null: null }, options);
t.valuesSent({ word: "GET", mixed: 2.5, negative: -1, nullable: null }, options);
t.typesSent({ several: true, at: new Date(), tree, map: money, open: { a: "b", c: 1 }, counts: { a: 1 } }, options);
t.orderCompleted(order, options);
t.orderCompletedV1({ total_cents: 300 }, options);
t.paymentSent({ method: { kind: "bank", iban: iban({ method: { kind: "card", last4: "1" } }) } }, options);
t.keysSent({ class: { "a b": "x", class: "y" }, hiding: { at: "2026" } }, options);
t.extraSent({ known: "a", other: 1 }, options);
t.openSent({ known: "a", other: { b: [1] } }, options);
t.ghostSent({ ghost: 1 }, options);
t.contextSent({}, { ...options, context: { groupId: "g", ip: "10.0.0.1" } });
t.contextPerhapsSent({ ...options, context: { locale: "en" } });
t.classEvent(options);
t.identify({ email: "noor@example.com", createdAt: new Date() }, options);
t.group("g1", { name: "Northwind" }, options);
t.page("Library", { path: "/" }, { ...options, category: "main" });
t.page(undefined, undefined, options);
t.pageHome({ signed_in: true }, options);
t.screenMainMenu({ depth: 1 }, options);
t.alias({ userId: "b", previousId: "a" });
"""
GOOD = {
    "browser": COMMON.replace(", WHO", "") + """
import { AnalyticsBrowser, type AnalyticsSnippet } from "@segment/analytics-next";
t.configure(AnalyticsBrowser.load({ writeKey: "k" }));
void AnalyticsBrowser.standalone("k").then((analytics) => t.configure(analytics));
declare const snippet: AnalyticsSnippet | undefined;
t.configure(snippet ?? null);
t.openSent();
t.classEvent();
t.page();
t.classEvent({ userId: maybe });
""",
    "node": COMMON.replace("WHO", 'userId: "u1"') + """
import { Analytics } from "@segment/analytics-node";
t.configure(new Analytics({ writeKey: "k" }));
t.openSent(undefined, { anonymousId: "a1" });
t.classEvent({ anonymousId: "a1", userId: maybe });
""",
}  # fmt: skip
ANY_BAD = [
    ("t.absentSent({ must: 'a' }, who)", "TS2345"),
    ("t.absentSent({ must: null, must_or_null: null }, who)", "TS2322"),
    ("t.absentSent({ must: 'a', must_or_null: null, may: null }, who)", "TS2322"),
    ("t.absentSent({ must: 'a', must_or_null: null, mya: 'b' }, who)", "TS2353"),
    ("t.absentSent('a', who)", "TS2345"),
    ("t.valuesSent({ word: 'POST' }, who)", "TS2322"),
    ("t.valuesSent({ fixed: 'other' }, who)", "TS2561"),
    ("t.typesSent({ whole: '1' }, who)", "TS2322"),
    ("t.typesSent({ matrix: [['a']] }, who)", "TS2322"),
    ("t.typesSent({ map: 'a' }, who)", "TS2322"),
    ("t.orderCompleted({ total: 1, products: [{ sku: 'A', colour: 'red' }] }, who)", "TS2353"),
    ("t.orderCompleted({ total_cents: 1 }, who)", "TS2353"),
    ("t.paymentSent({ method: { kind: 'card', iban: 'DE' } }, who)", "TS2353"),
    ("t.paymentSent({ method: { kind: 'cash' } }, who)", "TS2322"),
    ("t.extraSent({ other: true }, who)", "TS2322"),
    ("t.ghostSent({}, who)", "TS2345"),
    ("t.contextSent({}, who)", "TS2345"),
    ("t.contextSent({}, { ...who, context: { groupId: 1 } })", "TS2322"),
    ("t.group({ name: 'a' }, {}, who)", "TS2345"),
    ("t.classEvent({ ...who, timestmap: 'x' })", "TS2561"),
    ("t.classEvent({ ...who, category: 'x' })", "TS2353"),
    ("t.pageViewd(who)", "TS2551"),
    ("t.pageHome({ signed_in: 1 }, who)", "TS2322"),
    ("t.alias({ userId: 'a' })", "TS2345"),
    ("t.configure({})", "TS2345"),
    ("t.configure(null, { validate: 'warn' })", "TS2322"),
]
BAD = {
    "browser": ANY_BAD,
    "node": [
        *ANY_BAD,
        ("t.classEvent()", "TS2554"),
        ("t.classEvent({})", "TS2345"),
        ("t.classEvent({ userId: undefined })", "TS2345"),
        ("t.classEvent({ timestamp: new Date() })", "TS2345"),
        ("t.openSent({ known: 'a' })", "TS2554"),
        ("t.alias({ userId: 'a', previousId: 'b' }, who)", "TS2559"),
    ],
}


def _client(folder: Path, plan: Path, sdk: Sdk) -> Path:
    return write(files_of(compile_plan(load_plan(plan)), sdk=sdk), folder)


def test_clients_of_every_plan_compile_under_every_strict_option(tmp_path: Path) -> None:
    project(tmp_path, noEmit=True, isolatedDeclarations=True, declaration=True, lib=["es2020"])
    for plan in PLANS:
        for sdk in SDKS:
            _client(tmp_path / sdk / plan.stem, plan, sdk)
    assert tsc(tmp_path) == []


@pytest.mark.parametrize("sdk", SDKS)
def test_proper_use_compiles_with_the_sdks_own_types(sdk: Sdk, tmp_path: Path) -> None:
    project(tmp_path, noEmit=True, skipLibCheck=True, types=["node"], lib=["es2022", "dom"])
    _client(tmp_path / "client", EDGE_CASES, sdk)
    (tmp_path / "good.ts").write_text(GOOD[sdk], encoding="utf-8")
    assert tsc(tmp_path) == []


@pytest.mark.parametrize("sdk", SDKS)
def test_each_misuse_is_an_error_in_its_own_line(sdk: Sdk, tmp_path: Path) -> None:
    project(tmp_path, noEmit=True)
    _client(tmp_path / "client", EDGE_CASES, sdk)
    first = 'import * as t from "./client/index.js"; const who = { userId: "u1" };'
    (tmp_path / "bad.ts").write_text("\n".join([first, *(line for line, _ in BAD[sdk])]))
    found = tsc(tmp_path)
    wrong = []
    for number, (line, code) in enumerate(BAD[sdk], start=2):
        mine = [one for one in found if one.startswith(f"bad.ts({number},")]
        if not [one for one in mine if f"error {code}:" in one]:
            wrong.append((line, mine))
    assert wrong == []
    lines = {one.partition(",")[0] for one in found if one.startswith("bad.ts")}
    assert len(lines) == len(BAD[sdk])
