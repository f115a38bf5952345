"""Matches with other bases as SSSOM, the format mapping tools read.

Source: SSSOM 1.0, https://mapping-commons.github.io/sssom/, TSV with its metadata embedded as YAML comments.
"""

import csv
import io
from collections.abc import Mapping
from typing import Final

from realism.reference.facts import Facts
from realism.vocab import BASE, DCTERMS, ID, SKOS

_SITES: Final = {"dbr": "http://dbpedia.org/resource/", "wikidata": "http://www.wikidata.org/entity/"}
"""Prefixes as bioregistry.io registers them; the sites of other matches are numbered."""
_OWN: Final = {"id": ID, "semapv": "https://w3id.org/semapv/vocab/", "skos": SKOS}
_COLUMNS: Final = ("subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification")
_PREDICATES: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


def matches(facts: Facts, version: str) -> str:
    """The matches of entities with things of other bases, as SSSOM/TSV.

    The base does not say how a match was found, so neither does the table.
    """
    found = [
        (entity, name, other)
        for name in _PREDICATES
        for entity in facts.having(SKOS + name)
        for other in facts.iris(entity, SKOS + name)
        if entity.startswith(ID) and not other.startswith(BASE)
    ]
    prefixes = _prefixes({_space(other) for _, _, other in found})
    out = io.StringIO()
    for line in _header(prefixes, facts.iris(BASE, DCTERMS + "license"), version):
        out.write(f"# {line}\n")
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(_COLUMNS)
    for entity, name, other in sorted(found):
        label = facts.text(entity, SKOS + "prefLabel")
        curies = _curie(entity, prefixes), _curie(other, prefixes)
        table.writerow([curies[0], label, f"skos:{name}", curies[1], "semapv:UnspecifiedMatching"])
    return out.getvalue()


def _header(prefixes: Mapping[str, str], licenses: list[str], version: str) -> list[str]:
    return [
        f"mapping_set_id: {BASE}matches",
        f'mapping_set_version: "{version}"',
        *(f"license: {one}" for one in licenses),
        "curie_map:",
        *(f'  {prefix}: "{namespace}"' for prefix, namespace in prefixes.items()),
    ]


def _prefixes(spaces: set[str]) -> dict[str, str]:
    known = {prefix: space for prefix, space in _SITES.items() if space in spaces}
    others = sorted(spaces - set(known.values()))
    return {**_OWN, **known, **{f"site{number}": space for number, space in enumerate(others, 1)}}


def _space(iri: str) -> str:
    site = next((space for space in _SITES.values() if iri.startswith(space)), None)
    return site or iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _curie(iri: str, prefixes: Mapping[str, str]) -> str:
    return next(f"{prefix}:{iri.removeprefix(space)}" for prefix, space in prefixes.items() if iri.startswith(space))
