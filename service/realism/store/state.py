"""The name of a dataset's present state, kept beside the data so that it survives a restart."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from realism.errors import StartupError

STATE_FILE: Final = "state.json"


@dataclass(frozen=True)
class State:
    """version: names the present statements; loaded: the version they had when last replaced as a whole."""

    version: str
    loaded: str | None = None

    def changed(self) -> "State":
        """The state after a change: a name no other state has, in this process or another."""
        return State(secrets.token_hex(6), self.loaded)


def read_state(folder: Path | None) -> State:
    """The state noted in `folder`; a fresh one when there is no folder or no note.

    Raises StartupError when the note is there but cannot be read.
    """
    if folder is None or not (folder / STATE_FILE).exists():
        return State(secrets.token_hex(6))
    try:
        return State(**json.loads((folder / STATE_FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StartupError(
            f"{folder / STATE_FILE} cannot be read ({error}): restore it, or start with an empty folder"
        ) from None


def write_state(folder: Path | None, state: State) -> None:
    """Note `state` in `folder`, replacing the note before it at once; nothing without a folder."""
    if folder is None:
        return
    draft = folder / (STATE_FILE + ".new")
    draft.write_text(json.dumps(asdict(state)), "utf-8")
    draft.replace(folder / STATE_FILE)
