"""Asking another SPARQL server: prepared queries in, whole answers out, or an error; never a part of an answer."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import Final

from realism.errors import BadInput
from realism.store import base
from realism.store.base import BlankNode, Iri, Literal
from realism.store.remote_errors import cut_off, row_limit
from realism.store.remote_graphs import as_quads, construct, statements
from realism.store.remote_link import MAX_BODY, Link, Reply
from realism.store.remote_state import NOWHERE, Census
from realism.store.remote_terms import Table, sent
from realism.store.remote_text import Prepared, variables_of
from realism.store.remote_virtuoso import as_subselect, for_virtuoso

_JSON: Final = "application/sparql-results+json"
_RDF: Final = "application/n-triples, text/turtle;q=0.5"
_SHORT: Final = 100_000
_AT_ONCE: Final = 200
"""Resources described in one request."""


class Asker:
    """Asks the SPARQL server at `url`.

    virtuoso   whether it is Virtuoso, which its answers tell
    """

    def __init__(self, link: Link, url: str) -> None:
        self.virtuoso = False
        self._link = link
        self._url = url

    async def select(
        self,
        text: str,
        deadline: float,
        default: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
        size: int = MAX_BODY,
    ) -> Table:
        """The solutions of a SELECT, or the truth of an ASK, on a dataset; without one, on what the server chooses.

        Where the server cuts off an answer that is in no order, the rest is fetched page by page.
        Raises TooLarge when it cuts off one that is in order, or may have, and what `Link.ask` raises.
        """
        until = time.monotonic() + deadline
        table, limit = await self._select(text, deadline, default, named, size)
        if limit is None or len(table.rows) < limit:
            return table
        inner = as_subselect(text)
        if inner is None or not table.variables:
            raise cut_off(limit)
        order = " ".join(f"?{name}" for name in table.variables)
        page, room = limit - 1, size
        rows: list[dict[str, base.Term]] = []
        while len(rows) % page == 0 and (not rows or table.rows):
            # Virtuoso sorts no more than 10,000 rows where ORDER BY and LIMIT stand together.
            paged = f"{inner[0]} SELECT * {{ {{ SELECT * {{ {{ {inner[1]} }} }} ORDER BY {order} }} }}"
            paged += f" LIMIT {page} OFFSET {len(rows)}"
            table, _ = await self._select(paged, max(0.1, until - time.monotonic()), default, named, room)
            room -= table.size
            rows += table.rows
        table.rows = rows
        return table

    async def _select(
        self, text: str, deadline: float, default: Sequence[str] | None, named: Sequence[str] | None, size: int
    ) -> tuple[Table, int | None]:
        """The solutions in one answer, and the number at which the server cut it off, if it may have."""
        text, truths = for_virtuoso(text) if self.virtuoso else (text, frozenset())
        reply = await self._ask(text, _JSON, deadline, default, named, size)
        known = truths if self.virtuoso else None
        # The loop is everyone's: what takes long to read is read beside it.
        long = len(reply.body) > _SHORT
        table = await asyncio.to_thread(Table, reply.body, known) if long else Table(reply.body, known)
        return table, row_limit(reply.headers)

    async def answer(
        self, query: Prepared, census: Census, deadline: float, size: int = MAX_BODY
    ) -> Table | list[base.Quad]:
        """What `query` asks for, on the graphs it names or on all graphs of `census`."""
        default, named = query.default_graphs, query.named_graphs
        if default is None or named is None:
            default, named = census.everywhere, census.named
        if query.form in ("select", "ask"):
            return await self.select(query.text, deadline, default, named, size)
        if query.form == "describe":
            return await self._describe(query, deadline, default, named, size)
        if not self.virtuoso:
            return statements(await self._ask(query.text, _RDF, deadline, default, named, size))
        # Virtuoso cuts off CONSTRUCT, too, and there it does not even say so.
        variables = variables_of(query.template)
        chosen = " ".join(f"?{name}" for name in variables) or "(1 AS ?any)"
        text = f"{query.prologue} SELECT {chosen} {query.where}"
        return construct(query, variables, await self.select(text, deadline, default, named, size))

    async def _describe(
        self, query: Prepared, deadline: float, default: Sequence[str], named: Sequence[str], size: int
    ) -> list[base.Quad]:
        """What is said of each resource, and of the blank nodes that this leads to."""
        pending: dict[base.Term, None] = {Iri(iri): None for iri in query.subjects}
        if query.text:
            table = await self.select(query.text, deadline, default, named, size)
            pending |= {term: None for row in table.rows for term in row.values() if not isinstance(term, Literal)}
        found: dict[base.Quad, None] = {}
        seen = set(pending)
        while pending:
            batch = list(pending)[:_AT_ONCE]
            pending = dict.fromkeys(list(pending)[_AT_ONCE:])
            subjects = " ".join(_known(batch))
            text = f"SELECT ?s ?p ?o {{ VALUES ?s {{ {subjects} }} ?s ?p ?o }}"
            quads = as_quads((await self.select(text, deadline, default, named, size)).rows)
            found |= dict.fromkeys(quads)
            inner = {quad.object: None for quad in quads if isinstance(quad.object, BlankNode)}
            pending |= {node: None for node in inner if node not in seen}
            seen |= inner.keys()
        return list(found)

    async def _ask(
        self,
        text: str,
        accept: str,
        deadline: float,
        default: Sequence[str] | None,
        named: Sequence[str] | None,
        size: int,
    ) -> Reply:
        fields = [("query", text)]
        if default is not None and named is not None:
            fields += [("default-graph-uri", iri) for iri in default or (NOWHERE,)]
            fields += [("named-graph-uri", iri) for iri in named or (NOWHERE,)]
        if self.virtuoso:
            # It then stops at the deadline by itself, and says so.
            fields.append(("timeout", str(max(1000, int(deadline * 1000)))))
        reply = await self._link.ask(self._url, fields, accept, deadline, size)
        self.virtuoso = reply.headers.get("server", "").startswith("Virtuoso")
        return reply


def _known(terms: Iterable[base.Term]) -> list[str]:
    """The terms the server can be asked for."""
    found: list[str] = []
    for term in terms:
        try:
            found.append(sent(term))
        except BadInput:
            continue
    return found
