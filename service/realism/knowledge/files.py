"""Reading files of text."""

from pathlib import Path

from realism.errors import BadInput


def read_text(path: Path) -> str:
    """The text of the file `path`, without a byte order mark and with its line ends as they are.

    Raises BadInput, with ``file``, when it cannot be read or is not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}", file=str(path)) from None
    return decode(data, str(path))


def decode(data: bytes, name: str) -> str:
    """`data` as UTF-8 text without a byte order mark; `name` is what messages call it.

    Raises BadInput with ``file``, naming the first wrong byte.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8 text: byte {error.start} is wrong; save it as UTF-8", file=name) from None
