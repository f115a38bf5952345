"""An edit judged over HTTP, without carrying it out."""

from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import BadInput, Overloaded, UnsupportedMediaType
from realism.knowledge.files import decode
from realism.store.base import JSONLD, NQUADS, NTRIPLES, RDFXML, TRIG, TURTLE
from realism.web.negotiation import JSON
from realism.web.parameters import only
from realism.web.respond import send_json
from realism.web.state import Services, Shared

if TYPE_CHECKING:
    from realism.checks.checker import Begun, Checker
    from realism.checks.edits.reading import Reading
    from realism.checks.reports.verdict import EditReport

router = APIRouter(tags=["Checks"])
_RDF: Final = {one.media_type: one for one in (TURTLE, TRIG, JSONLD, NTRIPLES, NQUADS, RDFXML)}
_TRIES: Final = 3
_TURTLE: Final = 'id:anarchy skos:altLabel "the absence of world government"@en .'
_RIVAL: Final = "id:offensive-realism realism:holdsClaim id:c001 ."
EXAMPLES: Final[dict[str, Any]] = {
    "application/json": {"add": _RIVAL, "account": "offensive-realism"},
    TURTLE.media_type: _TURTLE,
    TRIG.media_type: f"account:offensive-realism {{ {_RIVAL} }}",
    JSONLD.media_type: '{"@context": {"skos": "http://www.w3.org/2004/02/skos/core#"}, '
    '"@id": "https://w3id.org/realism/id/anarchy", "skos:altLabel": {"@value": "anarchic order", "@language": "en"}}',
    NTRIPLES.media_type: "<https://w3id.org/realism/id/anarchy> <http://www.w3.org/2004/02/skos/core#related> "
    "<https://w3id.org/realism/id/self-help> .",
    NQUADS.media_type: "<https://w3id.org/realism/id/anarchy> <http://www.w3.org/2004/02/skos/core#related> "
    "<https://w3id.org/realism/id/self-help> <https://w3id.org/realism/account/core> .",
    RDFXML.media_type: '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:skos="http://www.w3.org/2004/02/skos/core#"><rdf:Description '
    'rdf:about="https://w3id.org/realism/id/anarchy"><skos:altLabel xml:lang="en">anarchic order</skos:altLabel>'
    "</rdf:Description></rdf:RDF>",
}
"""An edit in each kind of body, as OpenAPI shows it."""


class EditRequest(BaseModel):
    """An edit."""

    model_config = ConfigDict(extra="forbid", strict=True)

    add: str | None = Field(None, description="Statements to add, in Turtle or TriG", examples=[_RIVAL])
    remove: str | None = Field(None, description="Statements to remove, in Turtle or TriG")
    account: str | None = Field(
        None,
        description="The theory whose account the statements without a graph belong to; the core if left out",
        examples=["offensive-realism"],
    )


_BODIES: Final = {
    media: {"schema": EditRequest.model_json_schema() if media == JSON.media_type else {"type": "string"}}
    | {"example": example}
    for media, example in EXAMPLES.items()
}


@router.post(
    "/check",
    operation_id="check",
    summary="What an edit would break, and how to set it right; nothing is changed",
    response_class=Response,
    dependencies=[Depends(only("account"))],
    openapi_extra={"requestBody": {"required": True, "content": _BODIES}},
)
async def check(
    shared: Shared,
    request: Request,
    account: Annotated[
        str | None, Query(description="For RDF sent as such: the account its statements without a graph belong to")
    ] = None,
) -> Response:
    """Send RDF to add, or JSON with Turtle or TriG to add and to remove. Problems the edit introduces, problems it
    fixes and problems that were there before are kept apart; ``conforms`` is false only when it introduces a violation.
    The prefixes of the base may be used in Turtle and TriG without being declared."""
    media = _media(request)
    body = await request.body()
    for _ in range(_TRIES):
        report = await _report(shared, media, body, account)
        if report.version == shared.store.version:
            return send_json(report.as_dict())
    raise Overloaded("The dataset changes faster than the edit can be judged; try again in a few seconds")


async def _report(shared: Services, media: str, body: bytes, account: str | None) -> "EditReport":
    def start() -> "tuple[Checker, Begun] | EditReport":
        checker = shared.checker()
        begun = checker.start(_reading(checker, media, body, account))
        return (checker, begun) if begun.takes_long else checker.finish(begun)

    found = await shared.check_threads.run(start)
    if not isinstance(found, tuple):
        return found
    checker, begun = found
    return await shared.whole_check_threads.run(lambda: checker.finish(begun))


def _media(request: Request) -> str:
    """The media type of the body. Raises UnsupportedMediaType for one that is no edit."""
    header = request.headers.get("content-type", "").lower()
    media, _, parameters = (part.strip() for part in header.partition(";"))
    if media not in EXAMPLES:
        known = ", ".join(EXAMPLES)
        raise UnsupportedMediaType(f"An edit is sent as one of {known}, not as {media[:80] or 'an unnamed type'}")
    charset = parameters.partition("charset=")[2].split(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType(f"An edit is sent as UTF-8, not as {charset[:40]}")
    return media


def _reading(checker: "Checker", media: str, body: bytes, account: str | None) -> "Reading":
    from realism.checks.edits.text import Text

    if media in _RDF:
        return checker.read(Text(decode(body, "the body"), _RDF[media], "the body"), None, account)
    if account is not None:
        raise BadInput("With a JSON body, name the account in it, not in the address")
    try:
        sent = EditRequest.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in found]) from None
    parts = {name: getattr(sent, name) for name in ("add", "remove")}
    texts = {name: Text(text, name=name) for name, text in parts.items() if text is not None}
    return checker.read(texts.get("add"), texts.get("remove"), sent.account)
