"""Carrying out what clients want to write: one after the other, and only on the state of the dataset they ask for."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from realism.errors import PreconditionFailed
from realism.knowledge.changes import Change
from realism.web.state import Services
from realism.writing import apply

_TAG = re.compile(r'(?:W/)?"([^"]*)"|([^\s",]+)')


@dataclass(frozen=True)
class Conditions:
    """The headers If-Match and If-None-Match of a write (RFC 9110, 13.1), each None when absent.

    Each holds versions of the dataset, as X-Dataset-Version tells them, ETags of this service, which end in one, or
    ``*``, which stands for any state in which there is what is written to.
    """

    match: tuple[str, ...] | None = None
    none_match: tuple[str, ...] | None = None

    @classmethod
    def of(cls, headers: Iterable[tuple[bytes, bytes]]) -> "Conditions":
        """The conditions in these headers, which are as in an ASGI scope, names in lower case."""
        found: dict[bytes, tuple[str, ...]] = {}
        for name, value in headers:
            if name in (b"if-match", b"if-none-match"):
                tags = (one[1] or one[2] or "" for one in _TAG.finditer(value.decode("latin-1")))
                found[name] = (*found.get(name, ()), *tags)
        return cls(found.get(b"if-match"), found.get(b"if-none-match"))

    def require(self, version: str, exists: bool = True) -> None:
        """Return when the dataset in the state `version` may be written to.

        exists   whether what is written to is there
        Raises PreconditionFailed.
        """
        if self.match is not None and not _any_is(self.match, version, exists):
            raise PreconditionFailed(
                f"The dataset is in the state {version}, which If-Match does not name; read it again, then try again",
                version=version,
            )
        if self.none_match is not None and _any_is(self.none_match, version, exists):
            raise PreconditionFailed("What is written to is there already, which If-None-Match rules out")


def _any_is(tags: Iterable[str], version: str, exists: bool) -> bool:
    return any(exists if tag == "*" else tag == version or tag.endswith("." + version) for tag in tags)


async def write(shared: Services, change: Callable[[], Change]) -> None:
    """Carry out the change that `change` gives when its turn has come, checked unless the service is for scratch.

    Raises what `change` and `writing.apply` raise, and Overloaded when too many writes are waiting already.
    """
    checker = None if shared.settings.scratch else shared.checker
    await shared.update_threads.run(lambda: apply(shared.store, change(), checker))
