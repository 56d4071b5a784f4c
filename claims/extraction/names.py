"""The people and organisations a text names: full names, roles, gender, and where they are mentioned."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from spacy.tokens import Token

from claims.extraction.analysis import SpeakerKind
from claims.extraction.drafts import Draft
from claims.extraction.gazetteer import (
    DOCUMENT_NOUNS,
    FEMALE_TITLES,
    HONORIFICS,
    MALE_TITLES,
    MEDIA_WORDS,
    ORGANISATION_NOUNS,
    PARTICLES,
    ROLE_MODIFIERS,
    ROLES,
    gender_of,
)
from claims.extraction.parsing import Sentence

_POSSESSIVE = re.compile(r"['’]s?$")
_PLACES_BEFORE = frozenset(
    ["in", "at", "near", "from", "between", "across", "outside", "inside", "around", "into", "toward", "towards"]
)
_CLEAN = re.compile(r"\s+")


@dataclass(slots=True)
class Entity:
    """Somebody or something that can speak."""

    name: str
    kind: SpeakerKind
    role: str = ""
    gender: str | None = None  # "m", "f", None: not known
    first_seen: int = 0
    mentions: list[int] = field(default_factory=list)  # offsets, in order
    subjects: list[int] = field(default_factory=list)  # those that are subjects, outside quotations

    @property
    def surname(self) -> str:
        return self.name.split()[-1].lower()

    def role_words(self) -> set[str]:
        return {word.lower() for word in re.findall(r"[\w-]+", self.role)}


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it stands in the text, taken apart."""

    words: tuple[str, ...]  # the name alone
    role: str  # the words before it
    title: str  # "Mr", "Dr": lower case, no full stop
    label: str  # spaCy's label or ""
    token: int  # number of its last token in the sentence
    first: int


class Register:
    """All entities of a text, found in one pass before any speaker is resolved."""

    def __init__(self) -> None:
        self.people: list[Entity] = []
        self.organisations: dict[str, list[tuple[int, str]]] = {}  # by a noun in the name: where, which
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
        return [e for e in self._by_surname.get(words[-1].lower(), []) if _compatible(e.name.split(), list(words))]

    def add_person(self, words: tuple[str, ...], at: int) -> Entity:
        full = " ".join(words)
        known = self._by_full.get(full.lower())
        if known is not None:
            return known
        for other in self._by_surname.get(words[-1].lower(), []):
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

    def note_organisation(self, named: Named, at: int) -> None:
        """Remember a longer name under the nouns in it."""
        if len(named.words) > 1:
            for word in sorted({word.lower() for word in named.words} & ORGANISATION_NOUNS):
                self.organisations.setdefault(word, []).append((at, " ".join(named.words)))

    def mention(self, entity: Entity, at: int, *, is_subject: bool) -> None:
        entity.mentions.append(at)
        if is_subject:
            entity.subjects.append(at)
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
    found = [(s, named) for s in parsed if s.index not in apart for named in names_in(s)]
    speaking = {(d.sentence.index, d.source_head) for d in drafts if d.source_head is not None}
    votes = _votes(found, speaking)
    register.places = {key for key, vote in votes.items() if vote["PLACE"] and vote["PLACE"] >= vote["PERSON"]}
    for sentence, named in found:
        key = _key(named)
        if len(named.words) > 1 and key not in register.places and _is_person(named, votes[key]):
            _describe(register.add_person(named.words, sentence.span.start), named)
    register.places -= {entity.surname for entity in register.people}
    for sentence, named in found:
        at = sentence.start(sentence.doc[named.first])
        register.note_organisation(named, at)
        key = _key(named)
        is_known = len(named.words) == 1 and bool(register.person(named.words))
        if key in register.places or not (is_known or _is_person(named, votes[key])):
            continue
        may_be_new = bool(named.title or named.role) or (sentence.index, named.token) in speaking
        _mention(register, sentence, named, may_be_new=may_be_new, is_quoted=is_quoted(at))
    register.close()
    return register


