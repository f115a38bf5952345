"""Cues: words that tell the field a passage belongs to, and fixed phrases that are never a term.

These are facts about English, not about the knowledge base, so they live in code: `FIELD` speaks for
international relations without being a term of it, `OTHER_FIELDS` speak for fields that share its vocabulary
(realism in painting, deterrence in criminology, hedging in finance). Words that scholars of international
relations use as freely (actors, players, price, court) are in no list.
"""

from collections.abc import Mapping
from typing import Final


def words(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(";"))


FIXED_PHRASES: Final = _phrases("""
    United States; Gulf States; Baltic States; Papal States; state of the art; state of affairs; state of mind;
    state of emergency; state of health; head of state; heads of state; Secretary of State; Secretaries of State;
    Department of State; State Department; police state; welfare state; steady state; solid state;
    state university; state machine; power plant; power station; power supply; power outage; power law;
    power grid; power tool; purchasing power; solar power; wind power; computing power; explanatory power;
    predictive power; statistical power; social security; security guard; security guards; security camera;
    job security; food security; data security; balance sheet; balance of payments; balance of trade;
    balance of nature; peace of mind; price war; class war; war crimes; culture war; culture wars; war on drugs;
    conflict of interest; conflicts of interest; interest rate; interest rates;
    mental institution; financial institution; financial institutions; political scientist;
    political scientists; market power; market structure
""")
"""Phrases in which a label's word means something else; being longer, they win over the label."""

FIELD: Final = _phrases("""
    international; interstate; geopolitics; geopolitical; geostrategic; foreign minister; foreign ministers;
    foreign ministry; treaty; treaties; statesman; statesmen; military; armed forces; army; armies; navy; navies;
    naval; troops; invasion; invaded; weapons; missiles; warheads; wartime; wars; conquest; Cold War; World War;
    Soviet Union; Soviet; Kremlin; Beijing; Moscow; Napoleon; Bismarck; Athens; Sparta; United Nations;
    Security Council; Warsaw Pact; European Union; Iran; China; Russia; India; Pakistan; Taiwan; Germany;
    Prussia; IR scholars; IR theory; allies; allied; adversary; adversaries; aggressor; aggressors; territory;
    territorial; capitals; governments; empire; empires; neighbours; neighbors
""")
"""Words that make it likely that a passage is about international relations."""

OTHER_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "the arts": _phrases("""
        painting; paintings; painter; painters; painted; canvas; canvases; brushwork; portrait; portraits;
        still life; sculpture; sculptor; museum; gallery; exhibition; art critic; art critics; art history;
        artist; artists; artistic; novels; novelist; novelists; fiction; literary; poem; poems; poet; poets;
        theatre; playwright; film; films; cinema; filmmaker; filmmakers; composer; composers; orchestra;
        symphony; melody; waltzes; ballroom; dance; dancers; choreography; opera; Impressionism; Impressionists;
        Romanticism; Courbet; Manet; Flaubert; Balzac; Zola; Strauss; music; musician; musicians; song; songs
    """),
    "criminology": _phrases("""
        crime; crimes; criminal; criminals; criminology; criminologists; criminologist; offender; offenders;
        offending; reoffending; recidivism; sentencing; prison; prisons; imprisonment; incarceration; burglary;
        burglars; theft; robbery; homicide; policing; patrols; arrest; arrested; jury; convicted; convictions;
        drink-driving; drunk driving; speed cameras; death penalty; penal; drivers; motorists; shoplifting
    """),
    "finance": _phrases("""
        portfolio; portfolios; investor; investors; hedge fund; hedge funds; futures; derivatives; swap; swaps;
        equities; stock price; stock prices; stock market; shareholders; trader; traders; volatility;
        basis risk; exchange rate; exchange rates; interest rate; interest rates; treasurer; airline; airlines;
        exporter; cash flow; cash flows; put options; call options; forward contract; forward contracts;
        commodity prices; bondholders; liquidity; bookmaker
    """),
    "computing": _phrases("""
        software; hardware; server; servers; encryption; encrypted; password; passwords; malware; firewall;
        authentication; database; databases; browser; algorithms; programmer; programmers; source code;
        cloud provider; vulnerability scan; kernel; laptop; network traffic; login; hackers; web application
    """),
    "philosophy": _phrases("""
        metaphysics; metaphysical; Platonism; nominalism; mind-independent; truth-value; unobservable;
        unobservables; sense data; semantics; moral realism; scientific realism; direct realism
    """),
    "natural science": _phrases("""
        electrons; quantum; molecule; molecules; molecular; solvent; electric field; light waves; optics;
        polarizer; polarised; polarized; magnetic; protein; proteins; genes; species; enzyme; bacteria;
        organism; organisms; ecosystem; ecosystems; predators; voltage; battery; turbine; reactor core; physics
    """),
    "medicine and psychology": _phrases("""
        patient; patients; clinical; clinician; therapy; therapist; surgery; diagnosis; symptoms; dosage;
        tumour; tumor; infant; infants; toddler; classroom; pupils; marriage; spouse; spouses; couples;
        muscle; muscles; gait; knee; siblings; parenting; attachment; counsellor; counselor; teenagers
    """),
    "business and sport": _phrases("""
        customer; customers; retailer; retailers; brand; brands; supplier; suppliers; startup; startups;
        marketing; salary; employee; employees; workplace; goalkeeper; striker; midfield; tournament; athlete;
        athletes; football; championship; board of directors; chief executive; merger; wages; trade union
    """),
}
"""Words that make it likely that a passage belongs to another field."""
