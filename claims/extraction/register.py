"""The people and organisations a text names: full names, roles, gender, and where they are mentioned."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from spacy.tokens import Token

from claims.extraction.analysis import SpeakerKind
from claims.extraction.drafts import Draft
from claims.extraction.gazetteer import (
    ALSO_PLACES,
    FEMALE_TITLES,
    MALE_TITLES,
    MEDIA_WORDS,
    MEN,
    ORGANISATION_NOUNS,
    PEOPLE,
    PLATFORMS,
    ROLES,
    WOMEN,
    gender_of,
    is_given_name,
)
from claims.extraction.names import Named, names_in
from claims.extraction.organisations import COMPANIES, FIRM_WORDS, is_cut_off, is_placed, may_be
from claims.extraction.parsing import Sentence

_PLACES_BEFORE = frozenset(
    ["in", "at", "near", "from", "between", "across", "outside", "inside", "around", "into", "toward", "towards"]
)
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_CLEAN = re.compile(r"\s+")
PROMINENT = 2  # times as often named in full: then a bare surname is theirs
_AGED = re.compile(r",? ?\(?,? ?(?:aged )?[1-9]\d(?:,|\)| [a-z])")  # "Karl Ost, 54,"
FIRMS = frozenset({"plc", "ltd", "inc", "corp", "llc", "gmbh", "ag", "limited", "group", "holdings"})
FAR = 10**9
NEAR_BODY = 700  # characters over which "the company" reaches back
RECENT = 500  # characters within which a full name explains a surname that several share


@dataclass(slots=True)
class Entity:
    """Somebody or something that can speak."""

    name: str
    kind: SpeakerKind
    role: str = ""
    gender: str | None = None  # "m", "f", None: not known
    first_seen: int = 0
    in_full: int = 0  # how often the text names them by more than a surname
    described: set[str] = field(default_factory=set)  # words that the text says they are
    mentions: list[int] = field(default_factory=list)  # offsets, in order

    @property
    def surname(self) -> str:
        return surname_of(self.name.split())

    def last_mention(self, at: int) -> int:
        """The latest offset before this one; far below zero when there is none."""
        end = bisect_left(self.mentions, at)
        return self.mentions[end - 1] if end else -FAR

    def role_words(self) -> set[str]:
        return {word.lower() for word in re.findall(r"[\w-]+", self.role)} | self.described


def surname_of(words: list[str] | tuple[str, ...]) -> str:
    """The last word that is not "Jr." or a number, in lower case."""
    rest = [word.lower() for word in words if word.lower() not in _SUFFIXES]
    return rest[-1] if rest else words[-1].lower()


class Register:
    """All entities of a text, found in one pass before any speaker is resolved."""

    def __init__(self) -> None:
        self.people: list[Entity] = []
        self.named: dict[int, list[Named]] = {}  # by sentence: the names in it
        self.organisations: dict[str, list[tuple[int, str]]] = {}  # by a noun in the name: where, which
        self.firms: Counter[str] = Counter()  # companies: how often the text names each
        self.placed: set[str] = set()  # of those the names that stand where places do
        self.bodies: list[tuple[int, str]] = []  # every organisation: where, which
        self._by_surname: dict[str, list[Entity]] = defaultdict(list)
        self._by_first: dict[str, list[Entity]] = defaultdict(list)
        self._by_full: dict[str, Entity] = {}
        self.places: set[str] = set()
        self.timeline: list[tuple[int, Entity, bool]] = []  # (offset, person, whether subject)
        self._offsets: list[int] = []

    def person(self, words: tuple[str, ...]) -> list[Entity]:
        """Those whom a full name, a surname or a first name may mean; full names first."""
        full = " ".join(words).lower()
        if full in self._by_full:
            return [self._by_full[full]]
        if len(words) == 1:
            return self._by_surname.get(full) or self._by_first.get(full) or []
        return [e for e in self._by_surname.get(surname_of(words), []) if _compatible(e.name.split(), list(words))]

    def likeliest(self, words: tuple[str, ...], title: str, at: int) -> Entity | None:
        """The one person whom these words mean at an offset; None when several are about as likely.

        Of those who share a surname it means whom the text named in full last, close by, unless the text is about
        another of them; and else the one whom the text names far more often than the rest.
        """
        candidates = self.person(words)
        gender = "m" if title in MALE_TITLES else "f" if title in FEMALE_TITLES else None
        if gender is not None:
            candidates = [e for e in candidates if e.gender in (None, gender)] or candidates
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        ranked = sorted(candidates, key=lambda e: (-e.in_full, e.first_seen))
        first, second = ranked[0], ranked[1]
        near = [e for e in candidates if at - e.last_mention(at) < RECENT]
        if first.in_full >= PROMINENT * max(1, second.in_full):
            return first if first in near or len(near) != 1 else None
        return near[0] if len(near) == 1 else None

    def add_person(self, words: tuple[str, ...], at: int) -> Entity:
        full = " ".join(words)
        known = self._by_full.get(full.lower())
        if known is not None:
            return known
        for other in self._by_surname.get(surname_of(words), []):
            if len(words) > 1 and _compatible(other.name.split(), list(words)):
                if len(words) > len(other.name.split()):
                    other.name = full
                self._by_full[full.lower()] = other
                return other
        entity = Entity(full, SpeakerKind.PERSON, gender=gender_of(words[0]) if len(words) > 1 else None, first_seen=at)
        self.people.append(entity)
        self._by_full[full.lower()] = entity
        self._by_surname[entity.surname].append(entity)
        if len(words) > 1:
            self._by_first[words[0].lower()].append(entity)
        return entity

    def organisation_with(self, noun: str, at: int) -> str | None:
        """The last organisation before an offset whose name holds a noun: the Halden Institute for "the institute"."""
        places = self.organisations.get(noun)
        if not places:
            return None
        end = bisect_right(places, at - 1, key=lambda item: item[0])
        return places[end - 1][1] if end else None

    def organisation_near(self, noun: str, at: int) -> str | None:
        """The one organisation named shortly before an offset that "the company", "the agency" can stand for."""
        end = bisect_right(self.bodies, at - 1, key=lambda item: item[0])
        names: list[str] = []
        for offset, name in reversed(self.bodies[max(0, end - 12) : end]):
            if at - offset > NEAR_BODY:
                break
            if name not in names and may_be(noun, name):
                names.append(name)
        if noun in COMPANIES:
            names = [name for name in names if self._is_firm(name)]
        if len(names) == 1:
            return names[0]
        if noun in COMPANIES and self.firms:
            return self.chief_firm()
        return None

    def _is_firm(self, name: str) -> bool:
        """Whether more than one reading of a name as an organisation says that it is a company, and none a place."""
        last = name.rsplit(maxsplit=1)[-1].lower().rstrip(".")
        if name in self.placed or name.lower() in self.places:
            return False
        return last in FIRM_WORDS | FIRMS or self.firms[name] > 1

    def chief_firm(self) -> str | None:
        """The company that the text is about, by its longest name; None when two share it."""
        counts: Counter[str] = Counter()
        names: dict[str, str] = {}
        for name, count in self.firms.items():
            first = name.split()[0]
            if name.lower() in ORGANISATION_NOUNS or not self._is_firm(name):
                continue
            counts[first] += count
            names[first] = max(names.get(first, ""), name, key=len)
        if not counts:
            return None
        (first, most), *rest = counts.most_common(2)
        return names[first] if not rest or most >= PROMINENT * rest[0][1] else None

    def note_organisation(self, sentence: Sentence, named: Named, at: int) -> None:
        """Remember a longer name under the nouns in it, and under those the text calls it by."""
        if self.person(named.words):
            return
        words = {word.lower() for word in named.words} & ORGANISATION_NOUNS
        name = " ".join(named.words)
        if is_placed(sentence, named):
            self.placed.add(name)
        if named.label == "ORG" and len(name) > 2 and not is_cut_off(sentence, named):
            self.bodies.append((at, name))
        after = sentence.doc[named.token + 1].lower_ if named.token + 1 < len(sentence.doc) else ""
        if after.rstrip(".") in FIRMS or named.words[-1].lower() in FIRMS:
            self.firms[name] += 2
        elif name in self.firms or (named.label == "ORG" and may_be("company", name)):
            self.firms[name] += 1
        if len(named.words) > 1:
            for word in sorted(words):
                self.organisations.setdefault(word, []).append((at, name))
        if named.label not in ("PERSON", "GPE") or words:
            token = sentence.doc[named.token]
            for child in token.rights:
                if child.dep_ == "appos" and child.lemma_.lower() in COMPANIES | {"lender", "builder", "brewer"}:
                    self.firms[name] += 2
                if child.dep_ == "appos" and child.lemma_.lower() in ORGANISATION_NOUNS - words:
                    self.organisations.setdefault(child.lemma_.lower(), []).append((at, name))

    def mention(self, entity: Entity, at: int, *, is_subject: bool) -> None:
        self.timeline.append((at, entity, is_subject))

    def close(self) -> None:
        self.timeline.sort(key=lambda item: item[0])
        self._offsets = [item[0] for item in self.timeline]

    def before(self, at: int, reach: int = 40) -> list[tuple[int, Entity, bool]]:
        """The latest mentions of people before an offset, newest first."""
        end = bisect_right(self._offsets, at - 1)
        return self.timeline[max(0, end - reach) : end][::-1]


def _compatible(known: list[str], new: list[str]) -> bool:
    """Whether two names with the same surname can be one person's: equal first names or initials."""
    if len(known) == 1 or len(new) == 1:
        return True
    a, b = known[0].rstrip(".").lower(), new[0].rstrip(".").lower()
    return a == b or ((len(a) == 1 or len(b) == 1) and a[0] == b[0])


