"""Fixed phrases in which a word of the field is none; facts about English, so they live in code."""

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
    coexistence; balanced budget; safety net; road safety; patient safety; food safety; data integration; integration
    by parts; speech recognition; voice recognition; pattern recognition; image recognition; brand recognition;
    negative peace; positive peace; ASEAN Way; in recognition of; name recognition; military coup; racial integration;
    reason of state; common security; peace researcher; peace research; niche diplomacy; triangular diplomacy; war of
    religion; wars of religion; trading state; memory war; domestic sovereignty; interdependence sovereignty;
    international legal sovereignty; popular sovereignty; parliamentary sovereignty; sovereign man; social identity;
    national identity; inadvertent escalation; Kindleberger trap; critical geopolitics; global IR; non-Western IR;
    non-Western international relations; community of power; democracy promotion; wedge strategy; political Marxist;
    political Marxism; great war; ecological survival; interest as power; rules of war; tug of war; price of peace;
    nonproliferation regime; non-proliferation regime; bargaining range; bargaining space; human rights regime; regime
    change; regime type; trading strategy; media strategy; legal norm; social norm; cultural norm; non-alignment;
    semi-periphery; deep engagement; world-empire; equilibrium of rights; realist liberalism; state treaty; law of
    power; sovereignty as responsibility; balance of forces; state-society relations; sovereign immunity; quasi-state;
    social identity theory
""")
"""Phrases in which a label's word means something else; being longer, they win over the label."""
