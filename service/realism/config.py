"""Settings: the few things a deployment may choose."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from realism.errors import StartupError

MIB = 1024 * 1024
_NO = ("", "0", "false", "no", "off")
_YES = ("1", "true", "yes", "on")


@dataclass(frozen=True)
class Settings:
    """What `realism serve` can be told.

    data         folder of the on-disk store; None keeps everything in memory (REALISM_DATA)
    public_url   address the service is reached at from outside, without a trailing slash (REALISM_PUBLIC_URL);
                 None derives it from each request
    store        where another server answers SPARQL queries, to be used instead of a store of our own (REALISM_STORE)
    store_update where that server takes updates; None leaves it to be guessed (REALISM_STORE_UPDATE)
    store_user, store_password   sent to that server when it asks (REALISM_STORE_USER, REALISM_STORE_PASSWORD)
    token        what a client sends to be allowed to write; None takes no writes (REALISM_TOKEN)
    read_only    take no writes, whatever the token (REALISM_READ_ONLY)
    scratch      begin with an empty store in memory whose writes are not checked and whose default graph is no union;
                 for conformance suites
    workers      processes for quick queries; 0 runs queries in threads of the service, where they have no deadline
                 (REALISM_WORKERS)
    processes    processes that serve; more than one only a dataset in memory that nobody writes to (REALISM_PROCESSES)
    deadline_s   seconds a query may run (REALISM_DEADLINE_S)
    max_rows     solutions or statements in an answer (REALISM_MAX_ROWS)
    max_bytes    length of an answer in bytes (REALISM_MAX_BYTES)
    cache_bytes  bytes of answers that are kept while the dataset stays as it is; 0 keeps none (REALISM_CACHE_BYTES)
    max_body     largest request body in bytes
    max_edit     largest edit to check, in bytes
    max_text     longest text to annotate, in characters
    """

    data: Path | None = None
    public_url: str | None = None
    store: str | None = None
    store_update: str | None = None
    store_user: str | None = None
    store_password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    read_only: bool = False
    scratch: bool = False
    workers: int = 2
    processes: int = 1
    deadline_s: float = 10.0
    max_rows: int = 1_000_000
    max_bytes: int = 64 * MIB
    cache_bytes: int = 64 * MIB
    max_body: int = 16 * MIB
    max_edit: int = 4 * MIB
    max_text: int = 2_000_000

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Settings from the environment variables named above; unset and empty ones keep their defaults.

        Raises StartupError when one of them cannot be read.
        """
        data, url = env.get("REALISM_DATA"), env.get("REALISM_PUBLIC_URL")
        numbers: dict[str, Any] = {}
        for name, kind, least in _NUMBERS:
            text = env.get(f"REALISM_{name.upper()}", "").strip()
            if text:
                numbers[name] = _number(f"REALISM_{name.upper()}", text, kind, least)
        return cls(
            data=Path(data) if data else None,
            public_url=url.rstrip("/") if url else None,
            store=env.get("REALISM_STORE") or None,
            store_update=env.get("REALISM_STORE_UPDATE") or None,
            store_user=env.get("REALISM_STORE_USER") or None,
            store_password=env.get("REALISM_STORE_PASSWORD") or None,
            token=env.get("REALISM_TOKEN", "").strip() or None,
            read_only=_flag("REALISM_READ_ONLY", env.get("REALISM_READ_ONLY", "")),
            **numbers,
        )

    @property
    def writable(self) -> bool:
        """Whether clients that send the token may write."""
        return self.token is not None and not self.read_only


_NUMBERS: tuple[tuple[str, type[int] | type[float], float], ...] = (
    ("workers", int, 0),
    ("processes", int, 1),
    ("deadline_s", float, 0.01),
    ("max_rows", int, 1),
    ("max_bytes", int, 1),
    ("cache_bytes", int, 0),
)


def _number(name: str, text: str, kind: type[int] | type[float], least: float) -> float:
    try:
        found = kind(text)
    except ValueError:
        what = "a whole number" if kind is int else "a number"
        raise StartupError(f"{name} is {text!r}, which is not {what}: set it to one, or leave it unset") from None
    # "nan" is neither at least nor below anything.
    if not least <= found < float("inf"):
        raise StartupError(
            f"{name} is {text!r}, and the least it can be is {least:g}: set it higher, or leave it unset"
        )
    return found


def _flag(name: str, text: str) -> bool:
    lowered = text.strip().lower()
    if lowered not in (*_NO, *_YES):
        raise StartupError(f"{name} is {text!r}: set it to 1 or to 0, or leave it unset")
    return lowered in _YES
