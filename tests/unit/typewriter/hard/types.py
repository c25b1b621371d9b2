"""Hard types: what a schema says, what Python's types say of it, and what is left to the plan."""

from typing import Final

from tests.unit.typewriter.hard.case import Case

KEYS: Final = "{'a': " * 10

TYPES: Final = (
    Case(
        14,
        "Listed strings are what they are: no names are made up for them.",
        """
          Word Sent:
            properties: {word: {enum: [GET, get, a b, a_b, "", "123", class, "200: OK", 🎯, "it's", mro, name, value]}}
        """,
        sends={
            f"word_sent(who, word={word!r})": {"word": word}
            for word in ("GET", "get", "a b", "a_b", "", "123", "class", "200: OK", "🎯", "it's")
        },
        refused={"word_sent(who, word='Get')": "arg-type"},
    ),
    Case(
        15,
        "A list of values of several types: numbers with a fraction have no literal.",
        """
          Mixed Sent: {properties: {mixed: {enum: [active, 1, true, 2.5, null]}}}
        """,
        sends={
            f"mixed_sent(who, mixed={value!r})": {"mixed": value}
            for value in ("active", 1, True, 2.5, None)
        },
        refused={
            "mixed_sent(who, mixed='passive')": "arg-type",
        },
        breaks=("mixed_sent(who, mixed=2.6)", "mixed_sent(who, mixed=False)"),
    ),
    Case(
        16,
        "Listed numbers with a fraction: any number for the type, these for the plan.",
        """
          Fraction Sent: {properties: {fraction: {type: number, enum: [1.5, 2.0]}}}
        """,
        sends={
            "fraction_sent(who, fraction=1.5)": {"fraction": 1.5},
            "fraction_sent(who, fraction=2)": {"fraction": 2},
        },
        refused={"fraction_sent(who, fraction='1.5')": "arg-type"},
        breaks=("fraction_sent(who, fraction=3)",),
    ),
    Case(
        17,
        "A constant that must be sent is sent; one that may be is passed.",
        """
          Constant Sent:
            properties: {must: {const: fixed, required: true}, number: {const: 7, required: true}, may: {const: fixed}}
        """,
        sends={
            "constant_sent(who)": {"must": "fixed", "number": 7},
            "constant_sent(who, may='fixed')": {"must": "fixed", "number": 7, "may": "fixed"},
        },
        refused={
            "constant_sent(who, must='fixed')": "call-arg",
            "constant_sent(who, may='other')": "arg-type",
        },
    ),
    Case(
        18,
        "Nothing but null may be sent, so null is sent.",
        """
          Null Sent: {properties: {must: {type: "null", required: true}, may: {type: "null"}}}
        """,
        sends={
            "null_sent(who)": {"must": None},
            "null_sent(who, may=None)": {"must": None, "may": None},
        },
        refused={"null_sent(who, may=0)": "arg-type"},
    ),
    Case(
        19,
        "What may be left out and what may be null are two things.",
        """
          Absent Sent:
            properties: {must: {type: string, required: true}, null_too: {type: [string, "null"], required: true}, may: {type: string}, may_null: {type: [string, "null"]}}
        """,
        sends={
            "absent_sent(who, must='a', null_too=None)": {"must": "a", "null_too": None},
            "absent_sent(who, must='a', null_too='b', may=t.UNSET, may_null=None)": {
                "must": "a",
                "null_too": "b",
                "may_null": None,
            },
        },
        refused={
            "absent_sent(who, must='a')": "call-arg",
            "absent_sent(who, must=None, null_too=None)": "arg-type",
            "absent_sent(who, must='a', null_too=None, may=None)": "arg-type",
            "absent_sent(who, must='a', null_too=t.UNSET)": "arg-type",
        },
    ),
    Case(
        20,
        "A list of strings that may be null.",
        """
          Nullable Sent: {properties: {size: {enum: [s, m, null]}}}
        """,
        sends={
            "nullable_sent(who, size='s')": {"size": "s"},
            "nullable_sent(who, size=None)": {"size": None},
        },
        refused={"nullable_sent(who, size='l')": "arg-type"},
    ),
    Case(
        21,
        "Several types: True is no integer, whatever Python says.",
        """
          Several Sent: {properties: {several: {type: [string, integer, boolean]}, whole: {type: integer}}}
        """,
        sends={
            "several_sent(who, several='a')": {"several": "a"},
            "several_sent(who, several=1)": {"several": 1},
            "several_sent(who, several=True)": {"several": True},
        },
        refused={"several_sent(who, several=None)": "arg-type"},
        breaks=("several_sent(who, whole=True)",),
    ),
    Case(
        22,
        "Whole numbers are numbers; a number without a fraction is whole.",
        """
          Number Sent: {properties: {whole: {type: integer}, number: {type: number}}}
        """,
        sends={
            "number_sent(who, whole=2**60, number=3)": {"whole": 2**60, "number": 3},
            "number_sent(who, number=0.5)": {"number": 0.5},
            "number_sent(who, whole=1.0)  # type: ignore[arg-type]": {"whole": 1.0},
        },
        refused={"number_sent(who, whole=1.5)": "arg-type"},
        breaks=("number_sent(who, number=float('nan'))", "number_sent(who, number=float('inf'))"),
    ),
    Case(
        23,
        "Objects in lists in lists are classes of their own, called by their path, never shared.",
        """
          Cart Viewed: {properties: {rows: {type: array, items: {type: array, items: {type: object, properties: {sku: {type: string, required: true}}}}}}}
          Cart Emptied: {properties: {rows: {type: array, items: {type: array, items: {type: object, properties: {sku: {type: string, required: true}}}}}}}
          Nest Sent: {properties: {one: {type: object, properties: {two: {type: object, properties: {three: {type: object, properties: {x: {type: integer}}}}}}}}}
        """,
        sends={
            "cart_viewed(who, rows=[[{'sku': 'a'}], []])": {"rows": [[{"sku": "a"}], []]},
            "cart_emptied(who, rows=[[t.CartEmptiedRowsItemItem(sku='a')]])": {
                "rows": [[{"sku": "a"}]],
            },
            "nest_sent(who, one={'two': {'three': t.NestSentOneTwoThree(x=1)}})": {
                "one": {"two": {"three": {"x": 1}}},
            },
        },
        refused={
            "cart_viewed(who, rows=[[{}]])": "typeddict-item",
            "nest_sent(who, one={'two': {'three': {'x': 'one'}}})": "arg-type",
        },
    ),
    Case(
        0,
        "Lists and objects deeper than anybody needs.",
        f"""
          Deep Sent: {{properties: {{lists: {"{type: array, items: " * 12}{{type: integer}}{"}" * 12}, keys: {"{type: object, properties: {a: " * 10}{{type: integer}}{"}}" * 10}}}}}
        """,
        sends={
            f"deep_sent(who, lists={'[' * 12}1{']' * 12})": None,
            f"deep_sent(who, keys={KEYS}1{'}' * 10})": None,
        },
        refused={
            f"deep_sent(who, lists={'[' * 12}'x'{']' * 12})": "list-item",
            f"deep_sent(who, keys={KEYS}None{'}' * 10})": "arg-type",
        },
    ),
    Case(
        24,
        "Alternatives with a constant in each are told apart by it.",
        """
          Payment Sent:
            properties:
              method:
                oneOf:
                  - {type: object, properties: {kind: {const: card, required: true}, last4: {type: string, required: true}}}
                  - {type: object, properties: {kind: {const: bank, required: true}, iban: {type: string, required: true}}}
        """,
        sends={
            "payment_sent(who, method={'kind': 'bank', 'iban': 'DE'})": {
                "method": {"kind": "bank", "iban": "DE"},
            },
        },
        refused={
            "payment_sent(who, method={'kind': 'bank', 'last4': '1'})": "arg-type",
            "payment_sent(who, method={'kind': 'cash'})": "arg-type",
        },
        narrows="""
        def digits(method: t.PaymentSentMethodCard | t.PaymentSentMethodBank) -> str:
            if method["kind"] == "card":
                return method["last4"]
            return method["iban"]
        """,
    ),
    Case(
        25,
        "Conditions: the type has room for every branch, the plan says which holds.",
        """
          Contact Sent:
            properties: {phone: {type: string}, email: {type: string}}
            schema: {anyOf: [{required: [phone]}, {required: [email]}], if: {required: [phone]}, then: {properties: {country: {type: string}}, required: [country]}}
        """,
        sends={
            "contact_sent(who, email='a@b.c')": {"email": "a@b.c"},
            "contact_sent(who, phone='1', country='DE')": {"phone": "1", "country": "DE"},
        },
        breaks=("contact_sent(who)", "contact_sent(who, phone='1')"),
    ),
    Case(
        26,
        "Keys that the plan does not name: none, any, or of one type.",
        """
          Closed Sent: {properties: {a: {type: string}}, schema: {additionalProperties: false}}
          Open Sent: {properties: {a: {type: string}}, schema: {additionalProperties: true}}
          Count Sent: {properties: {a: {type: string}}, schema: {additionalProperties: {type: integer}}}
        """,
        sends={
            "open_sent(who, a='x', extra_={'b': [None]})": {"a": "x", "b": [None]},
            "count_sent(who, extra_={'b': 1})": {"b": 1},
        },
        refused={
            "closed_sent(who, extra_={'b': 1})": "call-arg",
            "count_sent(who, extra_={'b': 'one'})": "dict-item",
        },
        breaks=("count_sent(who, extra_={'a': 1})", "open_sent(who, a='x', extra_={'a': 'y'})"),
    ),
    Case(
        27,
        "A name that is required and never described may hold anything.",
        """
          Ghost Sent: {schema: {allOf: [{required: [ghost]}]}}
        """,
        sends={"ghost_sent(who, ghost=[1, None])": {"ghost": [1, None]}},
        refused={"ghost_sent(who)": "call-arg"},
    ),
    Case(
        28,
        "An event without properties takes none.",
        """
          Empty Sent: {}
        """,
        sends={"empty_sent(who)": {}},
        refused={"empty_sent(who, a=1)": "call-arg"},
    ),
    Case(
        30,
        "Formats: times may be given as such, all else is text.",
        """
          Format Sent:
            properties: {day: {type: string, format: date}, id: {type: string, format: uuid}, email: {type: string, format: email}, at: {type: string, format: date-time}, link: {type: string, format: uri}}
        """,
        sends={
            "format_sent(who, day='2026-01-31', email='a@b.c', link='https://a.b/c', id='0b92d6a8-5a4f-4c8e-8d43-0d7a3c1f9e55')": {
                "day": "2026-01-31",
                "email": "a@b.c",
                "link": "https://a.b/c",
                "id": "0b92d6a8-5a4f-4c8e-8d43-0d7a3c1f9e55",
            },
            "format_sent(who, at=datetime(2026, 1, 31, tzinfo=timezone.utc))": {
                "at": "2026-01-31T00:00:00+00:00",
            },
            "format_sent(who, at='2026-01-31T00:00:00Z')": {"at": "2026-01-31T00:00:00Z"},
        },
        refused={"format_sent(who, day=datetime(2026, 1, 31))": "arg-type"},
        breaks=("format_sent(who, day='31.1.2026')", "format_sent(who, email='nobody')"),
    ),
    Case(
        31,
        "Patterns and bounds leave the type plain.",
        """
          Bound Sent: {properties: {sku: {type: string, pattern: "^[A-Z]{3}$", maxLength: 3}, count: {type: integer, minimum: 0}}}
        """,
        sends={"bound_sent(who, sku='ABC', count=0)": {"sku": "ABC", "count": 0}},
        breaks=("bound_sent(who, sku='abc')", "bound_sent(who, count=-1)"),
    ),
    Case(
        32,
        "A type that holds itself, one that is called like its own key, one that is used before it stands.",
        """
          Tree Sent: {properties: {tree: {$ref: "#/types/tree"}, node: {$ref: "#/types/node"}, forest: {$ref: "#/types/forest"}}}
        """,
        types="""
          forest: {type: array, items: {$ref: "#/types/tree"}}
          node: {type: object, properties: {node: {$ref: "#/types/node"}, 购物: {$ref: "#/types/购物 Node"}}}
          tree: {type: array, items: {$ref: "#/types/tree"}}
          购物 Node: {type: object, properties: {Node: {type: string}}}
        """,
        sends={
            "tree_sent(who, tree=[[], [[]]], forest=[[]])": {"tree": [[], [[]]], "forest": [[]]},
            "tree_sent(who, node={'node': {'购物': {'Node': 'x'}}})": {
                "node": {"node": {"购物": {"Node": "x"}}},
            },
        },
        refused={
            "tree_sent(who, tree=[1])": "list-item",
            "tree_sent(who, node={'node': {'node': 1}})": "arg-type",
        },
        breaks=("tree_sent(who, tree=['a str is a sequence of str'])",),
    ),
    Case(
        34,
        "Of several versions the newest has the plain name; each says which it is.",
        """
          Order Completed:
            versions: {1: {properties: {cents: {type: integer, required: true}}}, 2: {properties: {total: {type: number, required: true}}}}
        """,
        sends={
            "order_completed(who, total=9.5)": {"total": 9.5},
            "order_completed_v1(who, cents=950)": {"cents": 950},
        },
        refused={"order_completed(who, cents=950)": "call-arg"},
    ),
    Case(
        37,
        "What is deprecated is struck out in editors, and still sent.",
        """
          Old Sent: {status: deprecated, properties: {a: {type: string, deprecated: true}}}
        """,
        sends={"old_sent(who)  # type: ignore[deprecated]": {}},
        refused={"old_sent(who)": "deprecated"},
    ),
)
