"""What the files say of each event, page, screen and set of traits becomes `Rule`s."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from protocols.findings import Finding, Position
from protocols.findings.catalog import finding
from protocols.plan.file.bodies import Schemas, object_schema, with_keywords
from protocols.plan.file.join import Declared, Joined, said
from protocols.plan.file.libraries import Source
from protocols.plan.file.places import Places, Written, whole_places
from protocols.plan.model import Example, Extension, Kind, PlanFile, Rule, Status

_Named = tuple[Kind, str | None]

_BODY_FIELDS: Final = ("properties", "schema_", "context", "message", "examples")
_NOWHERE: Final[Mapping[str, Position]] = {}
_TRAITS: Final = frozenset({Kind.IDENTIFY, Kind.GROUP})


class RuleReader:
    """Reads all the rules of some files, and keeps what is wrong with them."""

    def __init__(self, sources: Sequence[Source], schemas: Schemas) -> None:
        self._schemas = schemas
        self._joined = Joined()
        self._beside: list[Finding] = []
        self._owners = {each.document.file: each.model.owner for each in sources if each.model}
        self._owner = next(iter(self._owners.values()), "")
        self._declared = _declared(sources)

    @property
    def findings(self) -> list[Finding]:
        """What is wrong, but for the schemas."""
        return [*self._joined.findings, *self._beside]

    def rules(self) -> Iterator[Rule]:
        """Every rule, one for each version of an event that has versions."""
        for (kind, name), declared in self._declared.items():
            about = self._about(kind, name, declared)
            for version, bodies in self._bodies(kind, name, declared).items():
                yield self._rule(kind, name, version, bodies, about)

    def _about(self, kind: Kind, name: str | None, declared: Sequence[Declared]) -> dict[str, Any]:
        label = name or str(kind)

        def one(field: str, default: Any) -> Any:
            return self._joined.one(f'"{field}" of {label}', said(declared, field), default)

        labels = self._joined.entries(f"{label}: label", said(declared, "labels"))
        own = self._joined.entries(f"{label}:", _extensions(declared))
        first = self._owners[declared[0][1].file]
        return {
            "description": one("description", ""),
            "owner": one("owner", "") or first or self._owner,
            "labels": {key: value for key, (value, _) in labels.items()},
            "status": one("status", Status.LIVE),
            "sources": one("sources", ()),
            "extensions": {
                key: Extension(value, written.at(key)) for key, (value, written) in own.items()
            },
        }

    def _bodies(
        self, kind: Kind, name: str | None, declared: Sequence[Declared]
    ) -> Mapping[int | None, Sequence[Declared]]:
        if kind is not Kind.TRACK:
            return {None: declared}
        versions: dict[int | None, list[Declared]] = defaultdict(list)
        plain = [each for each in declared if not each[0].versions]
        for model, written in declared:
            for version, body in model.versions.items():
                versions[version].append((body, written.part("versions", str(version))))
            if model.versions:
                self._beside.extend(_beside(model, written))
        if not versions:
            return {None: declared}
        first = next(written for model, written in declared if model.versions)
        for model, written in plain:
            if model.model_fields_set.intersection(_BODY_FIELDS):
                both = sorted((written, first), key=[at for _, at in declared].index)
                self._joined.differ(f'"{name}"', both[1], both[0])
        return versions

    def _rule(
        self,
        kind: Kind,
        name: str | None,
        version: int | None,
        bodies: Sequence[Declared],
        about: Mapping[str, Any],
    ) -> Rule:
        label = name or str(kind)
        places, body = self._body(kind, label, bodies)
        context_places, context = self._context(label, bodies)
        message_places, message = self._message(label, bodies)
        own = {} if version is None else self._version_description(label, bodies)
        return Rule(
            kind=kind,
            name=name,
            version=version,
            at=bodies[0][1].at(),
            body=body,
            places=places,
            context=context,
            context_places=context_places,
            message=message,
            message_places=message_places,
            good=_examples(bodies, "good"),
            bad=_examples(bodies, "bad"),
            **{**about, **own},
        )

    def _version_description(self, label: str, bodies: Sequence[Declared]) -> dict[str, str]:
        own = self._joined.one(f'"description" of {label}', said(bodies, "description"), "")
        return {"description": own} if own else {}

    def _body(
        self, kind: Kind, label: str, bodies: Sequence[Declared]
    ) -> tuple[Places, dict[str, Any]]:
        field, what = ("traits", "trait") if kind in _TRAITS else ("properties", "property")
        schema, mounts = object_schema(f"{label}: {what}", field, bodies, self._joined)
        keywords = list(said(bodies, "schema_"))
        more = self._joined.one(f'"schema" of {label}', keywords, None)
        if more is not None:
            with_keywords(schema, mounts, more, keywords[0][1])
        places = Places(bodies[0][1], mounts)
        return places, self._schemas.settled(schema, places)

    def _context(
        self, label: str, bodies: Sequence[Declared]
    ) -> tuple[Mapping[str, Position], dict[str, Any] | None]:
        schema, mounts = object_schema(f"{label}: context", "context", bodies, self._joined)
        if not schema["properties"]:
            return _NOWHERE, None
        places = Places(mounts["properties",], mounts)
        return places, self._schemas.settled(schema, places)

    def _message(
        self, label: str, bodies: Sequence[Declared]
    ) -> tuple[Mapping[str, Position], Any]:
        messages = list(said(bodies, "message"))
        message = self._joined.one(f'"message" of {label}', messages, None)
        if message is None:
            return _NOWHERE, None
        places = whole_places(messages[0][1])
        return places, self._schemas.settled(message, places)


def _declared(sources: Sequence[Source]) -> dict[_Named, list[Declared]]:
    declared: dict[_Named, list[Declared]] = defaultdict(list)
    for source in sources:
        if source.model is not None:
            for named, model, path in _sections(source.model):
                declared[named].append((model, source.part(*path)))
    return declared


def _sections(file: PlanFile) -> Iterator[tuple[_Named, Any, tuple[str, ...]]]:
    for name, event in file.events.items():
        yield (Kind.TRACK, name), event, ("events", name)
    for kind, traits in ((Kind.IDENTIFY, file.identify), (Kind.GROUP, file.group)):
        if traits is not None:
            yield (kind, None), traits, (str(kind),)
    for kind, named in ((Kind.PAGE, file.page), (Kind.SCREEN, file.screen)):
        for name, rule in (named or {}).items():
            yield (kind, name), rule, (str(kind), name)


def _beside(model: Any, written: Written) -> Iterator[Finding]:
    for field in _BODY_FIELDS:
        if field in model.model_fields_set:
            key = field.rstrip("_")
            yield finding(
                "TP018",
                f'"{key}" stands beside "versions"',
                written.part(key).at(),
                advice="move it into each version it holds for",
            )


def _extensions(declared: Sequence[Declared]) -> Iterator[Declared]:
    return ((model.extensions, written) for model, written in declared if model.extensions)


def _examples(bodies: Sequence[Declared], sort: str) -> tuple[Example, ...]:
    return tuple(
        Example(value, written.at(sort, index))
        for examples, written in said(bodies, "examples")
        for index, value in enumerate(getattr(examples, sort))
    )
