"""Text to annotate: articles such as an encyclopedia has most of, and the project's own articles over and over.

Everything is in the project's own words and made from a seed, so that the same number gives the same text.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_ARTICLES: Final = Path(__file__).parents[1] / "articles"
_SLOT: Final = re.compile(r"<(\w+)>")
_ARTICLE: Final = (2_000, 9_000)
"""Characters of an article, from and to."""
_SENTENCES_PER_MENTION: Final = 30


def _list(words: str) -> list[str]:
    return words.split()


SLOTS: Final = {
    "given": _list("Anna Karl Marie Thomas Edith Paul Ingrid Samuel Clara Henrik Lucia Oskar Ruth Jonas Irene Walter"),
    "family": _list("Lindqvist Moreau Harker Albescu Novak Tremblay Osei Castellan Brandt Whitlow Sorensen Ferrante"),
    "place": _list("Arlesford Montreaux Kallstad Vendria Oberlin Tarnow Redcliff Salvora Kirkholm Pinewood Estrel"),
    "river": _list("Senne Aller Torne Brask Lea Varda Inkle Danvers Moss Ousel"),
    "year": [str(year) for year in range(1780, 2021)],
    "number": [f"{number:,}" for number in (12, 37, 48, 85, 140, 310, 960, 1450, 2300, 8700, 14200, 51000)],
    "animal": _list("beetle moth finch lizard trout orchid fern heron snail shrew newt"),
    "colour": _list("brown grey olive yellow black white reddish pale"),
    "thing": _list("church bridge mill station library school harbour lighthouse theatre chapel quarry tower"),
    "team": _list("United Rovers Athletic Wanderers Harriers Town County"),
    "month": _list("January February March April May June July August September October November December"),
    "job": _list("painter chemist composer engineer botanist lawyer surgeon novelist printer bishop journalist"),
    "stuff": _list("limestone timber glass salt copper paper wool cement leather grain"),
}

SENTENCES: Final = (
    "<given> <family> was born in <place> in <year>, the second of five children of a <job> and a teacher.",
    "She studied at the university of <place> and worked as a <job> until <year>, when her eyesight failed.",
    "The <thing> was built of <stuff> between <year> and <year> and was restored after a fire in <year>.",
    "<place> is a town on the river <river> with <number> inhabitants, known for its <stuff> works and its fair.",
    "The railway reached <place> in <year>; the line was closed to passengers in <month> <year>.",
    "The species is a small <animal>, <colour> above and <colour> below, found in damp woods up to <number> metres.",
    "Males are <colour> and somewhat larger; the eggs, laid in <month>, hatch after about <number> days.",
    "He joined <place> <team> in <year>, scored <number> goals in two seasons and moved to <place> <team>.",
    "The club won the league in <year> and again in <year>, before financial trouble forced it into a merger.",
    "The compound is a <colour> powder that melts at <number> degrees and dissolves slowly in cold water.",
    "It was first prepared in <year> by <given> <family>, who heated <stuff> with a dilute acid.",
    "The album, recorded in <place> in <month> <year>, reached number <number> and was praised for its quiet songs.",
    "Critics compared the film with earlier work by <family>, whose camera lingers on empty rooms.",
    "The district covers <number> square kilometres of farmland, heath and beech wood in the north of the county.",
    "At the census of <year> it had <number> households, most of them in <place> and along the <river>.",
    "The <thing> houses a collection of maps, letters and portraits given by the widow of <given> <family>.",
    "During the war the factory made <stuff> for the army, and <number> of its workers were called up.",
    "In <year> the state government moved the <thing> to <place>, a decision that the council never accepted.",
    "The power station by the <river> closed in <year>, and its chimneys were taken down in <month>.",
    "Voters elected <given> <family> mayor in <year>; the party lost its majority <number> years later.",
    "The name comes from an old word for a ford and is first recorded in a charter of <year>.",
    "The software reads the measurements every <number> seconds and writes them to a file that others can use.",
    "Patients were followed for <number> months; those given the new drug reported less pain in the first weeks.",
    "The parish register lists <number> burials for <year>, three times as many as in the years before the fever.",
    "Its leaves are <colour>, narrow and up to <number> millimetres long, and it flowers from <month> to <month>.",
    "The novel tells of a <job> who leaves <place> for the coast and finds the house of her childhood sold.",
    "A second line, from <place> to the <river>, was planned in <year> but never built for want of money.",
    "The company employed <number> people in <year> and sold <stuff> to builders all over the region.",
    "The trail climbs through <stuff> cliffs, crosses the <river> twice and ends at a <thing> above the valley.",
    "Interest in her work grew after an exhibition in <place> in <year> that showed <number> of her drawings.",
)
"""What most articles are made of."""

MENTIONS: Final = (
    "Historians of the period have described the naval rivalry as a security dilemma that neither court understood.",
    "The treaty was meant to restore the balance of power that the great powers had kept since the congress.",
    "Kenneth Waltz used the episode in a lecture on neorealism, in which alliances follow from the distribution.",
    "Later writers on nuclear deterrence and extended deterrence returned to the letters of the ambassador.",
    "The minister's policy of appeasement, as the opposition called it, ended when the alliance was signed.",
)
"""What a few of them say about international relations."""


def encyclopedia(size: int, seed: int = 1) -> Iterator[str]:
    """Articles of other fields of `size` characters in all, in which a term of the base turns up now and then."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    written = 0
    while written < size:
        text = _article(chance, chance.randint(*_ARTICLE))
        written += len(text)
        yield text


def articles(size: int, seed: int = 1) -> Iterator[str]:
    """The project's own articles on international relations, paragraphs in another order each time."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    text = (_ARTICLES / "security-dilemma.txt").read_text("utf-8")
    paragraphs = [one for one in text.split("\n\n") if one]
    written = 0
    while written < size:
        order = chance.sample(paragraphs, len(paragraphs))
        text = "\n\n".join(f"{one} {_sentence(chance)} {_sentence(chance)}" for one in order)
        written += len(text)
        yield text


def words() -> list[str]:
    """Words of the prose above, to make labels of that begin like something in the text."""
    return sorted({word for sentence in SENTENCES for word in re.findall(r"\b[a-z]{4,}\b", _SLOT.sub("", sentence))})


def coined(chance: random.Random) -> str:
    """A word that does not exist."""
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 4))) + "n"


def _article(chance: random.Random, size: int) -> str:
    paragraphs: list[str] = []
    written = 0
    while written < size:
        sentences = [_sentence(chance, mention=True) for _ in range(chance.randint(3, 8))]
        paragraphs.append(" ".join(sentences))
        written += len(paragraphs[-1])
    return "\n\n".join(paragraphs)


def _sentence(chance: random.Random, *, mention: bool = False) -> str:
    if mention and chance.randrange(_SENTENCES_PER_MENTION) == 0:
        return chance.choice(MENTIONS)
    return _SLOT.sub(lambda slot: chance.choice(SLOTS[slot[1]]), chance.choice(SENTENCES))
