"""Which claims of an article say the same thing again: a headline and its story, a lead and a quotation.

Each claim is compared with the few earlier ones that share a rare word with it, so the time grows with the length of
the text and not with its square. Figures, days, names, denial or a direction that differ keep two claims apart,
whatever else they share.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from spacy.tokens import Token

from claims.extraction.alike import ORDINALS, common_form, opposites, with_plain_verbs
from claims.extraction.analysis import Claim, Interval, Put, Span
from claims.extraction.clauses import SUBJECTS, VERBS
from claims.extraction.words import word_list, word_set

# From the shares of weight in common to log-odds; fitted to pairs of the gold half for building, then rounded.
LARGER, SMALLER, SHARED, HEADLINE, VERB = 2.4, 2.0, 1.5, 1.8, 0.8
SAME = 5.1
FEWEST_SHARED = 3
MOST_SHARED = 6  # words in common from which more tell nothing new
IN_HEADLINE, ELSEWHERE = 0.4, 0.6  # share of the shorter claim that must stand in the longer one
WITHOUT_VERB = 0.6  # the same where a headline has other verbs than its story
COMMON = 0.35  # how fast a word that many claims of the text hold loses weight
LEAD = 4  # sentences under a headline that tell its story
MOST_COMPARED = 12  # earlier claims looked at for each word
MOST_CANDIDATES = 24  # of those, compared in full: the ones with the most words in common
MOST_MEMBERS = 8  # of a cluster, looked at for what keeps a claim out of it
NAME, WORD = 1.6, 1.0

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*|%")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_EVENT = re.compile(r"\b((?:1[6-9]|20)\d\d)\s+((?:[\w’'-]+\s+){0,2}?[\w-]+)")
_LIGHT = word_set("be have do get make take give become remain stay seem")  # tell less than what follows them
_COMPLEMENTS = frozenset({"attr", "acomp", "dobj", "oprd", "xcomp", "ccomp"})
_ASSERTING = frozenset({"VBD", "VBZ", "VBP", "VBN", "MD"})
_ASKING = word_set("if whether unless how why what")
_TO_COME = word_set("will would shall 'll ’ll wo")
_DENYING = word_set("not n't n’t no never none neither nor nobody nothing cannot")
_STOP = word_set("""
    a an the this that these those it its he she they them his her their we our us you your i my me him who whom
    which what is are was were be been being am has have had having do does did will would can could may might shall
    should must and or but nor so if than then as at by for from in into of off on onto out over to up with about
    after before between during since until against under within through there here also too very more most
    some any all each every both such only just own same other another one not no never neither without said say says
    told tell tells added according while where when because however yet still even now today near around among along
    per via it's don't doesn't didn't isn't wasn't weren't aren't hasn't haven't hadn't won't wouldn't couldn't can't
    got get go went make made come came take took put day days time times new people thing things
    """)
# What happened once and is called by its year.
_EVENTS = frozenset(
    common_form(word)
    for word in word_list("""
        ceasefire armistice truce coup war invasion earthquake flood crash massacre referendum bombing merger accident
        explosion uprising revolution genocide hurricane tsunami outbreak epidemic disaster collapse
        """)
)


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the parse tells of a claim."""

    verbs: frozenset[str]
    predicate: frozenset[str]  # the main verb, or what "is" and "has" say
    mood: frozenset[str]  # "told" with a verb that asserts, "should", "if", "to come", "past"
    subjects: frozenset[str]  # proper names that do or suffer it
    is_negated: bool
    denied: frozenset[str]  # words right beside a "not" or "no"


