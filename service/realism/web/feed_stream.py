"""The same changes for programs: a Linked Data Event Stream of versions of entities (https://w3id.org/ldes).

A member of the stream is an entity as it was after a change: what the base asserted of it then, under an IRI of the
version. Pages go from the latest to the oldest; the oldest version of an entity is the one that the history began with.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import BadInput, TooLarge
from realism.knowledge.history import asserted
from realism.knowledge.history_changes import Change
from realism.store.base import (
    COPIED_AT_MOST,
    JSONLD,
    NTRIPLES,
    RDFXML,
    TURTLE,
    BlankNode,
    Format,
    Iri,
    Literal,
    Quad,
    Store,
    Term,
)
from realism.store.serializing import prefixes_of, serialize
from realism.vocab import BASE, DCTERMS, ID, RDF, XSD, is_slug
from realism.web.changes_lists import history
from realism.web.changes_words import legible
from realism.web.negotiation import choose
from realism.web.parameters import only
from realism.web.respond import send
from realism.web.state import Services, Shared

router = APIRouter(tags=["Changes"])
FORMATS: Final[tuple[Format, ...]] = (TURTLE, JSONLD, NTRIPLES, RDFXML)
MEMBERS: Final = 100
"""Versions on a page."""
STREAM: Final = Iri(BASE + "ldes#stream")
_LDES: Final = "https://w3id.org/ldes#"
_TREE: Final = "https://w3id.org/tree#"
_PROV: Final = "http://www.w3.org/ns/prov#"
_PREFIXES: Final = {"ldes": _LDES, "tree": _TREE, "prov": _PROV, "dcterms": DCTERMS}
_TYPE: Final = Iri(RDF + "type")


@dataclass(frozen=True)
class Version:
    """An entity as it was after a change; nothing is asserted of one that was removed."""

    slug: str
    change: Change
    statements: frozenset[Quad]

    @property
    def iri(self) -> Iri:
        """Its own IRI."""
        return Iri(f"{BASE}changes/{self.change.id}#{self.slug}")


@router.get(
    "/ldes",
    operation_id="event_stream",
    summary="What changed, as a Linked Data Event Stream: every version of every entity, latest first",
    response_class=Response,
    responses={200: {"description": "A page of it", "content": {format_.media_type: {} for format_ in FORMATS}}},
    dependencies=[Depends(only("page", "format"))],
)
def stream(
    request: Request,
    shared: Shared,
    page: Annotated[
        str | None, Query(max_length=150, description="As the relation of the page before names it; else the latest")
    ] = None,
) -> Response:
    """A page of the stream, with a relation to the next."""
    format_ = choose(request, FORMATS)
    start = _place(page) if page is not None else None
    found = [version for version in versions(shared) if start is None or _order(version) > start][: MEMBERS + 1]
    root = f"{shared.public_url(request)}/ldes"
    quads = list(_page(root, page, found[:MEMBERS], len(found) > MEMBERS))
    return send(serialize(quads, format_, {**prefixes_of(shared.store), **_PREFIXES}), format_)


def versions(shared: Services) -> list[Version]:
    """All versions that are known, latest first."""
    changes = history(shared).changes
    return shared.cache.get("versions", lambda: list(_versions(shared, list(changes))))


def _versions(shared: Services, changes: list[Change]) -> Iterator[Version]:
    states = _states(shared.store)
    for change in reversed(changes):
        if not change.complete:
            # Before this one nothing is known, so that it begins with all that was there.
            yield from (Version(slug, change, state) for slug, state in sorted(states.items()) if state)
            return
        added, removed = (_by_entity(quads) for quads in (change.add, change.remove))
        for slug in sorted(added.keys() | removed.keys()):
            state = states.get(slug, frozenset())
            yield Version(slug, change, state)
            states[slug] = (state - added.get(slug, set())) | removed.get(slug, set())


def _states(store: Store) -> dict[str, frozenset[Quad]]:
    """What is asserted of each entity now.

    Raises TooLarge for a dataset that is not gone through for this.
    """
    if len(store) > COPIED_AT_MOST:
        raise TooLarge(
            f"The stream is made of datasets of up to {COPIED_AT_MOST} statements; "
            "/changes tells what changed in this one",
            limit=COPIED_AT_MOST,
        )
    return {slug: frozenset(quads) for slug, quads in _by_entity(asserted(store)).items()}


def _by_entity(quads: Iterable[Quad]) -> dict[str, set[Quad]]:
    """Statements by the slug of the entity they are about, but for parts of axioms."""
    found: dict[str, set[Quad]] = defaultdict(set)
    for quad in quads:
        slug = quad.subject.removeprefix(ID)
        if quad.subject.startswith(ID) and is_slug(slug) and not isinstance(quad.object, BlankNode):
            found[slug].add(quad)
    return found


def _order(version: Version) -> tuple[int, str]:
    return -version.change.number, version.slug


def _place(page: str) -> tuple[int, str]:
    number, _, slug = page.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 12 and is_slug(slug)):
        raise BadInput(f"{page[:40]!r} names no page of the stream; begin with /ldes and follow its relations")
    return -int(number), slug


def _page(root: str, page: str | None, members: list[Version], more: bool) -> Iterator[Quad]:
    node = Iri(root if page is None else f"{root}?page={page}")

    def say(subject: Iri | BlankNode, predicate: str, value: Term) -> Quad:
        return Quad(subject, Iri(predicate), value)

    yield say(STREAM, _TYPE, Iri(_LDES + "EventStream"))
    yield say(STREAM, DCTERMS + "title", Literal("realism: versions of entities", XSD + "string"))
    yield say(STREAM, _LDES + "timestampPath", Iri(_PROV + "generatedAtTime"))
    yield say(STREAM, _LDES + "versionOfPath", Iri(DCTERMS + "isVersionOf"))
    yield say(STREAM, _TREE + "view", Iri(root))
    yield say(node, _TYPE, Iri(_TREE + "Node"))
    for version in members:
        yield say(STREAM, _TREE + "member", version.iri)
        yield from _member(version)
    if more:
        last, relation = members[-1], BlankNode("next")
        yield say(node, _TREE + "relation", relation)
        yield say(relation, _TYPE, Iri(_TREE + "LessThanOrEqualToRelation"))
        yield say(relation, _TREE + "node", Iri(f"{root}?page={last.change.number}.{last.slug}"))
        yield say(relation, _TREE + "path", Iri(_PROV + "generatedAtTime"))
        yield say(relation, _TREE + "value", _time(last.change))


def _member(version: Version) -> Iterator[Quad]:
    about: dict[str, Any] = {
        DCTERMS + "isVersionOf": Iri(ID + version.slug),
        _PROV + "generatedAtTime": _time(version.change),
        DCTERMS + "description": Literal(legible(version.change.note.message)),
    }
    if version.change.note.author is not None:
        about[DCTERMS + "creator"] = Literal(legible(version.change.note.author))
    if not version.statements:
        about[_PROV + "invalidatedAtTime"] = _time(version.change)
    for predicate, value in about.items():
        yield Quad(version.iri, Iri(predicate), value)
    for quad in version.statements:
        yield Quad(version.iri, quad.predicate, quad.object)


def _time(change: Change) -> Literal:
    return Literal(change.time, XSD + "dateTime")
