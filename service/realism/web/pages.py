"""HTML: one environment, escaped by default; no page needs JavaScript."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from realism.errors import RealismError
from realism.web.axioms import Axiom, axioms
from realism.web.directory import Directory
from realism.web.lineage import Family
from realism.web.negotiation import HTML
from realism.web.respond import send
from realism.web.state import Services
from realism.web.structured import structured, term_set
from realism.web.tables import Table
from realism.web.terms import Vocabulary

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"
_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
KIND_TITLES: Final = {
    "concept": "Concepts",
    "theory": "Theories",
    "thinker": "Thinkers",
    "work": "Works",
    "claim": "Claims",
    "case": "Cases",
    "dimension": "Dimensions",
    "debate": "Debates",
}
"""Kinds a reader may browse and narrow a search to."""


def render(request: Request, shared: Services, template: str, **context: Any) -> str:
    """The page that `template` makes of `context`; it also knows `root`, the path of the public address."""
    public = shared.public_url(request)
    return _ENVIRONMENT.get_template(template).render(
        root=urlsplit(public).path, public=public, version=shared.store.version, kinds=KIND_TITLES, **context
    )


def page(
    request: Request, shared: Services, template: str, headers: dict[str, str] | None = None, **context: Any
) -> Response:
    """The response that carries the page `template` makes of `context`."""
    return send(render(request, shared, template, **context), HTML, headers)


def directory(shared: Services) -> Directory:
    """The directory of the present dataset."""
    return shared.cache.get("directory", lambda: Directory.from_store(shared.store))


def family(shared: Services) -> Family:
    """The family of theories of the present dataset."""
    return shared.cache.get("family", lambda: Family.from_store(shared.store, directory(shared)))


def vocabulary(shared: Services) -> Vocabulary:
    """The vocabulary of the present dataset."""
    return shared.cache.get("vocabulary", lambda: Vocabulary.from_store(shared.store))


def all_axioms(shared: Services) -> list[Axiom]:
    """The axioms of all accounts of the present dataset."""
    return shared.cache.get("axioms", lambda: axioms(shared.store, directory(shared), vocabulary(shared)))


def axioms_where(shared: Services, slug: str, *, account: bool = False) -> list[Axiom]:
    """The axioms that speak of the entity `slug`, or those of its account."""
    found = all_axioms(shared)
    if account:
        return [axiom for axiom in found if axiom.account.slug == slug]
    return [axiom for axiom in found if slug in (axiom.subject.slug, axiom.object.slug)]


def editor(
    request: Request, shared: Services, query: str, table: Table | None = None, problem: RealismError | None = None
) -> Response:
    """The page of the SPARQL editor with `query` in it, and below what came of it: an answer or a problem."""
    examples = [(named.question, named.bind(named.example_values)) for named in shared.queries.values()]
    response = page(request, shared, "sparql.html", query=query, table=table, problem=problem, examples=examples)
    if problem is not None:
        response.status_code = problem.status
    return response


def year(value: int | None) -> str:
    """A year in words; years before the common era are negative."""
    if value is None:
        return "year not recorded"
    return f"{-value} BCE" if value < 0 else str(value)


def host(url: str) -> str:
    """The host of a URL, as the name of a link."""
    return urlsplit(url).hostname or url


def capitalized(text: str) -> str:
    """`text` with its first letter as a capital; the rest as it is."""
    return text[:1].upper() + text[1:]


_ENVIRONMENT.globals.update(structured=structured, term_set=term_set)
_ENVIRONMENT.filters.update(year=year, host=host, capitalized=capitalized)
