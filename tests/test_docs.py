"""The documentation says what is true: its examples run, its tables are complete."""

import dataclasses
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.main import get_command

from conftest import ROOT
from realism.cli import app
from realism.config import Settings
from realism.paths import ontology_dir

README = (ROOT / "README.md").read_text("utf-8")
ELISION = "…"


def examples() -> list[tuple[str, list[str]]]:
    """The `realism` commands of the README with the lines shown below each."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```", README, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return [(command, shown) for command, shown in found if command.startswith("realism ")]


@pytest.mark.parametrize(("command", "shown"), examples(), ids=[command for command, _ in examples()])
def test_examples_print_what_they_show(command: str, shown: list[str]) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("REALISM_")}
    realism = Path(sys.executable).with_name("realism")
    done = subprocess.run(
        [realism, *shlex.split(command)[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    # A check may find something: that is what it shows.
    assert done.returncode in ((0, 1) if command.startswith("realism check") else (0,)), done.stderr
    pattern = "".join(re.escape(line).replace(ELISION, ".*?") + "\n" for line in shown)
    pattern = pattern.replace(".*?\n", "[\\s\\S]*?\n") if ELISION in shown else pattern
    assert re.search(pattern, done.stdout + "\n"), f"{command} printed\n{done.stdout}"


def test_nothing_is_linked_in_the_article_about_painting() -> None:
    realism = Path(sys.executable).with_name("realism")
    article = ROOT / "tests" / "articles" / "painting-realism.txt"
    done = subprocess.run([realism, "annotate", article, "--output", "linked"], capture_output=True, check=True)
    assert done.stdout == article.read_bytes()


def test_every_setting_is_documented() -> None:
    assert Settings.__doc__ is not None
    for field in dataclasses.fields(Settings):
        assert re.search(rf"^    (\w+, )*{field.name}\b", Settings.__doc__, re.MULTILINE), field.name
    variables = re.findall(r"REALISM_\w+", Settings.__doc__)
    assert len(variables) >= 9
    for name in variables:
        assert name in README
        assert name.removeprefix("REALISM_").lower() in {field.name for field in dataclasses.fields(Settings)}


def test_every_option_of_serve_is_documented() -> None:
    options = {option for parameter in get_command(app).commands["serve"].params for option in parameter.opts}  # type: ignore[attr-defined]
    table = README[README.index("| setting | what |") :].partition("\n\n")[0]
    assert {option for option in options if f"`{option}" not in table} <= {"--help"}


def test_every_route_for_clients_is_documented(client: TestClient) -> None:
    """Each first segment of a path stands in the README, but those that named queries ask for."""
    named = client.get("/queries").json()["queries"]
    asked = {query["path"].split("/")[1] for query in named if query.get("path")}
    paths = client.get("/openapi.json").json()["paths"]
    segments = {path.split("/")[1].split(".")[0] for path in paths} - asked - {"", "{path}"}
    assert [segment for segment in segments if f"/{segment}" not in README] == []


def test_links_between_documents_lead_somewhere() -> None:
    for document in (ROOT / "README.md", ontology_dir() / "README.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
            assert target.startswith("http") or (document.parent / target).exists(), f"{document}: {target}"


def test_every_folder_of_the_ontology_is_explained() -> None:
    text = (ontology_dir() / "README.md").read_text("utf-8")
    for path in ontology_dir().rglob("*.ttl"):
        relative = path.relative_to(ontology_dir()).as_posix()
        folder = relative.rpartition("/")[0]
        assert relative in text or f"{folder}/<" in text or f"{folder}/*" in text or relative == "realism.ttl", relative


def test_the_ontology_has_the_version_of_the_package() -> None:
    from realism import __version__

    header = (ontology_dir() / "realism.ttl").read_text("utf-8")
    assert f'owl:versionInfo "{__version__}"' in header
    assert f"owl:versionIRI <https://w3id.org/realism/{__version__}>" in header
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
