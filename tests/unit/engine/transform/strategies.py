"""Transformations, filters and messages for the laws."""

from hypothesis import strategies as st

KEYS = st.sampled_from(["a", "b", "c", "list"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(-2, 2),
    st.sampled_from(["x", "1", "true"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=4)
MESSAGES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["track", "identify", "group", "page", "screen", "alias"]),
        "messageId": st.text(max_size=5),
    },
    optional={
        "event": st.sampled_from(["x", "y"]),
        "userId": st.text(max_size=3),
        "properties": st.one_of(OBJECTS, st.none()),
        "traits": OBJECTS,
        "context": OBJECTS,
    },
)
ROOTS = st.sampled_from(["properties", "traits", "context"])
PATHS = st.one_of(
    st.builds("{}.{}".format, ROOTS, KEYS),
    st.builds("{}.{}.{}".format, ROOTS, KEYS, KEYS),
    st.builds("{}.list[].{}".format, ROOTS, KEYS),
    st.builds("{}.list[1].{}".format, ROOTS, KEYS),
)
CONDITIONS = st.sampled_from(
    [
        "all",
        "type = 'track'",
        "event = 'x'",
        "properties.a",
        "properties.a > 1",
        "length(context.b) > 1",
    ]
)
_TYPES = st.sampled_from(["string", "number", "integer", "boolean", "date-time"])
PARTS = {
    "rename_event": st.sampled_from(["x", "z"]),
    "rename": st.dictionaries(PATHS, PATHS, min_size=1, max_size=2),
    "set": st.dictionaries(PATHS, VALUES, min_size=1, max_size=2),
    "define": st.dictionaries(
        PATHS,
        st.sampled_from(["event", "properties.a", "1", "uppercase(context.a)"]),
        min_size=1,
        max_size=2,
    ),
    "cast": st.dictionaries(PATHS, _TYPES, min_size=1, max_size=2),
    "drop_properties": st.lists(PATHS, min_size=1, max_size=2),
    "allow_properties": st.lists(PATHS, min_size=1, max_size=2),
    "hash": st.fixed_dictionaries(
        {"paths": st.lists(PATHS, min_size=1, max_size=2), "key": st.just("k" * 16)}
    ),
    "drop": st.just(True),
}
TRANSFORMATIONS = st.lists(
    st.fixed_dictionaries(
        {"name": st.text(min_size=1, max_size=5)}, optional={"if": CONDITIONS, **PARTS}
    ),
    max_size=3,
)
SAMPLES = st.fixed_dictionaries(
    {"percent": st.floats(0, 1)}, optional={"path": st.sampled_from(["userId", "properties.a"])}
)
ACTIONS = {
    "drop": st.just(True),
    "only_send": st.just(True),
    "sample": SAMPLES,
    "drop_properties": PARTS["drop_properties"],
    "allow_properties": PARTS["allow_properties"],
}
FILTERS = st.lists(
    st.sampled_from(sorted(ACTIONS)).flatmap(
        lambda name: st.fixed_dictionaries({name: ACTIONS[name], "if": CONDITIONS})
    ),
    max_size=4,
)
