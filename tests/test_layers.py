"""Imports point down only, and each heavy library is imported in one place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "service" / "realism"
LAYERS = [
    {"cli", "__main__"},
    {"web"},
    {"named", "compare", "matrix", "matrix_text", "theories", "xref", "checks", "reference", "writing", "corpus"},
    {"knowledge", "store"},
    {"vocab", "paths", "config", "errors", "__init__"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
ONLY_IN = {
    "fastapi": "web/",
    "starlette": "web/",
    "pyoxigraph": "store/",
    "pyshacl": "checks/shapes/validation.py",
    "owlready2": "checks/logic/",
    "jpype": "checks/logic/",
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Each module that `path` imports, and whether at import time rather than inside a function."""
    tree = ast.parse(path.read_text("utf-8"))
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in top
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            assert node.module is not None
            yield node.module, id(node) in top
            for alias in node.names:
                yield f"{node.module}.{alias.name}", id(node) in top


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down_only(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for module, _ in imports(path):
        parts = module.split(".")
        if parts[0] == "realism" and len(parts) > 1 and parts[1] in RANK:
            assert RANK[parts[1]] >= RANK[own], f"{own} must not import {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_heavy_library_is_imported_in_one_place(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    for module, _ in imports(path):
        allowed = ONLY_IN.get(module.split(".")[0])
        assert allowed is None or place.startswith(allowed), f"{place} must not import {module}"


def test_every_module_belongs_to_a_layer() -> None:
    assert {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} <= RANK.keys()
