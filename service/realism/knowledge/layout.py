"""Which files make up the ontology, and which named graph each belongs to."""

from collections.abc import Iterator
from pathlib import Path

from realism.vocab import ACCOUNT, CORE


def graph_of_file(path: Path, ontology: Path) -> str | None:
    """The named graph that the Turtle file `path` of the folder `ontology` belongs to.

    ``accounts/<theory>.ttl`` is the account of that theory, ``shapes/`` belongs to no graph (None), all else is core.
    """
    folder = path.relative_to(ontology).parts[0]
    if folder == "accounts":
        return ACCOUNT + path.stem
    return None if folder == "shapes" else CORE


def turtle_files(ontology: Path) -> Iterator[Path]:
    """All Turtle files of the folder `ontology`, in a fixed order."""
    return iter(sorted(ontology.rglob("*.ttl")))
