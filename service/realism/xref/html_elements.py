"""Elements of HTML by what they mean for running text, and the forms that tags and comments have."""

import re
from typing import Final

from realism.xref.fixed import words

HIDDEN: Final = words(
    """
    script style code pre kbd samp tt var textarea title svg math button select option iframe object
    template noscript canvas audio video xmp listing plaintext noembed noframes
    """
)
HIDDEN_CLASSES: Final = words(
    """
    reference references reflist citation mw-editsection toc
    """
)
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
VOID: Final = words(
    """
    area base br col embed hr img input link meta source track wbr
    """
)
INLINE: Final = words(
    """
    a abbr b bdi bdo big cite del dfn em font i ins mark q s small span strong sub sup time u wbr
    """
)
FORMATTING: Final = words("a b big code em font i nobr s small strike strong tt u")
"""Elements that go on, by the standard, where one around them ends before them."""
RAW: Final = words("script style textarea title iframe noscript xmp plaintext noembed noframes")
"""Elements whose content is no markup: it ends at their end tag only."""

ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
COMMENT_END: Final = re.compile(r"-->|(?<!<!)--!>")
PLAIN_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)>")
"""Most tags: without attributes."""
NAME: Final = re.compile(r"/?([A-Za-z][^\s/>]*)")
ATTRIBUTES: Final = re.compile(r"""(?:=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s"'>][^\s>]*)|[^=>]+|=)*+""")
CLASS: Final = re.compile(r"""\sclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
HREF: Final = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
