"""Words that say the same in news, and words that say the opposite: for telling whether two claims are one."""

import re
from functools import lru_cache

from claims.extraction.words import word_set

_IRREGULAR = {
    "men": "man", "women": "woman", "gave": "give", "given": "give", "wrote": "write", "written": "write",
    "spent": "spend", "kept": "keep", "led": "lead", "met": "meet", "ran": "run", "saw": "see", "seen": "see",
    "sent": "send", "held": "hold", "broke": "break", "broken": "break", "taught": "teach", "left": "leave",
    "thought": "think", "stood": "stand", "became": "become", "brought": "bring", "hid": "hide", "hidden": "hide",
    "chose": "choose", "chosen": "choose", "drove": "drive", "driven": "drive", "spoke": "speak", "spoken": "speak",
    "flew": "fly", "flown": "fly", "feet": "foot", "struck": "strike", "hung": "hang", "swept": "sweep",
    "wore": "wear", "worn": "wear", "sank": "sink", "sunk": "sink", "swore": "swear", "forgot": "forget",
    "gov": "governor", "sen": "senator", "rep": "representative", "pres": "president", "gov't": "government",
}  # fmt: skip
_ENDINGS = (("ings", ""), ("ing", ""), ("ied", "y"), ("ies", "y"), ("ed", ""), ("es", ""), ("s", ""), ("ly", ""))
# Each line is one meaning, near enough for two claims that share the rest of their words.
_GROUPS = """
    die dead death killed kill drown body toll fatal fatality perish slain
    hurt injure injury wound
    missing unaccounted
    arrest detain detention custody seized
    jail jailed imprison prison imprisonment
    strike walkout stoppage
    stop halt suspend pause cease standstill
    shut close closure
    collapse breakdown
    begin began begun start launch
    quit resign resignation
    sack dismiss fired dismissal
    buy bought purchase acquire acquisition
    sell sold sale
    rise rose risen increase grow grew grown growth climb jump soar surge
    fall fell fallen drop decline decrease shrink shrank slump plunge sink
    win won victory beat defeat
    lose lost loss
    approve back support endorse accept favour favor agree
    reject oppose refuse rebuff
    cancel abandon scrap
    postpone delay defer
    find found discover discovery
    know knew known aware
    burn burnt burned fire arson blaze lit
    pay paid payment
    child children kid schoolchild schoolchildren
    photo photograph picture image
    truck lorry
    percent % pc percentage
    most majority
    miner worker colleague employee workforce
    police officer
    ship vessel ferry boat
    car vehicle
    company firm business
    doctor physician
    home house
    government cabinet
    reveal disclose disclosure unveil
    build built construct construction
    lawmaker mp parliamentarian
    cut reduce reduction slash
    ban prohibit outlaw prohibition
    allow permit
    sign signature
    steal stole stolen theft rob robbery robber raid
    evacuate evacuation
    murder murdered
    vote ballot
    election poll
    spend spending expenditure
    sea-wall seawall
    flood flooding inundate
    quake earthquake
    blast explosion explode
    ceasefire cease-fire truce armistice
    law legislation act
    study research
    teach taught teacher
    gun firearm
    leak leaked
    repair mend fix
    destroy destruction
    money cash fund
    hospital clinic
    """
_PHRASES = {
    "called off": "cancelled", "call off": "cancel", "broke down": "collapsed", "broken down": "collapsed",
    "break down": "collapse", "stepped down": "resigned", "steps down": "resigns", "step down": "resign",
    "set fire to": "burned", "burned down": "burned", "shut down": "closed", "laid off": "sacked",
    "put off": "postponed", "turned down": "rejected", "unaccounted for": "missing", "behind bars": "jailed",
    "walked off the job": "strike", "lost their lives": "died", "lost his life": "died", "lost her life": "died",
    "per cent": "percent", "went up": "rose", "gone up": "risen", "went down": "fell", "gone down": "fallen",
    "turned on": "switched on", "turn on": "switch on", "turned off": "switched off", "turn off": "switch off",
    "voted down": "rejected", "ready to": "ready", "pulled out": "withdrew",
}  # fmt: skip
_OPENINGS = frozenset(phrase.split()[0] for phrase in _PHRASES)
_PHRASE = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _PHRASES), key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_OPPOSED = (
    ("rise", "fall"), ("rise", "cut"), ("win", "lose"), ("approve", "reject"), ("ban", "allow"), ("more", "fewer"),
    ("more", "less"), ("higher", "lower"), ("open", "shut"), ("begin", "stop"), ("arrest", "release"), ("buy", "sell"),
    ("guilty", "innocent"), ("guilty", "acquit"), ("convict", "acquit"), ("legal", "illegal"), ("before", "after"),
    ("build", "destroy"), ("north", "south"), ("east", "west"), ("best", "worst"), ("largest", "smallest"),
    ("highest", "lowest"), ("hire", "sack"), ("enter", "leave"), ("arrive", "leave"), ("true", "false"),
    ("strengthen", "weaken"), ("safe", "unsafe"), ("safe", "dangerous"), ("keep", "scrap"), ("male", "female"),
    ("man", "woman"), ("above", "below"), ("die", "survive"), ("import", "export"),
)  # fmt: skip
ORDINALS = word_set(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth last next previous"
)


@lru_cache(maxsize=50_000)
def common_form(word: str) -> str:
    """What a word is compared by: "halted" and "stops" meet, and so do "arrested" and "arrests"."""
    word = word.lower().replace("’", "'").removesuffix("'s").replace("-", "")
    known = _MEANINGS.get(word)
    return known if known is not None else _MEANINGS.get(_stem(word), _stem(word))


def with_plain_verbs(words: str) -> str:
    """The words with "called off" as "cancelled" and their like."""
    if _OPENINGS.isdisjoint(words.lower().split()):
        return words
    return _PHRASE.sub(lambda found: _PHRASES[found.group().lower()], words)


def opposites(forms: frozenset[str]) -> frozenset[str]:
    """The forms that turn a claim with these words round."""
    return frozenset(other for form in forms for other in OPPOSITES.get(form, ()))


def _stem(word: str) -> str:
    word = _IRREGULAR.get(word, word)
    if not word.endswith(("ss", "us", "is")):
        for ending, instead in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word[: -len(ending)] + instead
                break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def _meanings() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _GROUPS.strip().splitlines():
        words = line.replace("-", "").split()
        for word in words:
            found.setdefault(word, words[0])
            found.setdefault(_stem(word), words[0])
    return found


_MEANINGS = _meanings()
OPPOSITES: dict[str, frozenset[str]] = {}
for _one, _other in _OPPOSED:
    _first, _second = common_form(_one), common_form(_other)
    OPPOSITES[_first] = OPPOSITES.get(_first, frozenset()) | {_second}
    OPPOSITES[_second] = OPPOSITES.get(_second, frozenset()) | {_first}
