"""Nearest values that satisfy what is asked of a value: another type, language, form, or one of a list."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from realism.checks.edits.nearest import likeness
from realism.checks.repairs.hints import Constraint
from realism.store.base import BlankNode, Iri, Literal, Term, text_of
from realism.vocab import RDF, XSD

_LANG: Final = RDF + "langString"
_STRING: Final = XSD + "string"
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MOST_CHARACTERS = 2000


def corrected(value: Term, constraint: Constraint) -> Iterator[Term]:
    """Values near to `value` that may satisfy `constraint`, nearest first; each has to be judged."""
    correct = _CORRECTIONS.get(constraint.kind)
    if correct is not None and not isinstance(value, BlankNode):
        yield from (one for one in correct(value, constraint) if one != value)


def tidied(value: Term, others: Sequence[Term]) -> Iterator[Term]:
    """`value` without stray spaces, and as `others`, values of the same property, are written for the most part: in
    their language, of their type, with a capital letter and a full stop if they have them."""
    if not isinstance(value, Literal):
        return
    texts = [one for one in others if isinstance(one, Literal)]
    plain = value._replace(value=" ".join(value.value.split()))
    versions: list[Term] = [plain]
    usual = Counter(one[1:] for one in texts).most_common(1)
    if usual and usual[0][0] != value[1:]:
        datatype, language = usual[0][0]
        constraint = Constraint("languageIn" if language else "datatype", (), (Literal(language or datatype),))
        versions += corrected(plain, constraint)
    if texts and 2 * sum(one.value.endswith(".") for one in texts) > len(texts):
        versions += [one._replace(value=_sentence(one.value)) for one in versions if isinstance(one, Literal)]
    yield from (one for one in dict.fromkeys(versions) if one != value)


def slug_like(text: str) -> str:
    """`text` as a slug: ``Security_Dilemma`` and ``SecurityDilemma`` give ``security-dilemma``."""
    return _NOT_SLUG.sub("-", _WORD_START.sub("-", text).lower()).strip("-")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def _in(value: Term, constraint: Constraint) -> Iterator[Term]:
    yield from sorted(constraint.values, key=lambda one: -likeness(text_of(one), text_of(value)))


def _language(value: Term, constraint: Constraint) -> Iterator[Term]:
    if isinstance(value, Literal) and value.datatype in (_LANG, _STRING):
        for language in constraint.values:
            yield Literal(value.value, _LANG, text_of(language))


def _datatype(value: Term, constraint: Constraint) -> Iterator[Term]:
    wanted = text_of(constraint.values[0])
    text = text_of(value).strip()
    if wanted == _LANG:
        yield Literal(text, _LANG, "en")
        return
    written = _WRITTEN.get(wanted.removeprefix(XSD), str)(text)
    if written:
        yield Literal(written, wanted)


def _whole(text: str) -> str | None:
    """The whole number a text begins with or names as its only one: of ``1979-01-01``, ``c. 1979`` and ``1979.0``."""
    first = re.match(r"[+-]?\d+", text)
    found = re.findall(r"\d+", text)
    if first is None and len(found) != 1:
        return None
    return str(int(first[0] if first else found[0]))


def _decimal(text: str) -> str | None:
    found = re.findall(r"[+-]?\d+(?:\.\d+)?", text.replace(",", "."))
    return found[0] if len(found) == 1 else None


def _truth(text: str) -> str | None:
    return {"yes": "true", "true": "true", "1": "true", "no": "false", "false": "false", "0": "false"}.get(text.lower())


def _day(text: str) -> str | None:
    found = re.match(r"-?\d{4,}-\d{2}-\d{2}", text)
    return found[0] if found else None


def _gregorian_year(text: str) -> str | None:
    year = _whole(text)
    return None if year is None else f"{int(year):04d}"


_WRITTEN: Mapping[str, Callable[[str], str | None]] = {
    **dict.fromkeys(("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger"), _whole),
    **dict.fromkeys(("decimal", "double", "float"), _decimal),
    "boolean": _truth,
    "date": _day,
    "gYear": _gregorian_year,
}


def _pattern(value: Term, constraint: Constraint) -> Iterator[Term]:
    """The part of the value that has the form, or the value without spaces, or written as a slug is."""
    whole = text_of(constraint.values[0])
    flags = re.IGNORECASE if "i" in constraint.flags else 0
    try:
        form, inside = re.compile(whole, flags), re.compile(whole.removeprefix("^").removesuffix("$"), flags)
    except re.error:  # not every pattern of XPath is one of Python
        return
    text = text_of(value)[:_MOST_CHARACTERS]
    head, tail = text[: text.rfind("/") + 1], text[text.rfind("/") + 1 :]
    part = inside.search(text)
    versions = [part[0]] if part else []
    versions += ["".join(text.split()), head + slug_like(tail), text.lower()]
    versions += [text.upper()] if isinstance(value, Literal) else []
    for one in dict.fromkeys(versions):
        if one and form.search(one):
            yield (
                Iri(one)
                if isinstance(value, Iri)
                else Literal(one, *value[1:])
                if isinstance(value, Literal)
                else value
            )


def _node_kind(value: Term, constraint: Constraint) -> Iterator[Term]:
    wanted = text_of(constraint.values[0]).rsplit("#", 1)[-1]
    text = text_of(value).strip()
    if isinstance(value, Literal) and "IRI" in wanted and re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text):
        yield Iri(text)
    if isinstance(value, Iri) and "Literal" in wanted:
        yield Literal(text)


_CORRECTIONS: Mapping[str, Callable[[Term, Constraint], Iterator[Term]]] = {
    "in": _in,
    "languageIn": _language,
    "datatype": _datatype,
    "pattern": _pattern,
    "nodeKind": _node_kind,
}