def _key(named: Named) -> str:
    return " ".join(named.words).lower()


def _votes(found: list[tuple[Sentence, Named]], speaking: set[tuple[int, int]]) -> dict[str, Counter[str]]:
    """What each name was taken for, over the whole text."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence, named in found:
        vote = votes[_key(named)]
        vote[_vote(sentence, named)] += 1
        if (sentence.index, named.token) in speaking and named.label in {"PERSON", ""}:
            vote["PERSON"] += 1
    return votes


def _mention(register: Register, sentence: Sentence, named: Named, *, may_be_new: bool, is_quoted: bool) -> None:
    at = sentence.start(sentence.doc[named.first])
    candidates = register.person(named.words)
    if not candidates and (len(named.words) > 1 or may_be_new):
        candidates = [register.add_person(named.words, at)]
    if len(candidates) != 1:
        return
    entity = candidates[0]
    _describe(entity, named)
    token = sentence.doc[named.token]
    _appositive(sentence, token, entity)
    if not is_quoted:
        register.mention(entity, at, is_subject=_is_subject(token))


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


def _is_person(named: Named, vote: Counter[str]) -> bool:
    if named.title or named.role:
        return True
    is_given = 2 <= len(named.words) <= 3 and gender_of(named.words[0]) is not None
    if is_given and not any(word.lower() in ORGANISATION_NOUNS | MEDIA_WORDS for word in named.words):
        return True
    others = vote["ORG"] + vote["NORP"] + vote["PLACE"] + vote["EVENT"] + vote["WORK_OF_ART"] + vote["LAW"]
    if vote["PERSON"]:
        return vote["PERSON"] >= others
    return False


def _describe(entity: Entity, named: Named) -> None:
    if named.role and len(named.role) > len(entity.role):
        entity.role = named.role
    words = {named.title, *(word.lower() for word in named.role.split())}
    if entity.gender is None:
        if words & MALE_TITLES:
            entity.gender = "m"
        elif words & FEMALE_TITLES:
            entity.gender = "f"


def _appositive(sentence: Sentence, token: Token, entity: Entity) -> None:
    """ "Jane Doe, the mayor of Northam," gives the role."""
    for child in token.rights:
        if (
            child.dep_ == "appos"
            and child.pos_ in ("NOUN", "PROPN")
            and (child.lemma_.lower() in ROLES or child.lower_ in ROLES)
        ):
            first, last = child.left_edge.i, child.right_edge.i
            for inner in child.rights:
                if (
                    inner.dep_ in ("relcl", "advcl", "acl", "appos", "conj", "cc", "punct")
                    and inner.left_edge.i > child.i
                ):
                    last = min(last, inner.left_edge.i - 1)
            while last > child.i and sentence.doc[last].is_punct:
                last -= 1
            role = _CLEAN.sub(" ", sentence.doc[first : last + 1].text)
            role = re.sub(r"^(?:the|a|an)\s+", "", role, flags=re.IGNORECASE)
            if len(role) > len(entity.role) and len(role) < 120:
                entity.role = role
            if entity.gender is None and child.lower_ in MALE_TITLES | FEMALE_TITLES:
                entity.gender = "m" if child.lower_ in MALE_TITLES else "f"


def names_in(sentence: Sentence) -> list[Named]:
    """Runs of capitalised words, cut at entity borders, with titles and roles taken off the front."""
    doc = sentence.doc
    found = []
    index = 0
    while index < len(doc):
        if not _is_name_word(doc[index]):
            index += 1
            continue
        last = index
        while last + 1 < len(doc) and _continues(
            doc[last], doc[last + 1], doc[last + 2] if last + 2 < len(doc) else None
        ):
            last += 1
        while last > index and not _is_name_word(doc[last]):
            last -= 1
        found.extend(_pieces(list(doc[index : last + 1])))
        index = last + 1
    return found


def _is_name_word(token: Token) -> bool:
    return token.text[:1].isupper() and (
        token.tag_ in ("NNP", "NNPS") or token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC")
    )


def _continues(token: Token, following: Token, after: Token | None) -> bool:
    if _is_name_word(following):
        return True
    if (
        following.text == "-"
        and after is not None
        and after.text[:1].isalnum()
        and not following.idx - token.idx - len(token.text)
    ):
        return True
    if token.text == "-" and following.text[:1].isalnum():
        return True
    if following.text == "." and len(token.text) <= 4:
        return True
    return following.lower_ in PARTICLES and after is not None and _is_name_word(after)


def _pieces(tokens: list[Token]) -> list[Named]:
    """A run may hold a role, a name and more: "Russian FM Sergey Lavrov"."""
    start = 0
    title = ""
    for index, token in enumerate(tokens):
        word = token.lower_.rstrip(".")
        if word in HONORIFICS and index + 1 < len(tokens):
            title, start = word, index + 1
            if start < len(tokens) and tokens[start].text == ".":
                start += 1
        elif (word in ROLES) and index + 1 < len(tokens):
            start = index + 1
    role_tokens = [t for t in tokens[:start] if t.lower_.rstrip(".") not in HONORIFICS and t.text != "."]
    name_tokens = tokens[start:]
    while name_tokens and name_tokens[0].lower_ in ROLE_MODIFIERS and len(name_tokens) > 1:
        role_tokens.append(name_tokens.pop(0))
    if not name_tokens:
        return []
    if role_tokens and not any(t.lower_ in ROLES for t in role_tokens):
        name_tokens, role_tokens = role_tokens + name_tokens, []
    role = _joined(_with_role_before(tokens[0], role_tokens))
    words = tuple(
        filter(
            None,
            (_POSSESSIVE.sub("", w).strip(".,;:'’\"()") if len(w) > 2 else w for w in _joined(name_tokens).split()),
        )
    )
    if not words or not any(c.isalpha() for c in "".join(words)):
        return []
    labels = Counter(t.ent_type_ for t in name_tokens if t.ent_type_)
    label = labels.most_common(1)[0][0] if labels else ""
    return [Named(words, role, title, label, name_tokens[-1].i, tokens[0].i)]


def _with_role_before(first: Token, role_tokens: list[Token]) -> list[Token]:
    """Lower-case roles before a name: "deputy mayor Jane Doe", "party spokesman John Smith"."""
    doc = first.doc
    index = first.i - 1
    before: list[Token] = []
    while index >= 0 and len(before) < 6:
        token = doc[index]
        word = token.lower_
        if (
            token.tag_ in ("NN", "NNP", "JJ", "NNPS", "HYPH")
            and (word in ROLES or ((before and not token.is_punct) or token.text == "-"))
        ) or (word == "'s" and before):
            before.append(token)
        else:
            break
        index -= 1
    if not any(t.lower_ in ROLES for t in before):
        before = []
    return [*reversed(before), *role_tokens]


def _joined(tokens: list[Token]) -> str:
    return (
        "".join(t.text_with_ws if t is not tokens[-1] else t.text for t in tokens).replace(" - ", "-").strip()
        if tokens
        else ""
    )


def organisation_name(words: str) -> str:
    """Without article and possessive."""
    return _POSSESSIVE.sub(
        "", re.sub(r"^(?:the|a|an)\s+", "", _CLEAN.sub(" ", words).strip(), flags=re.IGNORECASE)
    ).strip(" ,.;:\"“”'’‘")


def kind_of_noun(lemma: str, text: str) -> SpeakerKind | None:
    for word in (lemma.lower(), text.lower()):
        if word in ORGANISATION_NOUNS:
            return SpeakerKind.ORGANISATION
        if word in DOCUMENT_NOUNS:
            return SpeakerKind.DOCUMENT
    return None


def is_medium(words: str) -> bool:
    return any(word.lower() in MEDIA_WORDS for word in re.findall(r"\w+", words))
