"""The SPARQL 1.1 Service Description of the endpoint: only what is true of it."""

from typing import Final

from realism.store.base import Results, Store
from realism.store.embedded import EmbeddedStore
from realism.web.binding import bind

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_DESCRIPTION: Final = """PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX formats: <http://www.w3.org/ns/formats/>
PREFIX dcterms: <http://purl.org/dc/terms/>
CONSTRUCT {
  ?endpoint a sd:Service ;
    sd:endpoint ?endpoint ;
    sd:supportedLanguage ?language ;
    sd:feature ?feature ;
    sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV,
      formats:SPARQL_Results_TSV, formats:Turtle, formats:N-Triples, formats:RDF_XML, formats:JSON-LD ;
    sd:defaultDataset ?dataset .
  ?dataset a sd:Dataset ;
    dcterms:description ?content ;
    sd:defaultGraph ?default ;
    sd:namedGraph ?named .
  ?named a sd:NamedGraph ;
    sd:name ?graph .
  ?default a sd:Graph .
} WHERE {
  VALUES ?endpoint { UNDEF }
  BIND(IRI(CONCAT(STR(?endpoint), "#dataset")) AS ?dataset)
  BIND(IRI(CONCAT(STR(?endpoint), "#default")) AS ?default)
  { VALUES ?language { UNDEF } } UNION { VALUES ?graph { UNDEF } } UNION {
    VALUES ?feature { UNDEF }
    BIND("The default graph is the union of the core, all accounts and all inferred statements; each can be asked alone as a named graph."@en AS ?content)
  }
  BIND(IRI(CONCAT(STR(?endpoint), "#graph-", ENCODE_FOR_URI(STR(?graph)))) AS ?named)
}"""  # noqa: E501 (one literal)


def describe(store: Store, endpoint: str, *, updates: bool, union: bool = True) -> Results:
    """The description of the SPARQL endpoint at the public URL `endpoint`, with the named graphs of `store`.

    updates: whether it takes updates; union: whether the default graph is the union of the named ones
    """
    query = bind(_DESCRIPTION, "endpoint", [endpoint])
    query = bind(query, "language", [_SD + name for name in ("SPARQL11Query", "SPARQL11Update")[: 1 + updates]])
    query = bind(query, "feature", [_SD + name for name in ("UnionDefaultGraph",)[:union]])
    # It needs no data, and not every server of others would work it out rightly.
    return EmbeddedStore().query(bind(query, "graph", sorted(store.graphs())))
