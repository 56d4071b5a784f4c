"""Who the words beside a cue mean: full names for surnames, pronouns, roles. What cannot be decided stays so."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from spacy.tokens import Token

from claims.extraction.analysis import Interval, Precision, ResolvedBy, Span, SpeakerKind, SpeakerMention
from claims.extraction.drafts import RELATIVES, Draft
from claims.extraction.gazetteer import HONORIFICS, PLATFORMS, ROLE_MODIFIERS, ROLES, UNNAMED_NOUNS, gender_of
from claims.extraction.layout import ANSWER, QUESTION
from claims.extraction.names import Entity, Named, Register, is_medium, kind_of_noun, names_in, organisation_name
from claims.extraction.parsing import Sentence
from claims.extraction.sentences import at
from claims.extraction.statements import Linked
from claims.extraction.times import read_date
from claims.extraction.words import word_set

HE = frozenset({"he", "him", "his", "himself"})
SHE = frozenset({"she", "her", "hers", "herself"})
INDEFINITE = word_set(
    "everyone everybody someone somebody anyone anybody nobody no-one one some many most few several others all both "
    "neither"
)
THEY = frozenset({"they", "them", "their"})
SMALLEST_LEAD = 1.12  # the best candidate must beat the second by this factor
FARTHEST_SENTENCES = 14

_INTERVIEW = re.compile(
    r"\b(?:interview(?:ed)?\s+(?:with|by|on|to)|speaking\s+(?:to|on)|spoke\s+to|appear(?:ing|ance)\s+on|quoted\s+by|reported\s+by|cited\s+by|told)\s+"
    r"(?:the\s+)?(?P<name>[A-Z][\w’'.&-]*(?:\s+[A-Z][\w’'.&-]*){0,4})(?P<tail>\s+[a-z]+)?"
)
_PLATFORM = re.compile(
    r"\b(?:on|via|in\s+an?|his|her|their)\s+(Twitter|Facebook|Instagram|Telegram|YouTube|TikTok|LinkedIn|Mastodon|Bluesky|Reddit|tweet)\b"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Everything about who said a statement, to whom, through what, and when."""

    speaker: SpeakerMention | None
    medium: str | None
    addressee: str | None
    said_on: Interval | None