def collect(
    parsed: list[Sentence], drafts: list[Draft], apart: frozenset[int], is_quoted: Callable[[int], bool]
) -> Register:
    """First all full names, then every mention of them by surname: a surname may stand before its full name."""
    register = Register()
    headlines = {s.index for s in parsed if is_headline(s)}
    register.named = {s.index: names_in(s) for s in parsed}
    found = [(s, named) for s in parsed if s.index not in apart for named in register.named[s.index]]
    speaking = {(d.sentence.index, d.source_head) for d in drafts if d.source_head is not None}
    votes = _votes(found, speaking)
    alone = {key: vote["SPEAKS"] for key, vote in votes.items() if " " not in key}
    register.places = {key for key, vote in votes.items() if vote["PLACE"] and vote["PLACE"] >= vote["PERSON"]}
    for is_last_resort in (
        False,
        True,
    ):  # a headline capitalises every word: its names count when the text has them too
        for sentence, named in found:
            key = _key(named)
            if (sentence.index in headlines) is not is_last_resort or len(named.words) < 2:
                continue
            if is_last_resort and not register.person(named.words) and not (named.label == "PERSON" and _given(named)):
                continue
            if key not in register.places and _is_person(named, votes[key], alone):
                entity = register.add_person(named.words, sentence.span.start)
                entity.in_full += 1
                _describe(entity, named)
    register.places -= {entity.surname for entity in register.people}
    for sentence, named in found:
        at = sentence.start(sentence.doc[named.first])
        register.note_organisation(sentence, named, at)
        key = _key(named)
        is_known = len(named.words) == 1 and bool(register.person(named.words))
        if key in register.places or not (is_known or _is_person(named, votes[key], alone)):
            continue
        is_named = votes[key]["NAMED"] > 0 or (is_given_name(named.words[0]) and not votes[key]["PLACE"])
        is_speaking = (sentence.index, named.token) in speaking and is_named
        is_introduced = named.first > 0 and sentence.doc[named.first - 1].lower_ in ("named", "called")
        may_be_new = (
            bool(named.title or named.role) or is_speaking or is_introduced
        ) and sentence.index not in headlines
        _mention(register, sentence, named, may_be_new=may_be_new, is_quoted=is_quoted(at))
    register.close()
    return register


