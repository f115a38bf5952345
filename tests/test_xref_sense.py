"""Ambiguous words are linked in texts of the field and nowhere else, each with a reason."""

from pathlib import Path

import pytest

from realism.store.base import Store
from realism.xref.linker import Linker

ARTICLES = Path(__file__).parent / "articles"

ELSEWHERE = {
    "waltz": (
        "Johann Strauss wrote the waltz for a carnival ball, and within a year every orchestra in Vienna "
        "played it. A waltz turns on the first beat; the dancers lean into it and let the room carry "
        "them. Carr, who led the band, liked to slow it down."
    ),
    "anarchism": (
        "Nineteenth-century anarchists held that the state was the enemy of free association. For "
        "Proudhon, anarchy was order without power; for Bakunin the revolution would sweep away every "
        "authority. Communes would federate, cooperation would replace command, and property would be "
        "held in common. Critics saw in anarchism only disorder."
    ),
    "software": (
        "Good security begins before the first line of code. The server should accept no request it "
        "cannot verify, passwords are salted, and encryption keys rotate. A firewall offers defense in "
        "depth; deterrence plays no part, since attackers pay nothing for trying. Uncertainty about the "
        "threat is the rule and trust is never assumed between services."
    ),
    "philosophy": (
        "Moral realism holds that ethical claims can be true independently of what anyone thinks. Its "
        "rivals, from constructivism to expressivism, deny this. Scientific realism makes a similar claim "
        "for unobservables such as electrons: the best explanation of the success of science is that its "
        "theories are approximately true. Structural realism keeps only the mathematical structure."
    ),
    "chem": (
        "The polarity of a solvent decides what it can dissolve. Water is strongly polar; hexane is not. "
        "Two magnets show polarity of another kind: like poles repel. In a stable molecule the balance of "
        "charges is even, and competition for electrons decides the strength of the bond."
    ),
    "marriage": (
        "In many marriages the balance of power shifts when the first child arrives. Couples who talk "
        "about chores report less conflict; those who keep score end in a spiral of blame. Appeasement "
        "rarely works, counsellors say, and stable commitments grow from trust and reciprocity. Security "
        "in attachment begins in infancy."
    ),
    "ecology": (
        "Cooperation among vampire bats rests on reciprocity: a bat that fed last night shares blood with "
        "one that did not. Predators shape the balance of power in the ecosystem, and survival depends on "
        "how the species responds to threats. Game theory predicts tit for tat, and biologists found it."
    ),
    "business": (
        "The two retailers announced a strategic alliance to counter the market leader. Economies of "
        "scale gave the rival an offensive edge, and its defence of market share was costly. The startup "
        "hedged by signing a second supplier. Competition, the chief executive said, keeps everyone "
        "honest, and institutions such as the merger authority must stay neutral."
    ),
    "sport": (
        "Their defence had been the best of the season; the offence was another matter. The striker drew "
        "two markers and the balance of the match shifted. Under pressure the goalkeeper bought time, and "
        "the coach praised his team's restraint and resilience. Rivals feared their rise, and the status "
        "quo at the top of the table was over."
    ),
    "labour": (
        "The union and the board of directors bargained through the night. Its bargaining power had grown "
        "with wages, and the threat of a strike was credible. Commitment problems haunted earlier deals; "
        "reputation mattered to both. Arbitration offered a compromise, and peace on the shop floor held "
        "until spring."
    ),
    "energy": (
        "The power plant supplies a third of the state. When demand peaks the grid operator restrains "
        "large users, and a balance between supply and load is kept by batteries. Reactor core cooling "
        "must survive the loss of outside power. Security of supply, the state regulator said, rests on "
        "cooperation among utilities."
    ),
    "selfhelp": (
        "She had read every self-help book in the shop. Insecurity, they said, comes from comparing "
        "yourself; prudence with money brings peace of mind; and cooperation at home begins with "
        "listening. Her sister thought restraint was easier preached than practised."
    ),
    "literature": (
        "Magical realism lets the dead sit at table. In the novelist's hands idealism and irony share a "
        "page, and power passes from a colonel to his ghost. Constructivism in the poem's form, a "
        "revisionist reading of the family's war, an empire of yellow flowers: critics have found all of "
        "these."
    ),
    "education": (
        "Constructivism holds that pupils build knowledge rather than receive it. In the classroom the "
        "teacher poses problems; cooperation among learners and social interaction do the rest. "
        "Institutions that train teachers adopted it in the 1990s, with critical theory close behind."
    ),
    "usstate": (
        "The state legislature met in January to vote on the budget. Liberal members pressed for "
        "cooperation on schools, conservative ones for security at the stadium. Coalitions formed and "
        "fell. The governor, whose power to veto had grown, kept the balance, and the institutions of the "
        "state held."
    ),
    "climate": (
        "Climate change alters the timing of snowmelt across the range. Warmer springs bring the flowers "
        "early, and pollinators arrive after the peak. Field stations have recorded the shift since 1975, "
        "and models of plant survival now include it."
    ),
    "medicine": (
        "The patient's immune system mounts an offensive against the tumour; the tumour's defence is to "
        "hide. Clinicians speak of an arms race between drug and disease. Deterrence is impossible, "
        "containment is the goal, and survival rates rise when surgery is prompt. The therapy itself "
        "threatens the heart."
    ),
    "physics": (
        "A gas fills its vessel. Power is work over time, and at the critical point symmetry breaking "
        "decides the state of the system; equilibrium is stable when small shifts are damped, uncertainty "
        "sets a limit to what can be known, and polarity of the field reverses."
    ),
}
"""Passages of other fields that use words of this one, in our own wording."""