class Resolver:
    """Resolves the statements of one text, in the order of their cues."""

    def __init__(
        self,
        text: str,
        parsed: list[Sentence],
        register: Register,
        times: list[Interval],
        *,
        byline: str | None = None,
        outlet: str | None = None,
    ) -> None:
        self.text = text
        self.parsed = parsed
        self.spans = tuple(sentence.span for sentence in parsed)
        self.register = register
        self.byline = byline
        self.outlet = outlet
        self.times = times
        self.done: dict[int, SpeakerMention | None] = {}  # by identity of the draft
        self.history: list[tuple[int, int, SpeakerMention]] = []  # (offset, sentence, who spoke), in order
        self._names: dict[int, list[Named]] = {}

    def resolve(self, statements: list[Linked]) -> list[Voice]:
        """One voice for each statement, in their order."""
        order = sorted(range(len(statements)), key=lambda i: (statements[i].draft.at, i))
        speakers: dict[int, SpeakerMention | None] = {}
        for index in order:
            speakers[index] = self._one(statements[index])
        return [self._voice(statement, speakers[index]) for index, statement in enumerate(statements)]

    def _one(self, statement: Linked) -> SpeakerMention | None:
        draft = statement.draft
        found: SpeakerMention | None
        if draft.label is not None:
            found = self._labelled(draft)
        elif draft.source is not None and draft.source_head is not None:
            head = draft.sentence.doc[draft.source_head]
            found = self.who(draft.sentence, head, draft.source, statement.content)
            if draft.antecedent is not None:
                found = self.who(draft.sentence, draft.sentence.doc[draft.antecedent], draft.source, ())
        elif draft.speaker_from is not None:
            found = _carried(self.done.get(id(draft.speaker_from)), 0.75)
        elif draft.is_implicit:
            found = None
        elif draft.quoted:
            found = self._carry_over(draft)
        else:
            found = None
        self.done[id(draft)] = found
        if found is not None and statement.parent is None:
            self.history.append((draft.at, draft.sentence.index, found))
        return found

    def _labelled(self, draft: Draft) -> SpeakerMention | None:
        """The speaker of a transcript's label; "A" is whoever the text is about, "Q" whoever asks."""
        label = (draft.label or "").strip()
        if label.rstrip(".").lower() == QUESTION:
            return SpeakerMention(
                self.byline or "Q",
                SpeakerKind.PERSON if self.byline else SpeakerKind.UNNAMED,
                draft.source,
                "",
                ResolvedBy.NOMINAL,
                0.4,
            )
        if label.rstrip(".").lower() == ANSWER:
            main = max(self.register.people, key=lambda e: (len(e.mentions), -e.first_seen), default=None)
            return _of(main, draft.source, ResolvedBy.NOMINAL, 0.6) if main is not None else None
        words = tuple(word for word in label.split() if word.lower().rstrip(".") not in HONORIFICS)
        words = tuple(word.title() if word.isupper() else word for word in words) or tuple(label.split())
        known = self.register.person(words)
        if len(known) == 1:
            how = ResolvedBy.NAME if len(words) > 1 else ResolvedBy.SURNAME
            return _of(known[0], draft.source, how, 0.9)
        if len(known) > 1:
            return None
        kind = SpeakerKind.PERSON if len(words) > 1 and gender_of(words[0]) else SpeakerKind.ORGANISATION
        if len(words) == 1 and not is_medium(label):
            kind = SpeakerKind.PERSON
        return SpeakerMention(" ".join(words), kind, draft.source, "", ResolvedBy.NAME, 0.6)

    def _carry_over(self, draft: Draft) -> SpeakerMention | None:
        last = self._last_before(draft.at)
        if last is None or draft.sentence.index - last[0] > 6:
            return None
        return _carried(last[1], 0.8)

    def _last_before(self, place: int) -> tuple[int, SpeakerMention] | None:
        """Sentence and speaker of the last statement whose cue stands before an offset."""
        end = bisect_left(self.history, place, key=lambda item: item[0])
        return self.history[end - 1][1:] if end else None

    # -- one source ------------------------------------------------------------------------------

    def who(self, sentence: Sentence, head: Token, mention: Span, content: tuple[Span, ...]) -> SpeakerMention | None:
        """The speaker that a noun or pronoun in a sentence stands for."""
        word = head.lower_
        place = sentence.start(head)
        if word in INDEFINITE:
            words = re.sub(r"\s+", " ", mention.of(self.text)).strip()
            return SpeakerMention(words, SpeakerKind.UNNAMED, mention, "", ResolvedBy.UNNAMED, 0.8)
        if head.pos_ == "PRON" or word in HE | SHE | THEY or word in RELATIVES:
            return self._pronoun(word, place, mention, content)
        couple = self._couple(sentence, head, mention)
        if couple is not None:
            return couple
        named = self._named_at(sentence, head)
        if named is not None:
            return self._name(named, sentence, head, mention)
        return self._nominal(head, mention, place)

    def names_of(self, sentence: Sentence) -> list[Named]:
        if sentence.index not in self._names:
            self._names[sentence.index] = names_in(sentence)
        return self._names[sentence.index]

    def _named_at(self, sentence: Sentence, head: Token) -> Named | None:
        """The name whose last word is the head, or the name set beside a role: "the mayor, Jane Doe"."""
        names = self.names_of(sentence)
        for named in names:
            if named.first <= head.i <= named.token and head.pos_ != "NOUN":
                return named
            if named.token == head.i:
                return named
        if head.text[:1].isupper() and head.lower_ not in ROLES and self.register.person((head.text,)):
            return Named((head.text,), "", "", "", head.i, head.i)  # a surname that was taken for a common noun
        for child in head.children:
            if child.dep_ == "appos":
                for named in names:
                    if named.first <= child.i <= named.token and self.register.person(named.words):
                        return named
        return None

    def _name(self, named: Named, sentence: Sentence, head: Token, mention: Span) -> SpeakerMention | None:
        candidates = self.register.person(named.words)
        is_place = " ".join(named.words).lower() in self.register.places
        if candidates and not is_place:
            if len(candidates) > 1 and named.title:
                gender = "m" if named.title == "mr" else "f" if named.title in ("mrs", "ms", "miss") else None
                candidates = [e for e in candidates if gender is None or e.gender in (None, gender)] or candidates
            if len(candidates) > 1:
                candidates = self._only_recent(candidates, sentence.start(head))
            if len(candidates) != 1:
                return None
            entity = candidates[0]
            full = len(named.words) > 1 or len(entity.name.split()) == 1
            return _of(entity, mention, ResolvedBy.NAME if full else ResolvedBy.SURNAME, 0.97 if full else 0.93)
        first, last = head.left_edge.i, head.right_edge.i
        is_firm = any(child.text == "&" for child in head.children)  # "Tallow & Reed"
        for child in head.rights:
            if child.dep_ in {"conj", "cc"} and is_firm:
                continue
            if child.dep_ in {"appos", "relcl", "acl", "prep", "punct", "advcl", "conj", "cc"}:
                last = min(last, child.left_edge.i - 1)
        name = organisation_name(sentence.doc[first : max(last, head.i) + 1].text)
        return SpeakerMention(name, SpeakerKind.ORGANISATION, mention, "", ResolvedBy.NAME, 0.85) if name else None

    def _only_recent(self, candidates: list[Entity], place: int) -> list[Entity]:
        """Of people who share a surname, the one alone mentioned by full name in this or the sentence before."""
        recent = {id(entity) for offset, entity, _ in self.register.before(place) if place - offset < 300}
        near = [entity for entity in candidates if id(entity) in recent]
        return near if len(near) == 1 else candidates

    def _couple(self, sentence: Sentence, head: Token, mention: Span) -> SpeakerMention | None:
        """ "Jane Doe and John Smith": one source, two people."""
        others = [
            c for c in head.children if c.dep_ == "conj" and c.pos_ == "PROPN" and c.i < sentence.token_at(mention.end)
        ]
        if not others or head.pos_ != "PROPN" or any(c.text == "&" for c in head.children):
            return None
        parts = []
        for token in (head, *others):
            named = self._named_at(sentence, token)
            if named is None:
                return None
            known = self.register.person(named.words)
            parts.append(known[0].name if len(known) == 1 else " ".join(named.words))
        kind = (
            SpeakerKind.PERSON
            if all(self.register.person(tuple(p.split())) for p in parts)
            else SpeakerKind.ORGANISATION
        )
        return SpeakerMention(" and ".join(parts), kind, mention, "", ResolvedBy.NAME, 0.7)

    # -- pronouns --------------------------------------------------------------------------------

    def _pronoun(self, word: str, place: int, mention: Span, content: tuple[Span, ...]) -> SpeakerMention | None:
        if word in HE or word in SHE:
            return self.person_before("m" if word in HE else "f", place, mention, content)
        if word in ("i", "me", "my") and self.byline:
            return SpeakerMention(self.byline, SpeakerKind.PERSON, mention, "", ResolvedBy.PRONOUN, 0.6)
        last = self._last_before(place)
        if word in THEY | {"it", "its"} and last is not None:
            sentence = at(self.spans, place) or 0
            other = last[1]
            near = sentence - last[0] <= 4
            wanted = (
                {SpeakerKind.ORGANISATION, SpeakerKind.UNNAMED}
                if word in THEY
                else {SpeakerKind.ORGANISATION, SpeakerKind.DOCUMENT}
            )
            if near and other.kind in wanted:
                return SpeakerMention(
                    other.name, other.kind, mention, other.role, ResolvedBy.PRONOUN, round(other.confidence * 0.6, 3)
                )
        return None

    def person_before(
        self, gender: str, place: int, mention: Span, content: tuple[Span, ...] = ()
    ) -> SpeakerMention | None:
        """Whom "he" or "she" at an offset means, or None when two people are about as likely."""
        scores: dict[int, float] = {}
        entities: dict[int, Entity] = {}
        here = at(self.spans, place) or 0
        paragraph = self.parsed[here].paragraph
        for offset, entity, is_subject in self.register.before(place):
            if entity.gender not in (None, gender):
                continue
            where = at(self.spans, offset) or 0
            if here - where > FARTHEST_SENTENCES:
                break
            score = 1.0 / (1.0 + 0.35 * (here - where) + 0.5 * (paragraph - self.parsed[where].paragraph))
            score *= 1.6 if is_subject else 1.0
            if any(span.start <= offset < span.end for span in content):
                score *= 0.3
            scores[id(entity)] = max(scores.get(id(entity), 0.0), score) + 0.05
            entities[id(entity)] = entity
        last = self._last_before(place)
        if last is not None and last[1].kind is SpeakerKind.PERSON and here - last[0] <= 6:
            for entity in self.register.person(tuple(last[1].name.split())):
                if entity.gender in (None, gender):
                    scores[id(entity)] = scores.get(id(entity), 0.0) + 0.8 / (1 + 0.15 * (here - last[0]))
                    entities[id(entity)] = entity
        if not scores:
            return None
        for key, entity in entities.items():
            scores[key] *= 1.25 if entity.gender == gender else 1.0
        ranked = sorted(scores, key=lambda key: (-scores[key], entities[key].first_seen, entities[key].name))
        best = ranked[0]
        second = scores[ranked[1]] if len(ranked) > 1 else 0.0
        if second and scores[best] < SMALLEST_LEAD * second:
            return None
        confidence = round(min(0.9, 0.45 + 0.5 * (scores[best] - second) / scores[best]), 3)
        return _of(entities[best], mention, ResolvedBy.PRONOUN, confidence)

    # -- roles and crowds ------------------------------------------------------------------------

    def _nominal(self, head: Token, mention: Span, place: int) -> SpeakerMention | None:
        lemma = head.lemma_.lower()
        words = re.sub(r"\s+", " ", mention.of(self.text)).strip()
        is_plural = head.tag_ in ("NNS", "NNPS")
        determiner = next((c.lower_ for c in head.lefts if c.dep_ in ("det", "poss")), "")
        if (
            not is_plural
            and determiner in ("the", "his", "her", "this", "that", "their", "its", "")
            and (lemma in ROLES or head.lower_ in ROLES)
        ):
            entity = self._by_role(head, place)
            if entity is not None and determiner not in ("his", "her", "their", "its"):
                return _of(entity, mention, ResolvedBy.NOMINAL, 0.75)
        kind = kind_of_noun(lemma, head.text)
        if kind is not None and not (lemma in UNNAMED_NOUNS and is_plural):
            if kind is SpeakerKind.ORGANISATION and determiner in {"the", "this"} and len(words.split()) == 2:
                fuller = self.register.organisation_with(head.lower_, place)
                if fuller is not None:
                    return SpeakerMention(fuller, kind, mention, "", ResolvedBy.NOMINAL, 0.7)
            name = words[0].lower() + words[1:] if words.lower().startswith(("the ", "a ", "an ")) else words
            return SpeakerMention(name, kind, mention, "", ResolvedBy.NOMINAL, 0.7)
        if head.ent_type_ in ("ORG", "GPE", "NORP") and head.pos_ == "PROPN":
            return SpeakerMention(
                organisation_name(words) or words, SpeakerKind.ORGANISATION, mention, "", ResolvedBy.NAME, 0.7
            )
        return SpeakerMention(words, SpeakerKind.UNNAMED, mention, "", ResolvedBy.UNNAMED, 0.8)

    def _by_role(self, head: Token, place: int) -> Entity | None:
        """The last person before this place, or else the only one, whose role the noun phrase repeats."""
        wanted = {head.lower_} | {
            c.lower_
            for c in head.lefts
            if c.dep_ in ("compound", "amod", "nmod") and (c.lower_ in ROLE_MODIFIERS or c.lower_ in ROLES)
        }
        for _, entity, _ in self.register.before(place):
            if wanted <= entity.role_words():
                return entity
        return None

    # -- medium, addressee, day -------------------------------------------------------------------

    def _voice(self, statement: Linked, speaker: SpeakerMention | None) -> Voice:
        draft = statement.draft
        medium, addressee = draft.medium, None
        if draft.signed is not None:
            day = read_date(draft.signed.of(self.text))
            return Voice(
                speaker, medium, None, Interval(day, day, Precision.DAY, draft.signed) if day is not None else None
            )
        if draft.addressee is not None:
            words = re.sub(r"\s+", " ", draft.addressee.of(self.text))
            medium = self._outlet_in(draft, words)
            addressee = None if medium else words
        narration = self._narration(statement)
        if medium is None:
            medium = _medium_of(narration)
        return Voice(speaker, medium, addressee, self._said_on(statement))

    def _outlet_in(self, draft: Draft, words: str) -> str | None:
        if self.outlet and (
            words.lower() == "us" or (words.lower().startswith(("this ", "our ")) and is_medium(words))
        ):
            return self.outlet
        if not is_medium(words) or draft.addressee is None:
            return None
        runs = re.findall(r"(?:[A-Z][\w’'.&-]*)(?:\s+(?:of\s+|the\s+|and\s+)?[A-Z][\w’'.&-]*)*", words)
        name = organisation_name(max(runs, key=len)) if runs else ""
        if not name or (self.register.person(tuple(name.split())) and not is_medium(name)):
            return None
        return name

    def _narration(self, statement: Linked) -> str:
        """The cue's sentence with the speaker's own words blanked out."""
        sentence = statement.draft.sentence.span
        characters = list(sentence.of(self.text))
        for span in statement.content:
            for index in range(max(span.start, sentence.start), min(span.end, sentence.end)):
                characters[index - sentence.start] = "\n"
        return "".join(characters)

    def _said_on(self, statement: Linked) -> Interval | None:
        """A day or month in the cue's own words, not in the content."""
        sentence = statement.draft.sentence.span
        low = _first_at(self.times, sentence.start)
        for interval in self.times[low:]:
            span = interval.span
            if span is None or span.start >= sentence.end:
                break
            if interval.precision not in (Precision.DAY, Precision.MONTH):
                continue
            if any(c.start < span.end and span.start < c.end for c in statement.content):
                continue
            if not _belongs_to(statement.draft, span):
                continue
            if (
                statement.draft.source is not None
                and statement.draft.source.start <= span.start < statement.draft.source.end
            ):
                continue
            return interval
        return None


