"""Where a SPARQL server takes updates, when one knows where it answers queries."""

from urllib.parse import urlsplit, urlunsplit

from realism.errors import StartupError


def require_address(url: str) -> str:
    """`url`, when it is one a SPARQL server can have.

    Raises StartupError otherwise, also for one with a password in it, which would end up in logs.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.fragment
    except ValueError:
        usable = False
    if not usable:
        raise StartupError(f"{url} is no address of a SPARQL server: write --store http://host:port/path")
    if parts.username or parts.password:
        raise StartupError("the address of the store holds a password: use REALISM_STORE_USER and _PASSWORD instead")
    return url


def update_address(query_url: str, *, virtuoso: bool, user: bool) -> str:
    """Where the server that answers queries at `query_url` is likely to take updates.

    Fuseki and the oxigraph server have /query beside /update, RDF4J and GraphDB /repositories/x with /statements below,
    Virtuoso /sparql beside /sparql-auth, which asks for a user; others take both at one address.
    """
    parts = urlsplit(query_url)
    path = parts.path.rstrip("/")
    start, _, last = path.rpartition("/")
    if last == "query":
        path = start + "/update"
    elif start.endswith("/repositories"):
        path += "/statements"
    elif virtuoso and user and last == "sparql":
        path = start + "/sparql-auth"
    return urlunsplit(parts._replace(path=path))