@pytest.fixture(scope="module")
def linker(store: Store) -> Linker:
    return Linker.from_store(store)


def _ids(linker: Linker, text: str) -> dict[str, str]:
    return {one.surface: one.entity.id for one in linker.annotate(text, mentions="all")}


@pytest.mark.parametrize("name", ["painting-realism", "criminology-deterrence", "finance-hedging"])
def test_articles_of_other_fields_get_no_link(linker: Linker, name: str) -> None:
    assert _ids(linker, (ARTICLES / f"{name}.txt").read_text(encoding="utf-8")) == {}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_passages_of_other_fields_get_no_link(linker: Linker, name: str) -> None:
    assert _ids(linker, ELSEWHERE[name]) == {}


def test_an_article_of_the_field_is_linked(linker: Linker) -> None:
    text = (ARTICLES / "security-dilemma.txt").read_text(encoding="utf-8")
    found = {one.entity.id for one in linker.annotate(text)}
    assert found >= {
        "security-dilemma", "international-relations", "herz", "jervis", "anarchy", "world-government", "state",
        "self-help", "waltz", "walt", "balance-of-power", "balance-of-threat", "alliance", "arms-race", "deterrence",
        "cult-of-the-offensive", "second-strike", "mearsheimer", "offensive-realism", "defensive-realism",
        "arms-control", "security", "bandwagoning", "appeasement", "power", "hegemony",
    }  # fmt: skip


def test_the_decision_is_made_mention_by_mention(linker: Linker) -> None:
    painting = (ARTICLES / "painting-realism.txt").read_text(encoding="utf-8")
    politics = (ARTICLES / "security-dilemma.txt").read_text(encoding="utf-8")
    text = painting + "\n\n" + "The gallery closed at six. " * 40 + "\n\n" + politics
    mentions = linker.annotate(text, mentions="all")
    assert mentions
    assert all(one.start > len(painting) for one in mentions)


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Kenneth Waltz read about neorealism. Christoph Waltz played in a film.", "Christoph"),
        ("The UN Security Council met on deterrence and the balance of threat.", "Security"),
        ("Offensive realism and bandwagoning interest the United States.", "States"),
        ("In the Cold War nuclear deterrence and great powers mattered.", "War"),
    ],
)
def test_part_of_a_name_is_not_linked(linker: Linker, text: str, surface: str) -> None:
    at = text.index(surface)
    covering = [one for one in linker.annotate(text, mentions="all") if one.start <= at < one.end]
    assert all(one.surface != surface for one in covering)