def _belongs_to(draft: Draft, span: Span) -> bool:
    """Whether a time expression hangs on the cue and not on another verb of its sentence."""
    if draft.verb is None:
        return False
    token = draft.sentence.doc[min(draft.sentence.token_at(span.end - 1), len(draft.sentence.doc) - 1)]
    for _ in range(12):
        if token.i == draft.verb:
            return True
        if token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"aux", "auxpass"}:
            return draft.sentence.doc[draft.verb].head.i == token.i and draft.sentence.doc[draft.verb].dep_ in {
                "conj",
                "xcomp",
            }
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def _first_at(times: list[Interval], start: int) -> int:
    low, high = 0, len(times)
    while low < high:
        middle = (low + high) // 2
        span = times[middle].span
        if span is not None and span.start < start:
            low = middle + 1
        else:
            high = middle
    return low


def _medium_of(narration: str) -> str | None:
    platform = _PLATFORM.search(narration)
    if platform:
        return "Twitter" if platform.group(1) == "tweet" else platform.group(1)
    if re.search(r"\btweet(?:ed|s|ing)?\b", narration):
        return PLATFORMS["twitter"]
    match = _INTERVIEW.search(narration)
    if match and (is_medium(match.group("name")) or (match.group("tail") and is_medium(match.group("tail")))):
        return organisation_name(match.group("name"))
    return None


def _of(entity: Entity, mention: Span | None, how: ResolvedBy, confidence: float) -> SpeakerMention:
    return SpeakerMention(entity.name, entity.kind, mention, entity.role, how, confidence)


def _carried(other: SpeakerMention | None, factor: float) -> SpeakerMention | None:
    if other is None:
        return None
    return SpeakerMention(
        other.name, other.kind, None, other.role, ResolvedBy.CARRIED_OVER, round(other.confidence * factor, 3)
    )