def is_headline(sentence: Sentence) -> bool:
    """Nearly every longer word of it begins with a capital."""
    words = [t.text for t in sentence.doc if t.is_alpha and len(t.text) > 3]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _key(named: Named) -> str:
    return " ".join(named.words).lower()


def _given(named: Named) -> bool:
    return gender_of(named.words[0]) is not None


def _votes(found: list[tuple[Sentence, Named]], speaking: set[tuple[int, int]]) -> dict[str, Counter[str]]:
    """What each name was taken for, over the whole text."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence, named in found:
        vote = votes[_key(named)]
        verdict = _vote(sentence, named)
        vote[verdict] += 1
        vote["NAMED"] += verdict == "PERSON"
        if (sentence.index, named.token) in speaking:
            vote["SPEAKS"] += 1
            if named.label in {"PERSON", ""}:
                vote["PERSON"] += 1
        after = sentence.doc[named.token + 1].lower_ if named.token + 1 < len(sentence.doc) else ""
        if after.rstrip(".") in FIRMS or named.words[-1].lower() in FIRMS:
            vote["FIRM"] += 1
        if _AGED.match(sentence.doc.text, sentence.doc[named.token].idx + len(sentence.doc[named.token])) or any(
            c.dep_ == "appos" and c.lemma_.lower() in PEOPLE for c in sentence.doc[named.token].rights
        ):
            vote["DESCRIBED"] += 1
    return votes


def _mention(register: Register, sentence: Sentence, named: Named, *, may_be_new: bool, is_quoted: bool) -> None:
    at = sentence.start(sentence.doc[named.first])
    candidates = register.person(named.words)
    if not candidates and (len(named.words) > 1 or may_be_new):
        if named.words[-1].lower() in ROLES | PLATFORMS.keys() | MEDIA_WORDS:
            return
        candidates = [register.add_person(named.words, at)]
    entity = register.likeliest(named.words, named.title, at) if candidates else None
    if entity is None:
        return
    if len(candidates) == 1:
        _describe(entity, named)
        _appositive(sentence, sentence.doc[named.token], entity)
    entity.mentions.append(at)
    if not is_quoted:
        register.mention(entity, at, is_subject=_is_subject(sentence.doc[named.token]))


def _is_subject(token: Token) -> bool:
    """Also the second of two: "Olt and Sand met"."""
    if token.dep_ == "conj" and token.head.pos_ == "PROPN":
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"}


def _vote(sentence: Sentence, named: Named) -> str:
    if named.label in ("GPE", "LOC", "FAC"):
        return "PLACE"
    before = sentence.doc[named.first - 1].lower_ if named.first else ""
    if before in _PLACES_BEFORE and len(named.words) == 1 and not named.title:
        return "PLACE"
    return named.label or "NONE"


def _is_person(named: Named, vote: Counter[str], alone: dict[str, int]) -> bool:
    """Also by how the text shortens the name: people go by their last word, firms by their first."""
    words = [word.lower() for word in named.words]
    if words[-1] in ROLES | PLATFORMS.keys() or vote["FIRM"]:
        return False
    if any(word in ORGANISATION_NOUNS | MEDIA_WORDS for word in words[-1:]) and not named.title:
        return vote["NAMED"] > vote["ORG"] and _given(named)
    if named.title or named.role:
        return True
    if 2 <= len(words) <= 4 and _given(named) and words[0] not in ALSO_PLACES:
        return not any(word in ORGANISATION_NOUNS | MEDIA_WORDS for word in words)
    others = vote["ORG"] + vote["NORP"] + vote["PLACE"] + vote["EVENT"] + vote["WORK_OF_ART"] + vote["LAW"]
    is_name_like = 2 <= len(words) <= 3 and not any(word in ORGANISATION_NOUNS | MEDIA_WORDS for word in words)
    if is_name_like and words[0] in alone and words[-1] not in alone and not _given(named):
        return False
    if is_name_like and (vote["SPEAKS"] or alone.get(words[-1])) and words[-1] in alone and words[0] not in alone:
        return not vote["PLACE"]
    if is_name_like and (vote["DESCRIBED"] or ("-" in words[-1] and vote["SPEAKS"])):
        return True
    if is_name_like and vote["SPEAKS"] and vote["PLACE"] == 1 and not vote["ORG"]:
        return True
    if vote["PERSON"] or (vote["SPEAKS"] and len(words) == 1 and is_given_name(words[0])):
        return max(vote["PERSON"], 1) >= others
    return False


def _describe(entity: Entity, named: Named) -> None:
    if named.role and len(named.role) > len(entity.role):
        entity.role = named.role
    words = {named.title, *(word.lower() for word in named.role.split())}
    entity.described |= words - {""}
    if entity.gender is None:
        if words & (MALE_TITLES | MEN):
            entity.gender = "m"
        elif words & (FEMALE_TITLES | WOMEN):
            entity.gender = "f"


def _appositive(sentence: Sentence, token: Token, entity: Entity) -> None:
    """ "Jane Doe, the mayor of Northam," gives the role; so does "the mayor, Jane Doe"."""
    described = [c for c in token.rights if c.dep_ == "appos"]
    if token.dep_ == "appos" and token.head.pos_ == "NOUN":
        described.append(token.head)
    if token.dep_ in {"nsubj", "nsubjpass"} and token.head.lemma_ == "be":
        described += [c for c in token.head.rights if c.dep_ == "attr"]
    for noun in described:
        if noun.pos_ not in ("NOUN", "PROPN") or not {noun.lemma_.lower(), noun.lower_} & PEOPLE:
            continue
        first, last = noun.left_edge.i, noun.right_edge.i
        for inner in noun.rights:
            if inner.dep_ in ("relcl", "advcl", "acl", "appos", "conj", "cc", "punct") and inner.left_edge.i > noun.i:
                last = min(last, inner.left_edge.i - 1)
        while last > noun.i and sentence.doc[last].is_punct:
            last -= 1
        entity.described |= {t.lower_ for t in sentence.doc[first : last + 1] if t.is_alpha and not t.is_stop}
        role = _CLEAN.sub(" ", sentence.doc[first : last + 1].text)
        role = re.sub(r"^(?:the|a|an|its|their|his|her)\s+", "", role, flags=re.IGNORECASE)
        if len(role) > len(entity.role) and len(role) < 120 and not noun.i <= token.i <= last:
            entity.role = role
        if entity.gender is None:
            is_male, is_female = noun.lower_ in MALE_TITLES | MEN, noun.lower_ in FEMALE_TITLES | WOMEN
            entity.gender = "m" if is_male else "f" if is_female else None