def test_surname_is_linked_once_the_full_name_was_given(linker: Linker) -> None:
    text = "Robert Jervis wrote on misperception. The point, Jervis said, is old."
    assert _ids(linker, text)["Jervis"] == "jervis"
    assert "Jervis" not in _ids(linker, "The point, Jervis said, is old.")


def test_reasons_say_what_the_decision_rests_on(linker: Linker) -> None:
    text = (ARTICLES / "security-dilemma.txt").read_text(encoding="utf-8")
    mentions = linker.annotate(text, mentions="all")
    # "Each power" is a great one.
    reasons = {one.surface: one.reason for one in mentions if one.entity.id != "great-power"}
    assert reasons["power"].startswith("“power” is ambiguous; linked because the text also speaks of ")
    assert reasons["Jervis"] == "“Jervis” is ambiguous; linked because the text also names Robert Jervis"
    assert all(0.6 <= one.score < 1 for one in linker.annotate(text))


def test_a_parenthesis_settles_the_sense(linker: Linker) -> None:
    text = "Compare survival (international relations) here."
    assert _ids(linker, text) == {"survival (international relations)": "survival"}


def test_a_short_question_is_enough_for_a_clear_term(linker: Linker) -> None:
    assert _ids(linker, "What is the security dilemma?") == {"security dilemma": "security-dilemma"}
    assert _ids(linker, "What is power?") == {}


SHORT = "Kenneth Waltz, offensive realism and the security dilemma are on every list. "
"""What shows the field, so that only the words after it are in question."""


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("The line between Christian realism and the rest is thin.", "realism"),
        ("He told the story with a restraint that moved many.", "restraint"),
        ("They lived in a state of fear.", "state"),
        ("In the War of the Pacific Bolivia lost its coast.", "War"),
        ("Yet the civil wars went on.", "wars"),
        ("Non-state actors matter more now, writes one.", "state actors"),
        ("The Strategic Arms Reduction Treaty expired.", "Arms Reduction"),
        ("The compellent states fail more often.", "states"),
        ("They count on their armed forces.", "forces"),
    ],
)
def test_a_word_that_means_something_else_is_not_linked(linker: Linker, text: str, surface: str) -> None:
    at = len(SHORT) + text.index(surface)
    found = linker.annotate(SHORT + text, mentions="all")
    assert found
    assert not [one for one in found if one.start < at + len(surface) and at < one.end and one.surface == surface]


@pytest.mark.parametrize(
    ("text", "surface", "slug"),
    [
        ("Beside the Gulf. Restraint, he wrote, is a grand strategy.", "Restraint", "restraint"),
        ("Yet Mearsheimer was no pessimist.", "Mearsheimer", "mearsheimer"),
        ("Secular realists agree.", "realists", "realism"),
        ("The Cuban missile crisis taught them.", "Cuban missile crisis", "case-cuba"),
        ("The great powers’ fear grew.", "great powers’", "great-power"),
        ("The powers agreed to meet.", "powers", "great-power"),
        ("It runs from Westphalia to the League.", "League", "league-of-nations"),
    ],
)
def test_a_word_of_the_field_is_linked(linker: Linker, text: str, surface: str, slug: str) -> None:
    assert _ids(linker, SHORT + text).get(surface) == slug


def test_a_surname_that_many_have_needs_the_full_name_before_it_or_something_related(linker: Linker) -> None:
    assert "Powell" not in _ids(linker, SHORT + "Powell disagreed.")
    assert _ids(linker, SHORT + "Robert Powell and Snidal wrote on it. Powell disagreed.")["Powell"] == "powell"
    assert _ids(linker, SHORT + "Problem-solving theory, as Cox described it, is one.")["Cox"] == "cox"


def test_a_namesake_is_somebody_else(linker: Linker) -> None:
    text = "Henry Morgenthau ran the Treasury. The plan that Morgenthau drew up was dropped."
    assert "Morgenthau" not in _ids(linker, SHORT + text)
    assert _ids(linker, SHORT + "Hans Morgenthau wrote. " + text)["Morgenthau"] == "morgenthau"


