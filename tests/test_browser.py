"""In a real browser: pages show their text without a script, in light and in dark."""

import shutil
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from realism.config import Settings
from realism.store.base import Store
from realism.web.app import create_app

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1000,1400",
)
DARK = "--blink-settings=preferredColorScheme=0"


@pytest.fixture(scope="module")
def address(store: Store) -> Iterator[str]:
    """The address of a running service on the bundled base."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = create_app(Settings(), store)
        config = uvicorn.Config(app, log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()
        app.state.services.close()


def browse(profile: Path, *arguments: str) -> str:
    """What the browser prints for `arguments`, with a fresh profile."""
    assert BROWSER is not None
    command = [BROWSER, *FLAGS, f"--user-data-dir={profile}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def test_the_page_of_an_entity_shows_its_text(address: str, tmp_path: Path) -> None:
    dom = browse(tmp_path, "--dump-dom", f"{address}/doc/defensive-realism")
    for text in ("Defensive realism", "Where it stands", "Neorealism", "See also", "Positions", "Claims it holds"):
        assert text in dom


def test_the_matrix_shows_its_cells_without_a_script(address: str, tmp_path: Path) -> None:
    dom = browse(tmp_path, "--dump-dom", f"{address}/compare/matrix")
    assert "All theories against all" in dom
    assert dom.count("/compare?a=") == 39 * 38


@pytest.mark.skipif(sys.platform != "linux", reason="the flag for the dark scheme was tried on Linux only")
@pytest.mark.parametrize("path", ["/doc/defensive-realism", "/compare/matrix"])
def test_light_and_dark_are_different_pictures(address: str, tmp_path: Path, path: str) -> None:
    url = address + path
    light, dark = tmp_path / "light.png", tmp_path / "dark.png"
    browse(tmp_path / "a", f"--screenshot={light}", url)
    browse(tmp_path / "b", DARK, f"--screenshot={dark}", url)
    assert brightness(light) > 200
    assert brightness(dark) < 60


def brightness(picture: Path) -> int:
    """The first channel, from 0 to 255, of the first pixel of a PNG without interlacing."""
    data = picture.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    pieces, place = b"", 8
    while place < len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        if data[place + 4 : place + 8] == b"IDAT":
            pieces += data[place + 8 : place + 8 + length]
        place += 12 + length
    return zlib.decompress(pieces)[1]
