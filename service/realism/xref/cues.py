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
    return tuple(" ".join(phrase.split()) for phrase in text.split(";"))


FIXED_PHRASES: Final = _phrases("""
    United States; Gulf States; Baltic States; Papal States; state of; state of the art; state of affairs; state of
    mind; state of emergency; state of health; head of state; Secretary of State; Department of State; State
    Department; police state; welfare state; steady state; solid state; state university; state machine; power plant;
    power station; power supply; power outage; power law; power grid; power tool; purchasing power; solar power; wind
    power; nuclear power; computing power; explanatory power; predictive power; statistical power; emergency power;
    executive power; police power; middle power; market power; market structure; social security; security guard;
    security camera; job security; food security; data security; Security Council; UN Security Council; United Nations
    Security Council; General Assembly; UN General Assembly; United Nations General Assembly; balance sheet; balance
    of payments; balance of trade; balance of nature; peace of mind; peace conference; peace treaty; peace movement;
    peace talks; price war; trade war; class war; culture war; civil war; world war; war crimes; war on drugs; war of
    attrition; war effort; between the wars; civil conflict; conflict of interest; conflict resolution; armed forces;
    interest rate; mental institution; financial institution; political scientist; foreign policy analysis; failed
    state; failing state; fragile state; rogue state; client state; puppet state; vassal state; satellite state; city
    state; successor state; slave state; Islamic State; one-party state; federal state; coastal state; nuclear-weapon
    state; state visit; state socialism; state terrorism; state sponsor; state capitalism; state building; state
    failure; state ownership; state secret; state religion; state school; state funeral; state formation; state
    capture; state law; state court; state legislature; state budget; sea power; air power; land power; naval power;
    economic power; political power; colonial power; occupying power; bargaining power; veto power; staying power;
    buying power; separation of powers; power sharing; power vacuum; power broker; power base; central powers; axis
    powers; allied powers; cyber war; hybrid war; guerrilla war; colonial war; religious war; holy war; naval war; air
    war; land war; ground war; border war; star wars; war criminal; war on terror; war of independence; war of
    succession; war of words; war economy; war debt; war reparations; prisoner of war; council of war; laws of war;
    law of war; war hero; war veteran; war memorial; war bond; war correspondent; war machine; war game; art of war;
    peace process; peace agreement; peace deal; peace settlement; peace dividend; peace prize; peace studies; peace
    research; peace building; justice of the peace; breach of the peace; peace corps; energy security; cyber security;
    information security; airport security; border security; homeland security; internal security; environmental
    security; economic security; security force; security forces; security service; security clearance; security
    sector; security adviser; security advisor; national security adviser; national security advisor; ethnic conflict;
    social conflict; class conflict; conflict zone; frozen conflict; cyber deterrence; development cooperation;
    technical cooperation; gunboat diplomacy; public diplomacy; shuttle diplomacy; dollar diplomacy; cultural
    diplomacy; diplomatic immunity; diplomatic corps; diplomatic mission; diplomatic bag; diplomatic service; exit
    strategy; business strategy; political institution; democratic institution; liberal arts; Liberal Party; Liberal
    Democrat; Conservative Party; authoritarian regime; military regime; political regime; communist regime;
    autocratic regime; coalition government; ruling coalition; governing coalition; coalition partner; coalition
    forces; coalition of the willing; Non-Proliferation Treaty; Nuclear Non-Proliferation Treaty; nation building;
    economic expansion; Thirty Years' War; Seven Years' War; Hundred Years' War; Holy Alliance; Triple Alliance;
    Quadruple Alliance; war plan; security studies; divided powers; second image reversed; east of Suez; ASEAN
    centrality; conventional war; cooperative security; limited nuclear war; revisionist historian; revisionist
    historians; revisionist history; status quo ante; war aims; war cabinet; war council; war chest; war footing; war
    of movement; war of position; war powers; war room; war scare; peace offering; peace plan; peace pledge; security
    risk; security check; security blanket; power struggle; power grab; power of attorney; balance of probabilities;
    strategic partner; strategic depth; diplomatic history; moral hazard; identity politics; gender studies; world
    opinion; colonial empire; in a state of; raison d'être; terms of trade; rule of law; rules of the game; conflict
    studies; trust fund; in trust; brain trust; nuclear power station; nuclear power plant; nuclear family; nuclear
    energy; nuclear physics; nuclear test; nuclear submarine; nuclear safety; smart power; sharp power; productive
    power; normative power; compulsory power; discursive power; symbolic power; presidential power; legislative power;
    judicial power; regional power; small power; smaller power; lesser power; minor power; weaker power; secondary
    power; balancing act; submarine warfare; naval warfare; trench warfare; chemical warfare; biological warfare;
    psychological warfare; economic warfare; cyber warfare; economic nationalism; in concert; concert hall; peaceful
    coexistence; balanced budget; safety net; road safety; patient safety; food safety; data
    integration; integration by parts; speech recognition; voice recognition; pattern recognition; image recognition;
    brand recognition; negative peace; positive peace; ASEAN Way; in recognition of; name recognition; military coup;
    racial integration
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
        Romanticism; Courbet; Manet; Flaubert; Balzac; Zola; Strauss; music; musician; musicians; song; songs;
        soprano; tenor; baritone; libretto; aria; arias; conductor; quartet; quartets; sonata; violin; cello; piano;
        screenplay; sitcom; actress; cinematographer; sculptors; fresco; frescoes; architect; architects; facade; stanza
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
        unobservables; sense data; semantics; moral realism; scientific realism; direct realism; moral philosophy;
        political philosophy; social contract; utilitarian; utilitarians; utilitarianism; veil of ignorance; syllogism
    """),
    "natural science": _phrases("""
        electrons; quantum; molecule; molecules; molecular; solvent; electric field; light waves; optics;
        polarizer; polarised; polarized; magnetic; protein; proteins; genes; species; enzyme; bacteria;
        organism; organisms; ecosystem; ecosystems; predators; voltage; battery; turbine; reactor core; physics;
        animals; mammals; birds; fish; bats; wasps; ants; chimpanzees; primates; apes; kin; mating; offspring;
        parasites; parasite; foraging; grooming; habitat; habitats; fungus; fungi; larvae; nests; prey
    """),
    "medicine and psychology": _phrases("""
        patient; patients; clinical; clinician; therapy; therapist; surgery; diagnosis; symptoms; dosage;
        tumour; tumor; infant; infants; toddler; classroom; pupils; marriage; spouse; spouses; couples;
        muscle; muscles; gait; knee; siblings; parenting; attachment; counsellor; counselor; teenagers
    """),
    "religion": _phrases("""
        God; Christ; Jesus; gospel; gospels; theology; theologian; theologians; sin; salvation; church; churches;
        bishop; bishops; biblical; scripture; Luther; Augustine; sacrament; sacraments; prayer; monks; heresy; parish
    """),
    "engineering": _phrases("""
        bridge deck; girder; girders; truss; trusses; cantilever; cantilevers; concrete; welds; weld; bearings; piston;
        pistons; crankshaft; gearbox; hydraulic; valve; valves; boiler; boilers; transformer; transformers; alternator;
        generators; grid frequency; hertz; torque; aerofoil; fuselage; cooling water; pressure vessel; thermostat;
        amplifier; circuit board; transistor; transistors; semiconductor fabs; tensile; alloy; alloys
    """),
    "astronomy and earth": _phrases("""
        orbit; orbits; asteroid; asteroids; comet; comets; telescope; telescopes; galaxy; galaxies; Jupiter; Saturn;
        moons; supernova; tides; sediment; sediments; glacier; glaciers; rainfall; runoff; floodplain; estuary;
        tectonic; magma; earthquake; earthquakes; topsoil; fertiliser; fertilizer; seedlings; pollinators; orchard
    """),
    "language and learning": _phrases("""
        phonics; syllable; syllables; vowel; vowels; consonant; consonants; grammar; verb; verbs; noun; nouns;
        linguist; linguists; linguistics; dialect; dialects; phonology; curriculum; syllabus; homework; teacher;
        teachers; lesson plan; kindergarten; neural network; neural networks; classifier; gradient descent
    """),
    "local affairs": _phrases("""
        councillor; councillors; town hall; high street; bypass; mayor; residents; planning permission;
        by-election; bin collection; car park; roundabout; lorries; public inquiry; county council; ratepayers
    """),
    "law": _phrases("""
        clause; clauses; claimant; claimants; defendant; defendants; plaintiff; damages; breach of contract; tort;
        lender; borrower; solicitor; solicitors; appellant; liquidated; contracting party; High Court; Court of Appeal
    """),
    "food": _phrases("""
        kitchen; kitchens; chef; chefs; restaurant; restaurants; menu; recipe; recipes; catering; caterers; waiters;
        supermarket; supermarkets; butcher
    """),
    "games": _phrases("""
        board game; board games; card game; card games; video game; video games; gameplay; gamers; multiplayer; dice;
        Nintendo; PlayStation; Xbox; Sega; arcade; chess; chessboard; playing cards; expansion pack; esports; tabletop
    """),
    "business and sport": _phrases("""
        customer; customers; retailer; retailers; brand; brands; supplier; suppliers; startup; startups;
        marketing; salary; employee; employees; workplace; goalkeeper; striker; midfield; referee; derby;
        supporters; transfer market; league table; tournament; athlete; athletes; football; championship; board
        of directors; chief executive; merger; wages; trade union;
        joint ventures; joint venture; market share; advertising; search engines; search engine; new entrant;
        wholesaler; club; clubs; penalty area; yellow card; red card; half-time;
        cup final; kick-off; league table; wage bill; innings; wicket; tennis; Wimbledon; cricket; rugby; basketball;
        baseball; quarter-finals; semi-final; semi-finals; quarterback; playoffs; Olympic; cyclist; sprinter; grocery;
        discounters; franchise; manufacturer; manufacturers; cycling; cyclists; peloton; breakaway; sprint; sprinters;
        goalscorer; equaliser; free kick; corner kick; full-back; full-backs; winger; wingers; touchline; dugout;
        stoppage time; extra time; substitutes; fans; stadium; relegated; relegation; teammate; teammates; team-mate;
        team-mates; batsman; bowler; grand slam; podium; medal; medals; swimmer; swimmers; jockey; boxer; heavyweight;
        hockey; skier; skiers; regatta; rowers; marathon; first half; second half; home side; grocer; grocers; dairy;
        shoppers; smartphone; smartphones; subscribers; box office; price cuts; chipmaker; chipmakers; turnover
    """),
}
"""Words that make it likely that a passage belongs to another field."""

CUES: Final = tuple((word, name) for name, found in (("", FIELD), *OTHER_FIELDS.items()) for word in found)
"""All cue words with the other field they speak for ("": for international relations)."""