def test_words_that_every_history_uses_are_no_terms_by_themselves(linker: Linker) -> None:
    text = (
        "During World War II the army held the border against Germany and Russia. The war cost the state its coast, "
        "and with the coast went its power. A coalition of generals sued for peace, civil war followed, and the "
        "alliance broke over the security of the capital. The United Nations sent troops, and the new government "
        "set its foreign policy by treaties that its allies had drafted."
    )
    found = _ids(linker, text)
    assert not {"war", "state", "power", "coalition", "peace", "alliance", "security", "allies"} & found.keys()


def test_every_reason_is_a_sentence_with_its_grounds(linker: Linker) -> None:
    text = SHORT + "After the Korean War the balance of power and the power of states changed, Jervis says."
    reasons = {one.surface: one.reason for one in linker.annotate(text, mentions="all")}
    assert reasons["offensive realism"].endswith("the base marks no other meaning of it")
    assert reasons["Korean War"].startswith("“Korean War” names Korean War; linked because the text also speaks of ")
    assert all("speaks of" in reason or "names" in reason for reason in reasons.values())


NO_TERM = [
    ("Kant put its trust in commerce. Deterrence and the security dilemma are his theme.", "trust"),
    ("The security dilemma grew worse until the Bosnian war broke out between great powers.", "war"),
    ("Under anarchy the Athenian empire met the security dilemma.", "empire"),
    (
        "In the journal International Security, offensive realism was debated by John Mearsheimer.",
        "International Security",
    ),
    ("Offensive realism was attacked in Scientific Man vs. Power Politics.", "Power Politics"),
    ("He held the Woodrow Wilson chair and wrote on the security dilemma and anarchy.", "Woodrow Wilson"),
    ("The Holy Alliance, unlike the balance of power, was no answer to anarchy.", "Alliance"),
    ("He studied the security dilemma and deterrence, and his reputation has grown.", "reputation"),
    ("In the third issue of World Politics an article on the security dilemma appeared.", "World Politics"),
]


@pytest.mark.parametrize(("text", "surface"), NO_TERM)
def test_words_beside_it_show_that_a_term_is_none(linker: Linker, text: str, surface: str) -> None:
    assert surface not in _ids(linker, text)


def test_an_indefinite_power_is_a_great_power_where_those_are_named(linker: Linker) -> None:
    text = "Great powers and the security dilemma: each power arms under anarchy, since power impresses rivals."
    found = [one.entity.id for one in linker.annotate(text, mentions="all") if one.surface == "power"]
    assert found == ["great-power", "power"]


def test_names_are_found_as_lists_give_them(linker: Linker) -> None:
    text = "Waltz, Kenneth N., wrote. Carr's Twenty Years' Crisis is older; Carr, Edward Hallett, was a realist."
    found = _ids(linker, text)
    assert found["Waltz, Kenneth N."] == "waltz"
    assert found["Carr, Edward Hallett"] == "carr"
    assert found["Twenty Years' Crisis"] == "carr-1939-twenty-years"


def test_who_wrote_with_a_thinker_makes_a_common_surname_known(linker: Linker) -> None:
    text = "Nicholas Wheeler wrote on the security dilemma; fear under anarchy can be overcome, Booth and Wheeler hold."
    assert _ids(linker, text)["Booth"] == "booth"


ELSEWHERE_TEXT = (
    "Biologists watched two sticklebacks inspect a pike, each fish darting ahead of the other and falling back again. "
    "{} Later work on birds and bats asked whether offspring, parasites or predators could tell partners apart, and "
    "the animals, in cold tanks and warm nests, did much as the theory of kin selection had said they would. "
)


@pytest.mark.parametrize(
    ("sentence", "surface", "slug"),
    [
        ("The idea came from Thomas Schelling.", "Thomas Schelling", "schelling"),
        ("Students still read Kenneth Waltz's Man, the State, and War.", "Man, the State, and War", "waltz-1959-mtsw"),
    ],
)
def test_a_full_name_or_a_title_is_linked_in_a_text_of_any_field(
    linker: Linker, sentence: str, surface: str, slug: str
) -> None:
    found = linker.annotate(ELSEWHERE_TEXT.format(sentence), mentions="all")
    assert (surface, slug) in {(one.surface, one.entity.id) for one in found}


