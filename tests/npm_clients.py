"""Clients from npm, Comunica and the editor of YASGUI, installed once for each version of npm/package.json."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "npm"
FILES = ("package.json", ".npmrc")


def installed() -> Path:
    """The folder in which they are installed, which takes a minute the first time.

    Raises FileNotFoundError when there is no npm, CalledProcessError with its words when it fails.
    """
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "realism-tests"
    folder = cache / f"npm-{digest}"
    if folder.is_dir():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not installed: apt-get install nodejs npm")
    cache.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="installing-", dir=cache))
    try:
        for name in FILES:
            shutil.copy(HERE / name, place)
        subprocess.run([npm, "install"], cwd=place, check=True, capture_output=True, text=True)
        # Another process may have been as quick: then its folder stays.
        if not folder.is_dir():
            place.rename(folder)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return folder


def ask_comunica(folder: Path, sources: Sequence[str], query: str, token: str | None = None) -> dict[str, Any]:
    """What Comunica in `folder` answers to `query` about `sources`, whose kind it finds out by itself.

    token   what it sends with each request
    In the answer: kind (bindings, boolean, quads, void), identified (its log about the sources), answer.
    """
    command = ["node", str(HERE / "ask.cjs"), str(folder), token or "", *sources]
    done = subprocess.run(command, input=query, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    try:
        print(installed())
    except subprocess.CalledProcessError as error:
        sys.exit(f"npm could not install the clients: {error.stderr}")
