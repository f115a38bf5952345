"""Everything that can go wrong for a user, as one tree.

RealismError
├── BadInput              400  what was sent cannot be read: broken RDF, a wrong parameter, bad text
│   ├── QuerySyntaxError  400  a SPARQL query or update that does not parse
│   └── Refused           400  a request we never carry out (SERVICE, LOAD, FROM <file:…>)
├── TooLarge              413  more than the limit allows
├── UnsupportedMediaType  415  a body of a kind the resource does not take
├── NotFound              404  no entity, account, query or graph of that name
├── Gone                  410  an entity that was given up and has no one successor
├── RequestTimeout        408  a request that did not come in time
├── NotAcceptable         406  no format the client accepts
├── MethodNotAllowed      405  a method the resource does not have
├── Unauthorized          401  a token is missing or wrong
├── Forbidden             403  writing is switched off
├── Conflict              409  the dataset moved on
├── PreconditionFailed    412  the dataset is not in the state the client wants to change
├── Violation             422  a change that would break a rule of the base
├── Overloaded            503  over the deadline, or too much at once
├── BrokenOntology        500  the bundled or given ontology does not load
└── StartupError          (command line only) a port in use, a folder that cannot be written

`status` is the HTTP status, `exit_code` what a command exits with: 2 wrong use, 3 the service's own fault.
Every message says what was wrong and what to do, in the caller's terms.
"""

from typing import Any, ClassVar


class RealismError(Exception):
    """Base of all errors shown to users.

    `message` is one plain sentence; `detail` holds further members for a problem document
    (JSON-compatible values), such as ``line`` and ``column`` or a list of ``suggestions``.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 3
    title: ClassVar[str] = "Internal error"

    def __init__(self, message: str, **detail: Any) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class BadInput(RealismError):
    status, exit_code, title = 400, 2, "Bad input"


class QuerySyntaxError(BadInput):
    title = "Query does not parse"


class Refused(BadInput):
    title = "Refused"


class TooLarge(RealismError):
    status, exit_code, title = 413, 2, "Too large"


class UnsupportedMediaType(RealismError):
    status, exit_code, title = 415, 2, "Unsupported media type"


class NotFound(RealismError):
    status, exit_code, title = 404, 2, "Not found"


class Gone(RealismError):
    status, exit_code, title = 410, 2, "Gone"


class RequestTimeout(RealismError):
    status, exit_code, title = 408, 2, "Too slow"


class NotAcceptable(RealismError):
    status, exit_code, title = 406, 2, "No acceptable format"


class MethodNotAllowed(RealismError):
    status, exit_code, title = 405, 2, "Method not allowed"


class Unauthorized(RealismError):
    status, exit_code, title = 401, 2, "Token needed"


class Forbidden(RealismError):
    status, exit_code, title = 403, 2, "Forbidden"


class Conflict(RealismError):
    status, exit_code, title = 409, 2, "Conflict"


class PreconditionFailed(RealismError):
    status, exit_code, title = 412, 2, "Precondition failed"


class Violation(RealismError):
    status, exit_code, title = 422, 2, "The change introduces a violation"


class Overloaded(RealismError):
    status, exit_code, title = 503, 3, "Overloaded"


class BrokenOntology(RealismError):
    title = "Broken ontology"


class StartupError(RealismError):
    exit_code, title = 2, "Cannot start"
