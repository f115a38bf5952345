"""Edits over HTTP: one that passes the check is made, with who made it and why; any other gets the findings."""

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Depends
from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import BadInput
from realism.knowledge.changes import EditChange
from realism.knowledge.history_changes import EDIT, Note
from realism.web.changes import summary
from realism.web.check_routes import EditRequest
from realism.web.parameters import json_only, only
from realism.web.respond import json_bytes, send_json
from realism.web.state import Services, Shared
from realism.web.tokens import authorized
from realism.web.writes import Conditions, write

if TYPE_CHECKING:
    from realism.checks.edits.reading import Reading

router = APIRouter(tags=["Changes"])
_REFUSED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The edit changes nothing: all of it is so already"},
    201: {"description": "The edit was made; Location names its record"},
    400: {"description": "The edit cannot be read"},
    401: {"description": "Without the token, or with another one"},
    403: {"description": "The service is read-only, or no token is configured"},
    409: {"description": "The dataset changed while the edit was checked"},
    412: {"description": "If-Match names another state of the dataset"},
    415: {"description": "The edit is not sent as JSON"},
    422: {"description": "The edit would introduce a violation; the findings say which"},
}


class ChangeRequest(EditRequest):
    """An edit to make."""

    model_config = ConfigDict(extra="forbid", strict=True)

    author: str = Field(min_length=1, max_length=200, description="Who makes it", examples=["Ada Editor"])
    message: str = Field(
        min_length=1, max_length=2000, description="Why, in a sentence", examples=["Anarchy has another name"]
    )
    add: str | None = Field(
        None,
        description="Statements to add, in Turtle or TriG",
        examples=['id:anarchy skos:altLabel "the absence of a world government"@en .'],
    )
    account: str | None = Field(
        None, description="The theory whose account the statements without a graph belong to; the core if left out"
    )


@router.post(
    "/changes",
    operation_id="change",
    summary="Make an edit that passes the check, with author and message",
    status_code=201,
    response_class=Response,
    responses=_REFUSED,
    dependencies=[Depends(json_only), Depends(only())],
)
async def make(shared: Shared, request: Request, body: ChangeRequest) -> Response:
    """The edit is judged as by ``POST /check``, and made at once with what follows from it, or not at all. ``If-Match``
    with the version of the dataset that the edit was made for keeps it from undoing others' work."""
    authorized(request.scope["headers"], shared.settings)
    note = Note(EDIT, _line(body.author, "author"), _line(body.message, "message"))
    conditions = Conditions.of(request.scope["headers"])
    notes: list[str] = []

    def change() -> EditChange:
        conditions.require(shared.store.version)
        reading = _reading(shared, body)
        notes.extend(reading.notes)
        return EditChange(reading.edit.add, reading.edit.remove)

    report, made = await write(shared, change, note)
    check = report.as_dict() if report is not None else None
    headers = {"X-Dataset-Version": shared.store.version}
    if made is None:
        told = {"change": None, "check": check, "notes": notes or ["the edit changes nothing"]}
        return send_json(told, headers)
    told = {"change": summary(shared, made), "check": check, "notes": notes}
    headers |= {"Location": f"{shared.public_url(request)}/changes/{made.id}"}
    return Response(json_bytes(told), 201, headers, "application/json")


def _line(text: str, name: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise BadInput(f"The {name} is blank; say {'who makes the edit' if name == 'author' else 'why it is made'}")
    return line


def _reading(shared: Services, body: ChangeRequest) -> "Reading":
    # Imported here because checks bring rdflib, pyshacl and the bridge to Java.
    from realism.checks.edits.text import Text

    texts = {name: getattr(body, name) for name in ("add", "remove")}
    sent = {name: Text(text, name=name) for name, text in texts.items() if text is not None}
    return shared.checker().read(sent.get("add"), sent.get("remove"), body.account)