@dataclass(frozen=True)
class Gist:
    """What a claim is compared by. The grammar is looked up for the few that have words in common with another."""

    span: Span
    tokens: Sequence[Token]
    is_denied: bool
    sentence: int | None
    own: dict[str, float]  # forms of its words, by how much they tell
    put: frozenset[str]  # forms of what other sentences were put in for
    forms: frozenset[str]  # of all its words
    figures: frozenset[float]
    times: tuple[Interval, ...]
    events: frozenset[tuple[str, str]]  # (year, event): "1994 ceasefire agreement"
    years: frozenset[str]
    is_headline: bool

    @cached_property
    def grammar(self) -> Grammar:
        tokens = self.tokens
        root = _root(tokens)
        return Grammar(
            verbs=frozenset(common_form(t.text) for t in tokens if t.pos_ == "VERB" and t.lower_ not in _STOP),
            predicate=frozenset(_predicate(tokens, root)),
            mood=_mood(tokens, root),
            subjects=frozenset(_subjects(tokens, root)),
            is_negated=_is_negated(tokens, root) is not self.is_denied,
            denied=frozenset(common_form(token.head.text) for token in tokens if token.lower_ in _DENYING),
        )

    @property
    def is_whole(self) -> bool:
        """Whether it asserts something: a name or "the tax rate" alone does not."""
        return self.is_headline or bool(self.grammar.predicate and "told" in self.grammar.mood)

    def has(self, form: str) -> bool:
        return form in self.own or form in self.put


def gist(claim: Claim, tokens: Sequence[Token], *, is_denied: bool, is_headline: bool) -> Gist:
    """Of a claim and its parsed words; ``is_denied``: its statement stands against it."""
    words = with_plain_verbs(claim.text)
    own: dict[str, float] = {}
    forms: set[str] = set()
    for match in _WORD.finditer(words):
        word = match.group()
        form, is_telling = _form(word)
        forms.add(form)
        if not is_telling:
            continue
        is_name = word[0].isupper() and not word.isupper() and match.start() > 0
        own[form] = max(own.get(form, 0.0), NAME if is_name else WORD)
    put = {
        common_form(word)
        for one in claim.substitutions
        if one.why is not Put.DATE
        for word in _WORD.findall(one.replacement)
        if word.lower() not in _STOP
    }
    dates = [one.replacement for one in claim.substitutions if one.why is Put.DATE]
    dated = " ".join([words, *dates]) if dates else words
    years = frozenset(_YEAR.findall(dated))
    return Gist(
        span=claim.span,
        tokens=tokens,
        is_denied=is_denied,
        sentence=claim.position,
        own=own,
        put=frozenset(put),
        forms=frozenset(forms),
        figures=frozenset(quantity.value for quantity in claim.quantities),
        times=claim.times,
        events=frozenset(_events(dated)) if years else frozenset(),
        years=years,
        is_headline=is_headline,
    )


@lru_cache(maxsize=50_000)
def _form(word: str) -> tuple[str, bool]:
    """What a word is compared by, and whether it tells anything."""
    form = common_form(word)
    return form, not (word.lower().replace("’", "'") in _STOP or word.isdigit() or len(form) < 2)


def leads(gists: Sequence[Gist], scores: Sequence[float]) -> list[int | None]:
    """For each claim the number of the claim that it repeats, None for those that stand for themselves.

    Of claims that say the same the one with the highest score leads, the first of equals. Two claims of one sentence
    never repeat each other.
    """
    counts = Counter(form for one in gists for form in one.own)
    weight = {form: 1.0 / (1.0 + COMMON * math.log(count)) for form, count in counts.items()}
    clusters = _Clusters(gists)
    by_form: dict[str, list[int]] = defaultdict(list)
    by_words: dict[frozenset[str], int] = {}
    by_event: dict[tuple[str, str], int] = {}
    for number, one in enumerate(gists):
        ranked = sorted(
            (-likeness, other)
            for other in _candidates(one, by_form, by_words)
            if (likeness := likeness_of(one, gists[other], weight)) >= SAME
        )
        home = next((clusters.home[other] for _, other in ranked if clusters.takes(clusters.home[other], one)), None)
        if home is None and not one.figures:
            home = next((by_event[e] for e in sorted(_events_of(one, by_event))), None)
        clusters.add(number, home)
        for form in one.own:
            by_form[form].append(number)
        by_words.setdefault(frozenset(one.own), number)
        if not one.figures:
            for event in one.events:
                by_event.setdefault(event, clusters.home[number])
    return clusters.leads(scores)


