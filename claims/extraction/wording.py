"""What the wording of a sentence says about how checkable it is: named families of patterns, no parse needed."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_I = re.IGNORECASE


def _words(block: str, flags: int = _I) -> re.Pattern[str]:
    alternatives = sorted(
        (re.escape(w).replace("_", r"\s+").replace(r"\*", r"\w*") for w in block.split()), key=len, reverse=True
    )
    # Grouped by their first sign, so that most words of a text are passed over at a glance: three times as quick.
    rests: dict[str, list[str]] = {}
    for one in alternatives:
        first = one[:2] if one.startswith("\\") else one[0]
        rests.setdefault(first, []).append(one.removeprefix(first))
    groups = "|".join(f"{first}(?:{'|'.join(ends)})" for first, ends in rests.items())
    return re.compile(rf"\b(?=[{''.join(rests)}])(?:{groups})\b", flags)


NUMBER = re.compile(
    r"(?<![\w.])(?:[$£€]\s?)?\d[\d,]*(?:\.\d+)?(?![\w-]*\d{3})"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred|thousand|million|billion|trillion|dozen|half|two-thirds|one-third|a_third|a_quarter)s?\b".replace(
        "_", " "
    ),
    _I,
)
YEAR = re.compile(
    r"\b(?:1[6-9]\d\d|20\d\d)s?\b|\b(?:last|this|past)\s+(?:year|month|week|decade|century)\b|\byears?\s+ago\b|\bsince\s+\w+",
    _I,
)
MONEY = re.compile(
    r"[$£€]\s?\d|\b(?:per\s?cent|percent|dollars?|euros?|pounds|cents?|million|billion|trillion)\b|%", _I
)
NAME = re.compile(r"(?<![.?!]\s)(?<!^)(?<![“\"‘])\b(?!I\b|I['’])[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")

COMPARISON = _words(
    """
    more_than less_than fewer_than higher lower larger smaller bigger greater worse better cheaper faster slower
    highest lowest largest smallest biggest greatest most least worst best first last only record double*
    triple* tripled halve* twice rise rises rose risen fall fell fallen drop* increas* decreas* declin* grow
    grew grown cut cuts doubled soar* plung* surg* shrink* shrank exceed* reduc* compared_with compared_to than
    average majority minority ever rate rates ratio number_of deficit surplus
    """
)
CAUSE = _words(
    """
    because caus* led_to lead_to leads_to result_of results_in resulted_in due_to thanks_to responsible_for
    consequence* therefore trigger* contribut* driven_by owing_to made_it_possible prevent* allow* forc* creat*
    """
)
HARM = _words(
    """
    kill* die died dies death* dead murder* attack* war wars bomb* weapon* terror* crime* criminal* fraud*
    illegal* corrupt* abus* rape* assault* disease* poison* toxic cancer virus vaccin* injur* wound* victim*
    hostage* prison* jail* arrest* convict* steal* stole* stolen displac* refugee* famine starv* casualt* shot
    shooting violen* torture* genocide occup* invad* invasion destroy* collaps* explo* flood* bankrupt* scandal*
    lie lied lies secret* nuclear missile* troops drugs addict* poverty homeless*
    """
)
OFFICIAL = _words(
    """
    law laws bill bills court courts resolution* vote* voted agreement* treaty treaties budget* tax taxes policy
    policies program* programme* administration government* congress senate parliament legislation act amendment
    regulation* ban banned election* ballot* contract* tariff* fund* spend* spent spending cost costs paid pay*
    debt* jobs unemployment employment economy inflation wage* income* school* schools student* teachers
    hospital* health insurance medicare medicaid immigra* border police military army report* study studies data
    survey poll statistics census research* percent appointed signed implement* ratif* sanction* ceasefire
    cease-fire
    """
)
PAST = re.compile(
    r"\b(?:was|were|had|did|been|became|began|came|gave|got|held|kept|led|left|lost|made|met|paid|put|ran|said|saw|sent|set|spent|stood|"
    r"took|told|voted|went|won|wrote|built|bought|brought|cut|fell|found|grew|rose|sold|\w{3,}ed)\b",
    _I,
)
OPINION = _words(
    """
    think believe feel hope wish love hate great greatest wonderful terrible beautiful amazing important
    significant significantly proud honor* honour* right wrong good bad better best nice fair unfair clear*
    obvious* absolut* ridiculous disaster disgrace tremendous incredible fantastic awful strong* weak powerful
    special remarkable extraordinary meaningful crucial vital essential key main potential will_power
    political_will spirit dream* faith values respect courage deserve* opinion view frankly honestly impressive
    exciting promising delicious perfect brilliant stupid smart tough hard easy difficult challenge* opportunit*
    support commitment readiness determination attitude atmosphere
    """
)
SHOULD = _words(
    "should must ought need_to needs_to have_to has_to got_to gotta let's let_us want_to wants_to necessary urge* "
    "please"
)
FUTURE = _words(
    """
    will would shall going_to gonna 'll ’ll tomorrow next_year next_week next_month future plan_to plans_to
    intend* expect* predict* forecast* could may might if promise* pledge* vow*
    """
)
FIRST_PERSON = _words("i i'm i've i'd i'll i’m i’ve i’d i’ll my me myself mine")
WE = _words("we we're we've we'll we’re we’ve we’ll our us ours ourselves")
YOU = _words("you your you're you’re yours you've you’ve yourself")
COURTESY = _words(
    """
    thank thanks welcome good_evening good_morning ladies gentlemen mr._speaker congratulat* god bless hello
    applause laughter good_night excuse_me sir madam audience question* answer* debate moderator segment minute
    minutes seconds tonight
    """
)
VAGUE = _words(
    """
    some many several various things thing something someone somewhere somehow kind_of sort_of lot lots perhaps
    maybe possibly probably relatively generally usually often sometimes basically really very quite rather
    certain number_of_things many_people people_say stuff matter* issue* way ways course
    """
)
ABSOLUTE = _words(
    "never always all every everyone nobody no_one none nothing nowhere any entire whole total totally completely ever"
)
DENIAL = re.compile(r"\b(?:not|no|never|neither|nor|without|cannot)\b|n['’]t\b", _I)
STATE = re.compile(r"\b(?:is|are|has|have)\b", _I)
QUESTION = re.compile(r"\?[\"”’')]*\s*$")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

Finder = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Feature:
    """A named property of a sentence: ``value`` grows with its matches up to ``most``."""

    name: str
    find: Finder
    most: int = 1


def _by(pattern: re.Pattern[str]) -> Finder:
    return lambda text: [m.group().strip() for m in pattern.finditer(text)]


def _length(low: int, high: int) -> Finder:
    def find(text: str) -> list[str]:
        count = len(WORD.findall(text))
        return [f"{count} words"] if low <= count <= high else []

    return find


FEATURES: tuple[Feature, ...] = (
    Feature("figures", _by(NUMBER), 3),
    Feature("money or share", _by(MONEY)),
    Feature("time anchor", _by(YEAR), 2),
    Feature("comparison or record", _by(COMPARISON), 2),
    Feature("named actors", _by(NAME), 3),
    Feature("cause or consequence", _by(CAUSE)),
    Feature("harm or wrongdoing", _by(HARM), 2),
    Feature("public matter", _by(OFFICIAL), 2),
    Feature("past event", _by(PAST), 2),
    Feature("stated as fact", _by(STATE)),
    Feature("opinion", _by(OPINION), 2),
    Feature("demand or advice", _by(SHOULD)),
    Feature("prediction or condition", _by(FUTURE), 2),
    Feature("first person", _by(FIRST_PERSON)),
    Feature("we", _by(WE)),
    Feature("addressed to you", _by(YOU)),
    Feature("courtesy or procedure", _by(COURTESY)),
    Feature("vague", _by(VAGUE), 2),
    Feature("absolute", _by(ABSOLUTE)),
    Feature("denial", _by(DENIAL)),
    Feature("question", _by(QUESTION)),
    Feature("very short", _length(0, 5)),
    Feature("short", _length(6, 9)),
    Feature("long", _length(22, 10**6)),
)


def measure(text: str) -> dict[str, tuple[float, list[str]]]:
    """Value and evidence of every feature that is present; a value is between 0 and the feature's ``most``."""
    found = {}
    for feature in FEATURES:
        evidence = feature.find(text)
        if evidence:
            found[feature.name] = (float(min(len(evidence), feature.most)), evidence)
    return found


def tokens(text: str) -> Iterable[str]:
    """Lower-case words for the word table; figures are one word."""
    for match in WORD.finditer(text):
        word = match.group().lower().replace("’", "'")
        yield "0" if word[0].isdigit() else word
