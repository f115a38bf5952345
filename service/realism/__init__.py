"""realism: an ontology of international-relations theory, checked, explained and served."""

from importlib.metadata import version

__version__ = version("realism")
