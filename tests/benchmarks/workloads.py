"""What clients ask: how an entry is called (L), and the joins behind see-also lists and comparisons (M).

Theories are compared by the query behind `/theories/{a}/positions/{b}`, as it stands in `queries/`.
"""

import random
import urllib.parse
from collections.abc import Iterator, Sequence

from benchmarks.bases import Base
from benchmarks.load import OWN_NUMBER
from realism.paths import queries_dir
from realism.vocab import ID, RDFS, SCHEMA, SKOS

LABEL = f"""SELECT ?label ?definition {{{{
 <{{one}}> <{RDFS}label> ?label FILTER(LANGMATCHES(LANG(?label), "en"))
 OPTIONAL {{{{ <{{one}}> <{SKOS}definition> ?definition }}}}
}}}} LIMIT {OWN_NUMBER}"""

SEE_ALSO = f"""SELECT ?other (SAMPLE(?name) AS ?label) (COUNT(DISTINCT ?tie) AS ?ties) {{{{
 {{{{ <{{one}}> ?tie ?other }}}} UNION {{{{ ?other ?tie <{{one}}> }}}}
 UNION {{{{ ?tie <{SCHEMA}aboutConcept> <{{one}}> ; <{SCHEMA}aboutConcept> ?other }}}}
 ?other <{RDFS}label> ?name FILTER(?other != <{{one}}> && {OWN_NUMBER} > 0)
}}}} GROUP BY ?other ORDER BY DESC(?ties) ?other LIMIT 12"""

WORKLOADS = {"L": "label and definition of an entry", "M": "see-also ranking and comparison of two theories, in turn"}


def comparison() -> str:
    """The query that sets two theories, ``one`` and ``other``, side by side; to be formatted."""
    text = (queries_dir() / "compared-positions.rq").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    text = "\n".join(lines).replace("{", "{{").replace("}", "}}")
    for name, place in (("a", "one"), ("b", "other")):
        text = text.replace(f"VALUES ?{name} {{{{ UNDEF }}}}", f"VALUES ?{name} {{{{ <{{{place}}}> }}}}")
    head, _, order = text.rpartition("}}")
    return f"{head} FILTER({OWN_NUMBER} > 0) }}}}{order}"


def queries(base: Base, workload: str, number: int, seed: int = 0) -> Iterator[str]:
    """So many queries of a workload (a key of WORKLOADS) about entries from all over the base."""
    chance = random.Random(f"{workload} {seed}")  # noqa: S311 - repeatable, and nothing secret
    compared = comparison()
    everything = sorted({slug for slugs in base.entries.values() for slug in slugs})

    def one(slugs: Sequence[str], copy: int | None = None) -> str:
        return ID + base.slug(chance.choice(slugs), copy or chance.randint(1, base.copies))

    for count in range(number):
        if workload == "L":
            yield LABEL.format(one=one(everything))
        elif count % 2:
            copy = chance.randint(1, base.copies)
            theories = base.entries[SCHEMA + "Theory"]
            yield compared.format(one=one(theories, copy), other=one(theories, copy))
        else:
            yield SEE_ALSO.format(one=one(base.entries[SCHEMA + "Concept"]))


def request(path: str, query: str) -> str:
    """Path and query of a GET request by the SPARQL protocol."""
    return f"{path}?{urllib.parse.urlencode({'query': ' '.join(query.split())})}"
