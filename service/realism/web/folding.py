"""Text as search compares it: without case, accents and typographic variants."""

import re
import unicodedata

_DASHES = re.compile(r"[‐‑‒–—−\-_/]+")
_QUOTES = re.compile(r"[‘’ʼ']")
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """`text` in lower case without accents; dashes are spaces, apostrophes are dropped, spaces are single."""
    # Decomposing may bring capitals to light and folding case may compose, so both are done twice.
    lower = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    plain = "".join(char for char in lower if not unicodedata.combining(char))
    return _SPACES.sub(" ", _DASHES.sub(" ", _QUOTES.sub("", plain))).strip()
