"""Opens an ontology by the OWL API, Protégé's library, and prints what it found: `python owlapi.py IRI BASE ADDRESS`.

The library is the one inside HermiT's jar. It runs in a process of its own, since a JVM cannot be restarted in one.
"""

import json
import sys

import jpype

from realism.checks.logic.jvm import start_jvm


def opened(iri: str, base: str, address: str) -> dict[str, object]:
    """The ontology `iri`, fetched with all it imports by the library itself: its name and how much is in it.

    base, address   where the names that begin with `base` are found, as long as they lead nowhere yet
    """
    start_jvm()
    make = jpype.JClass("org.semanticweb.owlapi.model.IRI").create
    manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    mapper = jpype.JClass("org.semanticweb.owlapi.util.SimpleIRIMapper")
    for name in {iri, base}:
        manager.addIRIMapper(mapper(make(name), make(address + name.removeprefix(base))))
    ontology = manager.loadOntology(make(iri))
    identity = ontology.getOntologyID()
    return {
        "iri": str(identity.getOntologyIRI()),
        "imports": sorted(str(one.getOntologyID().getOntologyIRI()) for one in ontology.getImports()),
        "version": str(identity.getVersionIRI()),
        "format": str(manager.getOntologyFormat(ontology)),
        "axioms": int(ontology.getLogicalAxiomCount()),
        "classes": sorted(str(one.getIRI()) for one in ontology.getClassesInSignature()),
        "individuals": sorted(str(one.getIRI()) for one in ontology.getIndividualsInSignature()),
    }


if __name__ == "__main__":
    print(json.dumps(opened(*sys.argv[1:])))
