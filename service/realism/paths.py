"""Where the ontology and the queries lie: in the checkout, or else inside the installed package."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def _data(name: str) -> Path:
    # The checkout comes first: an editable install copies the packaged data once, and it goes stale.
    checkout = _CHECKOUT / name
    return checkout if (_CHECKOUT / "pyproject.toml").is_file() else _PACKAGE / "data" / name


def ontology_dir() -> Path:
    """The folder of Turtle files: ``realism.ttl``, ``core/``, ``accounts/``, ``shapes/``."""
    return _data("ontology")


def queries_dir() -> Path:
    """The folder of named queries (``*.rq``) with its folder ``checks/``."""
    return _data("queries")
