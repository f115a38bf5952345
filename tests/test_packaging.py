"""What is installed from a wheel works without the checkout."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from conftest import ROOT


def run(*command: str | Path, cwd: Path) -> str:
    """The standard output of `command`, run in `cwd` without this process's Python settings."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL"))}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a fresh environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("packaging")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    [wheel] = folder.glob("realism-*.whl")
    run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", wheel, cwd=folder)
    # The dependencies are those of the running environment: installing them again would test only the network.
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


def test_the_wheel_answers_a_query(installed: Path, tmp_path: Path) -> None:
    answer = run(
        installed / "realism",
        "query",
        "strands-of-theory",
        "--param",
        "theory=defensive-realism",
        "--format",
        "csv",
        cwd=tmp_path,
    )
    assert "https://w3id.org/realism/id/balance-of-threat-theory" in answer


def test_the_wheel_brings_its_own_data(installed: Path, tmp_path: Path) -> None:
    where = run(
        installed / "python",
        "-c",
        "import realism.paths as p; print(p.ontology_dir(), p.queries_dir())",
        cwd=tmp_path,
    )
    assert str(ROOT) not in where
    assert where.count(str(installed.parent)) == 2


def test_the_wheel_brings_the_templates_of_the_reference(installed: Path, tmp_path: Path) -> None:
    code = "import realism.reference as r, pathlib; print(*(pathlib.Path(r.__file__).parent / 'templates').iterdir())"
    found = run(installed / "python", "-c", code, cwd=tmp_path).split()
    wanted = {path.name for path in (ROOT / "service" / "realism" / "reference" / "templates").iterdir()}
    assert str(ROOT) not in found[0]
    assert {Path(name).name for name in found} == wanted