class _Clusters:
    def __init__(self, gists: Sequence[Gist]) -> None:
        self.gists = gists
        self.home: list[int] = []  # number of the first claim of each one's cluster
        self.members: dict[int, list[int]] = defaultdict(list)

    def takes(self, home: int, one: Gist) -> bool:
        """Whether nothing in the cluster stands against a claim."""
        return not any(stands_against(one, self.gists[other]) for other in self.members[home][-MOST_MEMBERS:])

    def add(self, number: int, home: int | None) -> None:
        home = number if home is None else home
        self.home.append(home)
        self.members[home].append(number)

    def leads(self, scores: Sequence[float]) -> list[int | None]:
        best = {home: min(members, key=lambda n: (-scores[n], n)) for home, members in self.members.items()}
        return [None if best[home] == number else best[home] for number, home in enumerate(self.home)]


def _candidates(one: Gist, by_form: dict[str, list[int]], by_words: dict[frozenset[str], int]) -> list[int]:
    """Earlier claims that share at least two of the rarer words, or all of the few there are."""
    counts: dict[int, int] = defaultdict(int)
    for form in [*one.own, *one.put]:
        for number in by_form.get(form, ())[-MOST_COMPARED:]:
            counts[number] += 1
    shared = [number for number, count in counts.items() if count >= 2]
    found = set(sorted(shared, key=lambda number: (-counts[number], number))[:MOST_CANDIDATES])
    same = by_words.get(frozenset(one.own))
    return sorted(found if same is None else found | {same})


def likeness_of(one: Gist, other: Gist, weight: dict[str, float]) -> float:
    """Log-odds that two claims say the same, on the scale of SAME; 0 for what can not be."""
    if not one.own or not other.own:
        return 0.0
    is_lead = other.is_headline and one.sentence is not None and one.sentence <= LEAD
    mine, theirs = _share(one, other, weight), _share(other, one, weight)
    larger, smaller = max(mine, theirs), min(mine, theirs)
    if larger < (IN_HEADLINE if is_lead else ELSEWHERE) or not (one.is_whole and other.is_whole):
        return 0.0
    if stands_against(one, other):
        return 0.0
    verb = bool(one.grammar.verbs & other.grammar.verbs)
    if smaller == 1.0 and (verb or one.own.keys() == other.own.keys()) and len(one.own) > 1:
        return 2 * SAME  # word for word
    if is_lead and not verb and larger < WITHOUT_VERB:
        return 0.0
    if not is_lead and not _says_it(one if mine >= theirs else other, other if mine >= theirs else one):
        return 0.0
    shared = sum(other.has(form) for form in one.own) + sum(one.has(form) and form not in one.own for form in other.own)
    if not is_lead and shared < FEWEST_SHARED and smaller < ELSEWHERE:
        return 0.0
    return (
        LARGER * larger
        + SMALLER * smaller
        + SHARED * math.log(1 + min(shared, MOST_SHARED))
        + HEADLINE * is_lead
        + VERB * verb
    )


def _says_it(shorter: Gist, longer: Gist) -> bool:
    """Whether what the shorter claim comes to, and not only what it speaks of, stands in the longer one."""
    return bool(shorter.grammar.predicate & longer.forms)


def _share(one: Gist, other: Gist, weight: dict[str, float]) -> float:
    """How much of what one claim says stands in the other."""
    whole = common = 0.0
    for form, telling in one.own.items():
        part = telling * weight.get(form, 1.0)
        whole += part
        common += part if other.has(form) else 0.0
    return common / whole


def stands_against(one: Gist, other: Gist) -> bool:
    """Whether two claims cannot be the same: another figure, day or name, a denial, the opposite direction."""
    if one.span.start < other.span.end and other.span.start < one.span.end:
        return True
    if one.sentence is not None and one.sentence == other.sentence:
        return True
    if (
        _differ(one.figures, other.figures)
        or _differ(one.forms & ORDINALS, other.forms & ORDINALS)
        or _are_other_days(one.times, other.times)
        or opposites(one.forms - other.forms) & (other.forms - one.forms)
    ):
        return True
    mine, theirs = one.grammar, other.grammar
    return (
        mine.is_negated is not theirs.is_negated
        or _are_other_moods(one, other)
        or _are_other_names(one, other)
        or bool((mine.denied ^ theirs.denied) & one.own.keys() & other.own.keys())
    )


