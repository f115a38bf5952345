"""Packages that only some runs need, imported when one does."""

import importlib
from typing import Any, Final

from realism.errors import StartupError

_EXTRA: Final = {"pyarrow": "corpus", "pyspark": "spark"}


def needed(package: str, *modules: str) -> Any:
    """The package, with `modules` of it imported.

    Raises StartupError, with the command that installs it, when it is missing.
    """
    try:
        found = importlib.import_module(package)
        for module in modules:
            importlib.import_module(module)
    except ImportError as error:
        raise StartupError(
            f"This needs {package}, which is not installed ({error}): pip install 'realism[{_EXTRA[package]}]'"
        ) from None
    return found
