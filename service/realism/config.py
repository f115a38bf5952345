"""Settings: the few things a deployment may choose."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What `realism serve` can be told.

    data         folder of the on-disk store; None keeps everything in memory (REALISM_DATA)
    public_url   address the service is reached at from outside, without a trailing slash (REALISM_PUBLIC_URL);
                 None derives it from each request
    max_body     largest request body in bytes
    max_text     longest text to annotate, in characters
    """

    data: Path | None = None
    public_url: str | None = None
    max_body: int = 16 * 1024 * 1024
    max_text: int = 2_000_000

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Settings from the environment variables named above; unset ones keep their defaults."""
        data = env.get("REALISM_DATA")
        url = env.get("REALISM_PUBLIC_URL")
        return cls(data=Path(data) if data else None, public_url=url.rstrip("/") if url else None)