def _differ(mine: frozenset[float] | frozenset[str], theirs: frozenset[float] | frozenset[str]) -> bool:
    """Each has what the other has not, or they have nothing in common."""
    return bool(mine and theirs) and (not mine & theirs or bool(mine - theirs and theirs - mine))


def _are_other_days(mine: Iterable[Interval], theirs: Sequence[Interval]) -> bool:
    pairs = [(one, other) for one in mine for other in theirs]
    return bool(pairs) and not any(one.start <= other.end and other.start <= one.end for one, other in pairs)


def _are_other_moods(one: Gist, other: Gist) -> bool:
    """One tells what should be, what would be if, or what is to come, the other what was."""
    apart = one.grammar.mood ^ other.grammar.mood
    if apart & {"should", "if"}:
        return True
    return not (one.is_headline or other.is_headline) and {"to come", "past"} <= apart


def _are_other_names(one: Gist, other: Gist) -> bool:
    """Two who do the same, neither of them named in the other claim."""
    mine, theirs = one.grammar.subjects, other.grammar.subjects
    return bool(mine and theirs) and not (any(map(other.has, mine)) or any(map(one.has, theirs)))


def _root(tokens: Sequence[Token]) -> Token | None:
    """The verb of the main clause."""
    here = {token.i for token in tokens}
    tops = [token for token in tokens if token.head.i == token.i or token.head.i not in here]
    return next((token for token in tops if token.pos_ in VERBS), tops[0] if tops else None)


def _predicate(tokens: Sequence[Token], root: Token | None) -> Iterable[str]:
    if root is None:
        return
    words = root.doc[root.i : root.i + 2].text
    if with_plain_verbs(words) != words:  # "called off"
        yield common_form(with_plain_verbs(words).split()[0])
    if root.lemma_.lower() not in _LIGHT:
        yield common_form(root.text)
        return
    for token in tokens:
        is_object = token.dep_ == "pobj" and token.head.head.i == root.i
        if is_object or (token.head.i == root.i and token.dep_ in _COMPLEMENTS):
            yield common_form(token.text)


def _mood(tokens: Sequence[Token], root: Token | None) -> frozenset[str]:
    found = set()
    if root is not None:
        helpers = {token.lower_ for token in tokens if token.head.i == root.i and token.tag_ == "MD"}
        if helpers & {"should", "must", "ought"}:
            found.add("should")
        if helpers & _TO_COME:
            found.add("to come")
        elif root.tag_ == "VBD" or any(t.head.i == root.i and t.tag_ == "VBD" for t in tokens):
            found.add("past")
    if any(token.tag_ in _ASSERTING for token in tokens) or (root is not None and root.tag_ == "VB"):
        found.add("told")
    if any(token.lower_ in _ASKING for token in tokens[:2]):
        found.add("if")
    return frozenset(found)


def _subjects(tokens: Sequence[Token], root: Token | None) -> Iterable[str]:
    for token in tokens:
        if root is not None and token.head.i == root.i and token.dep_ in SUBJECTS and token.pos_ == "PROPN":
            yield common_form(token.text)


def _is_negated(tokens: Sequence[Token], root: Token | None) -> bool:
    """Whether the main verb is denied, and not something beside it."""
    if root is None:
        return False
    return any(root.i in (token.head.i, token.head.head.i) for token in tokens if token.lower_ in _DENYING)


def _events(words: str) -> Iterable[tuple[str, str]]:
    for match in _EVENT.finditer(words):
        for word in match.group(2).split():
            if common_form(word) in _EVENTS:
                yield match.group(1), common_form(word)


def _events_of(one: Gist, known: dict[tuple[str, str], int]) -> set[tuple[str, str]]:
    """The dated events known from other claims that this one speaks of, in whatever order."""
    return {(year, form) for year in one.years for form in one.own if (year, form) in known}
