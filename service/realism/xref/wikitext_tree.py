"""The tree of a page of wikitext: nodes and their parts, each with its place in the source."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


class Form(Enum):
    """What a node is."""

    TEXT = auto()
    ENTITY = auto()
    COMMENT = auto()
    HEADING = auto()
    LINK = auto()
    ADDRESS = auto()
    TEMPLATE = auto()
    ARGUMENT = auto()
    TAG = auto()


@dataclass(slots=True)
class Part:
    """A part of a node; `keyed` if it is a parameter with a name."""

    start: int
    end: int = 0
    nodes: list["Node"] = field(default_factory=list)
    keyed: bool = False


@dataclass(slots=True)
class Node:
    """A node: ``source[start:end]``.

    parts   of a heading its title; of a link or an address its target and what it shows, where it says so; of a
            template its name and its parameters; of a tag its contents, if it can have any
    name    of a tag
    level   of a heading, or how many brackets are around an address
    markup  what a tag is written as, where that is not in angle brackets
    attribute, quote   of the attribute that is being read: its token before its value, the mark around its value
    """

    form: Form
    start: int
    end: int = 0
    parts: list[Part] = field(default_factory=list)
    name: str = ""
    level: int = 0
    markup: str | None = None
    attribute: Any = None
    quote: str = ""
