"""Hard names of events and properties."""

import builtins
import json
import keyword
from typing import Final

from tests.unit.typewriter.hard.case import Case

WORDS: Final = sorted(
    {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *dir(type), *dir(dict)}
)
"""Every word that means something to Python."""

NAMES: Final = (
    Case(
        0,
        "Words that mean something to Python, as keys of an object and as properties of an event.",
        f"""
          Words Sent: {{properties: {{all: {{type: object, properties: {{{", ".join(f"{json.dumps(word)}: {{type: integer}}" for word in WORDS)}}}}}}}}}
          Every Word Sent: {{properties: {{{", ".join(f"{json.dumps(word)}: {{type: integer}}" for word in WORDS)}}}}}
        """,
        sends={
            f"words_sent(who, all={dict.fromkeys(WORDS, 1)!r})": {"all": dict.fromkeys(WORDS, 1)},
            "every_word_sent(who, class_=1, none=2, sorted=3, str=4, class_d758=5, str_b79e=6)": None,
        },
        refused={"words_sent(who, all={'class': 'x'})": "arg-type"},
    ),
    Case(
        0,
        "Events called what the stub of a tracker is written with.",
        """
          staticmethod: {}
          overload: {}
          Callable: {}
          Concatenate: {}
          Generic: {}
          two ids: {}
        """,
        sends={
            "staticmethod(who)": {},
            "overload(who)": {},
            "callable(who)": {},
            "concatenate(who)": {},
            "generic(who)": {},
            "two_ids(who)": {},
        },
    ),
    Case(
        1,
        "Four spellings of one name: each has a function, and each sends its own.",
        """
          Product Viewed: {}
          product viewed: {}
          PRODUCT_VIEWED: {}
          Product-Viewed!: {}
        """,
        sends={
            "product_viewed(who)": {},
            "product_viewed_40c5(who)": {},
            "product_viewed_9605(who)": {},
            "product_viewed_f5a5(who)": {},
        },
    ),
    Case(
        2,
        "Digits first, quotes and signs: what cannot begin a name gets a word before it.",
        """
          "42_--terrible==\\"event'++name~!3": {}
        """,
        sends={"event_42_terrible_event_name_3(who)": {}},
    ),
    Case(
        3,
        "Emoji and punctuation are left out; what has nothing else is named by a hash.",
        """
          "🎉 Party Started": {}
          "🔥": {}
          "!!!": {}
        """,
        sends={"party_started(who)": {}, "event_8770(who)": {}, "event_e4a6(who)": {}},
    ),
    Case(
        4,
        "Letters of any script are letters.",
        """
          购物车 添加: {}
          Café: {}
        """,
        sends={"购物车_添加(who)": {}, "café(who)": {}},
    ),
    Case(
        5,
        "Python reads some letters as one: names are told apart as Python reads them, keys as sent.",
        """
          Ligature Sent: {properties: {ﬁ: {type: string}, fi: {type: string}}}
          Accent Sent: {properties: {"e\\u0301": {type: string}, "\\u00e9": {type: string}}}
        """,
        sends={
            "ligature_sent(who, fi='f+i', fi_7984='ligature')": {"fi": "f+i", "ﬁ": "ligature"},
            "accent_sent(who, é='one', é_ce0f='two')": {"\u00e9": "one", "e\u0301": "two"},
        },
    ),
    Case(
        6,
        "A keyword gets an underscore; soft keywords and built-in functions are names like others.",
        """
          class: {}
          None: {}
          import: {}
          match: {}
          type: {}
          print: {}
          globals: {}
          sorted: {}
          hooks: {}
        """,
        sends={
            "class_(who)": {},
            "none(who)": {},
            "import_(who)": {},
            "match(who)": {},
            "type(who)": {},
            "print(who)": {},
            "globals(who)": {},
            "sorted(who)": {},
            "hooks_event(who)": {},
        },
    ),
    Case(
        7,
        "An event called like one of the client's own functions says that it is an event.",
        """
          track: {}
          identify: {}
          flush: {}
          configure: {}
        """,
        sends={
            key: {}
            for key in (
                "track_event(who)",
                "identify_event(who)",
                "flush_event(who)",
                "configure_event(who)",
            )
        },
    ),
    Case(
        8,
        "Nothing that is generated changes what an annotation beside it means.",
        """
          Any: {}
          List: {}
          str: {properties: {str: {type: string}, int: {type: integer}, Literal: {enum: [a, b]}}}
          Literal: {properties: {bool: {type: boolean}, float: {type: number}}}
          Shadow Sent: {properties: {at: {type: object, properties: {str: {type: integer}, at: {type: string}}}}}
        """,
        sends={
            "any(who)": {},
            "list(who)": {},
            "str_event(who, str='s', int=1, literal='a')": {"str": "s", "int": 1, "Literal": "a"},
            "literal(who, bool=True, float=0.5)": {"bool": True, "float": 0.5},
            "shadow_sent(who, at={'str': 1, 'at': 'x'})": {"at": {"str": 1, "at": "x"}},
        },
        refused={
            "str_event(who, str=1)": "arg-type",
            "str_event(who, literal='c')": "arg-type",
            "shadow_sent(who, at={'str': 'x'})": "arg-type",
        },
    ),
    Case(
        9,
        "Properties called like keywords, constants and receivers.",
        """
          Keyword Sent:
            properties: {class: {type: string}, from: {type: string}, async: {type: string}, None: {type: string}, self: {type: string}, cls: {type: string}}
        """,
        sends={
            "keyword_sent(who, class_='1', from_='2', async_='3', none='4', self='5', cls='6')": {
                "class": "1",
                "from": "2",
                "async": "3",
                "None": "4",
                "self": "5",
                "cls": "6",
            },
        },
    ),
    Case(
        10,
        "Properties called like parts of a message keep their names; our arguments end in _.",
        """
          Envelope Sent:
            properties: {user_id: {type: string}, anonymous_id: {type: string}, timestamp: {type: string}, context: {type: string}, integrations: {type: string}, message_id: {type: string}, who_: {type: string}, meta_: {type: string}}
          Mail Queued:
            properties: {send: {type: boolean}, UNSET: {type: string}, str: {type: string}}
        """,
        sends={
            "envelope_sent(who, user_id='1', anonymous_id='2', timestamp='3', context='4', integrations='5', message_id='6', who='7', meta='8', meta_={'message_id': 'm'})": {
                "user_id": "1",
                "anonymous_id": "2",
                "timestamp": "3",
                "context": "4",
                "integrations": "5",
                "message_id": "6",
                "who_": "7",
                "meta_": "8",
            },
            "mail_queued(who, send=True, unset='u', str='s')": {
                "send": True,
                "UNSET": "u",
                "str": "s",
            },
        },
        refused={"envelope_sent(who, who_='x')": "call-arg"},
    ),
    Case(
        11,
        "Signs, spaces, digits, line ends, quotes and nothing at all, as names of properties.",
        """
          Signs Sent:
            properties: {$revenue: {type: number}, Product ID: {type: string}, 123abc: {type: string}, a.b: {type: string}, a-b: {type: string}, a_b: {type: string}, "": {type: string}, "#": {type: string}, "first\\nline": {type: string}, 'quote"d': {type: string}, back\\slash: {type: string}}
        """,
        sends={
            "signs_sent(who, revenue=1.5, product_id='1', p_123abc='2', a_b='3', a_b_68a4='4', a_b_ff09='5', prop_0555='6', prop_3f08='7', first_line='8', quote_d='9', back_slash='10')": {
                "$revenue": 1.5,
                "Product ID": "1",
                "123abc": "2",
                "a_b": "3",
                "a.b": "4",
                "a-b": "5",
                "": "6",
                "#": "7",
                "first\nline": "8",
                'quote"d': "9",
                "back\\slash": "10",
            },
        },
    ),
    Case(
        12,
        "Of four spellings of one property, the one that is a name already keeps it.",
        """
          Alike Sent:
            properties: {Product ID: {type: string}, product_id: {type: string}, productId: {type: string}, product id: {type: string}}
        """,
        sends={
            "alike_sent(who, product_id='1', product_id_6178='2', product_id_b4a6='3', product_id_94a5='4')": {
                "product_id": "1",
                "Product ID": "2",
                "productId": "3",
                "product id": "4",
            },
        },
    ),
    Case(
        13,
        "Underscores before and after are no part of a name; no name hides anything of a class.",
        """
          __init__: {}
          __getattr__: {}
          Dunder Sent:
            properties: {__init__: {type: string}, __class__: {type: string}, _private: {type: string}, model_config: {type: string}, copy: {type: string}, json: {type: string}, schema: {type: string}}
        """,
        sends={
            "init(who)": {},
            "getattr(who)": {},
            "dunder_sent(who, init='1', class_='2', private='3', model_config='4', copy='5', json='6', schema='7')": {
                "__init__": "1",
                "__class__": "2",
                "_private": "3",
                "model_config": "4",
                "copy": "5",
                "json": "6",
                "schema": "7",
            },
        },
    ),
    Case(
        33,
        "Long names are cut and end in a hash; nothing counts properties.",
        f"""
          {"l" * 60}: {{}}
          {"l" * 61}: {{}}
          {"x" * 255}: {{properties: {{{"y" * 255}: {{type: string}}, {"y" * 256}: {{type: string}}}}}}
          Many Sent: {{properties: {{{", ".join(f"p{n}: {{type: integer}}" for n in range(300))}}}}}
        """,
        sends={
            f"{'l' * 60}(who)": {},
            f"{'l' * 60}_345e(who)": {},
            f"{'x' * 60}_e113(who, {'y' * 60}_33e4='1', {'y' * 60}_ac01='2')": {
                "y" * 255: "1",
                "y" * 256: "2",
            },
            f"many_sent(who, {', '.join(f'p{n}={n}' for n in range(300))})": {
                f"p{n}": n for n in range(300)
            },
        },
    ),
    Case(
        36,
        "Files are named in small letters, so that none is another one's on any disk.",
        """
          ORDER PLACED: {}
          Order Cancelled: {}
          CON Started: {}
          İstanbul Visited: {}
        """,
        sends={
            "order_placed(who)": {},
            "order_cancelled(who)": {},
            "con_started(who)": {},
            "i̇stanbul_visited(who)": {},
        },
    ),
)
