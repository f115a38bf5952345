"""`realism serve` in memory on a file of N-Quads: `python -m benchmarks.serve FILE PORT PROCESSES`."""

import sys
from pathlib import Path
from unittest.mock import patch

import pyoxigraph as ox

from realism.config import Settings
from realism.store.embedded import EmbeddedStore
from realism.web import server
from servers import HOST


class Filled(EmbeddedStore):
    """A store in memory with the statements of a file of N-Quads."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._ox.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)


def main() -> None:
    """Serve until ended; all but where the data comes from is as in `realism serve`."""
    store = Filled(Path(sys.argv[1]))
    with patch.object(server, "open_store", lambda settings: store):
        server.run(HOST, int(sys.argv[2]), Settings(processes=int(sys.argv[3])))


if __name__ == "__main__":
    main()
