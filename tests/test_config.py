"""Settings come from the environment, and what cannot be read is said in one sentence."""

from pathlib import Path

import pytest

from realism.config import Settings
from realism.errors import StartupError


def test_nothing_set_means_the_defaults() -> None:
    assert Settings.from_env({}) == Settings()
    assert Settings.from_env({"REALISM_TOKEN": "", "REALISM_WORKERS": " ", "REALISM_READ_ONLY": ""}) == Settings()
    assert not Settings().writable


def test_each_variable_is_read() -> None:
    found = Settings.from_env(
        {
            "REALISM_DATA": "/var/lib/realism",
            "REALISM_PUBLIC_URL": "https://example.org/ir/",
            "REALISM_TOKEN": " secret ",
            "REALISM_READ_ONLY": "yes",
            "REALISM_WORKERS": "0",
            "REALISM_PROCESSES": "3",
            "REALISM_DEADLINE_S": "2.5",
            "REALISM_MAX_ROWS": "10",
            "REALISM_MAX_BYTES": "1000",
            "REALISM_CACHE_BYTES": "0",
        }
    )
    assert found == Settings(
        data=Path("/var/lib/realism"),
        public_url="https://example.org/ir",
        token="secret",  # noqa: S106
        read_only=True,
        workers=0,
        processes=3,
        deadline_s=2.5,
        max_rows=10,
        max_bytes=1000,
        cache_bytes=0,
    )
    assert not found.writable


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REALISM_WORKERS", "two"),
        ("REALISM_WORKERS", "-1"),
        ("REALISM_WORKERS", "1.5"),
        ("REALISM_PROCESSES", "0"),
        ("REALISM_DEADLINE_S", "nan"),
        ("REALISM_DEADLINE_S", "inf"),
        ("REALISM_DEADLINE_S", "0"),
        ("REALISM_MAX_ROWS", "0"),
        ("REALISM_READ_ONLY", "maybe"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(StartupError, match=name):
        Settings.from_env({name: value})


def test_the_token_is_not_shown() -> None:
    assert "secret" not in repr(Settings(token="secret"))  # noqa: S106