@pytest.mark.parametrize(
    "sentence", ["The keeper, Robert Powell, saw it.", "Great powers of smell helped.", "Alliances of males were rare."]
)
def test_a_name_that_many_have_and_a_figure_of_speech_are_not(linker: Linker, sentence: str) -> None:
    assert not linker.annotate(ELSEWHERE_TEXT.format(sentence), mentions="all")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Cuban Missile Crisis took the world to the brink.", ["case-cuba"]),
        ("He served in the Korean War.", []),
    ],
)
def test_the_name_of_an_event_is_enough_in_a_sentence_unless_it_is_a_war(
    linker: Linker, text: str, found: list[str]
) -> None:
    assert [one.entity.id for one in linker.annotate(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They quarrel over relative as well as absolute gains", ["relative-gains", "absolute-gains"]),
        ("The rift of defensive and offensive realism", ["defensive-realism", "offensive-realism"]),
        ("Nothing is said of nuclear and conventional balance", ["balance-of-power"]),
    ],
)
def test_an_adjective_shares_the_noun_of_the_term_that_follows(linker: Linker, text: str, found: list[str]) -> None:
    here = [one for one in linker.annotate(f"{text}. {SHORT}", mentions="all") if one.end <= len(text)]
    assert [one.entity.id for one in here] == found


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Washington meant to contain the Soviet Union", "contain"),
        ("The bomb made the difference", "bomb"),
        ("Unchecked power would be balanced in the end", "balanced"),
    ],
)
def test_some_words_are_terms_only_in_company(linker: Linker, text: str, surface: str) -> None:
    assert surface in {one.surface for one in linker.annotate(f"{SHORT}{text}.", mentions="all")}


@pytest.mark.parametrize(
    "text",
    ["The books contain nothing new", "Such bombs fell on it", "A balanced account", "They were contained in it"],
)
def test_and_none_without_it(linker: Linker, text: str) -> None:
    mentions = linker.annotate(f"{SHORT}{text}.", mentions="all")
    assert not [one for one in mentions if one.start >= len(SHORT)]


def test_little_words_of_a_title_may_be_written_small(linker: Linker) -> None:
    (found,) = linker.annotate("Politics among Nations went through many editions.")
    assert found.entity.id == "morgenthau-1948-politics-among-nations"


def test_a_longer_title_wins_over_a_fixed_phrase_before_it(linker: Linker) -> None:
    text = "Andrew Kydd builds on this in Trust and Mistrust in International Relations."
    assert [one.entity.id for one in linker.annotate(text)] == ["kydd", "kydd-2005-trust-mistrust"]


def test_a_text_that_names_nobody_of_the_field_has_borrowed_its_terms(linker: Linker) -> None:
    text = (
        "Two choirs have shared the festival for a generation, and the balance of power between them is worth a visit. "
        "The older is the hegemon of the slow movement; the younger, a rising power with louder basses, has practised "
        "deterrence ever since it sang the finale first. Others must choose between balancing and bandwagoning, "
        "and most pass the buck to the organist. For years the system was bipolar. Then a third choir came from across "
        "the water, and the security dilemma of the dressing rooms began: whoever hires a new alto alarms the others, "
        "who hire two. An arms race in altos is under way, and nobody expects a lasting peace before the summer."
    )
    assert linker.annotate(text, mentions="all") == []
    assert linker.annotate(f"{text} Kenneth Waltz would have smiled at that.", mentions="all")


def test_what_a_text_says_is_a_work_is_not_the_notion_of_that_name(linker: Linker) -> None:
    text = "Deterrence is a 2011 board game in which Kenneth Waltz plays a part. Whoever wins Deterrence waits."
    assert {one.entity.id for one in linker.annotate(text, mentions="all")} == {"waltz"}
