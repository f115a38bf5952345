"""The SPARQL 1.1 Service Description of the endpoint: only what is true of it."""

from typing import Final

from realism.store.base import Results, Store
from realism.web.binding import bind

_DESCRIPTION: Final = """PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX formats: <http://www.w3.org/ns/formats/>
PREFIX dcterms: <http://purl.org/dc/terms/>
CONSTRUCT {
  ?endpoint a sd:Service ;
    sd:endpoint ?endpoint ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ;
    sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV,
      formats:SPARQL_Results_TSV, formats:Turtle, formats:N-Triples, formats:RDF_XML, formats:JSON-LD ;
    sd:defaultDataset ?dataset .
  ?dataset a sd:Dataset ;
    dcterms:description "The default graph is the union of the core, all accounts and all inferred statements; each can be asked alone as a named graph."@en ;
    sd:defaultGraph ?union ;
    sd:namedGraph [ a sd:NamedGraph ; sd:name ?graph ] .
  ?union a sd:Graph .
} WHERE {
  VALUES ?endpoint { UNDEF }
  VALUES ?graph { UNDEF }
  BIND(IRI(CONCAT(STR(?endpoint), "#dataset")) AS ?dataset)
  BIND(IRI(CONCAT(STR(?endpoint), "#union")) AS ?union)
}"""  # noqa: E501 (one literal)


def describe(store: Store, endpoint: str) -> Results:
    """The description of the SPARQL endpoint at the public URL `endpoint`, with the named graphs of `store`."""
    query = bind(_DESCRIPTION, "endpoint", [endpoint])
    return store.query(bind(query, "graph", sorted(store.graphs())))
