"""Who the words beside a cue mean: full names for surnames, pronouns, roles. What cannot be decided stays so."""

from collections.abc import Callable
from datetime import date

from spacy.tokens import Token

from claims.extraction.analysis import Interval, ResolvedBy, Span, SpeakerKind, SpeakerMention
from claims.extraction.antecedents import Antecedents
from claims.extraction.drafts import RELATIVES, Draft
from claims.extraction.gazetteer import (
    HONORIFICS,
    MEDIA_WORDS,
    ORGANISATION_NOUNS,
    ROLE_MODIFIERS,
    ROLES,
    gender_of,
    is_given_name,
)
from claims.extraction.layout import ANSWER, QUESTION
from claims.extraction.names import DEPARTMENTS, Named, is_medium, is_personal_name, kind_of_noun, organisation_name
from claims.extraction.nominals import INDEFINITE, Nominals, flat
from claims.extraction.organisations import is_crowd, name_around
from claims.extraction.parsing import Sentence
from claims.extraction.register import Entity, Register
from claims.extraction.statements import Linked
from claims.extraction.voices import Surroundings, Voice, carry

HE = frozenset({"he", "him", "his", "himself"})
SHE = frozenset({"she", "her", "hers", "herself"})
THEY = frozenset({"they", "them", "their"})
IT = frozenset({"it", "its"})
FIRST = frozenset({"i", "me", "my", "we", "us", "our"})
FARTHEST_CARRIED = 6  # sentences over which a quotation without a cue goes on


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
        near: date | None = None,
        is_quoted: Callable[[int], bool] = lambda _: False,
    ) -> None:
        self.text = text
        self.parsed = parsed
        self.register = register
        self.byline = byline
        self.antecedents = Antecedents(parsed, register)
        self.surroundings = Surroundings(text, register, times, outlet, near, is_quoted)
        self.nominals = Nominals(text, register, self.antecedents, outlet)
        self.done: dict[int, SpeakerMention | None] = {}  # by identity of the draft

    def resolve(self, statements: list[Linked]) -> list[Voice]:
        """One voice for each statement, in their order."""
        order = sorted(range(len(statements)), key=lambda i: (statements[i].draft.at, i))
        speakers: dict[int, SpeakerMention | None] = {}
        for index in order:
            speakers[index] = self._one(statements[index], statements)
        voices = [self.surroundings.around(statement, speakers[i]) for i, statement in enumerate(statements)]
        carry(statements, voices)
        return voices

    def _one(self, statement: Linked, statements: list[Linked]) -> SpeakerMention | None:
        draft = statement.draft
        found: SpeakerMention | None = None
        if draft.label is not None:
            found = self._labelled(draft)
        elif draft.source is not None and draft.source_head is not None:
            head = draft.sentence.doc[draft.source_head]
            if head.lower_ in FIRST and statement.parent is not None:
                found = self._of_the_outer(statements[statement.parent], draft.source)
            elif draft.antecedent is not None:
                found = self.who(draft.sentence, draft.sentence.doc[draft.antecedent], draft.source, ())
            else:
                found = self.who(draft.sentence, head, draft.source, statement.content)
        elif draft.speaker_from is not None:
            found = _carried(self.done.get(id(draft.speaker_from)), 0.75)
        elif (not draft.is_implicit and draft.quoted) or _lacks_its_subject(draft):
            found = self._carry_over(draft)
        self.done[id(draft)] = found
        if found is not None and statement.parent is None:
            self.antecedents.note(draft.at, draft.sentence.index, found)
        return found

    def _of_the_outer(self, outer: Linked, mention: Span) -> SpeakerMention | None:
        """ "I" inside somebody's words is that somebody."""
        draft = outer.draft
        if id(draft) in self.done:
            found = self.done[id(draft)]
        elif draft.source is not None and draft.source_head is not None:
            head = draft.sentence.doc[draft.source_head]
            found = self.who(draft.sentence, head, draft.source, outer.content)
        else:
            found = None
        return _as(found, mention, ResolvedBy.PRONOUN, 0.85)

    def _labelled(self, draft: Draft) -> SpeakerMention | None:
        """The speaker of a transcript's label; "A" is whoever the text is about, "Q" whoever asks."""
        label = (draft.label or "").strip()
        bare = label.rstrip(".").lower()
        if bare == QUESTION:
            kind = SpeakerKind.PERSON if self.byline else SpeakerKind.UNNAMED
            return SpeakerMention(self.byline or "Q", kind, draft.source, "", ResolvedBy.NOMINAL, 0.4)
        if bare == ANSWER:
            main = max(self.register.people, key=lambda e: (len(e.mentions), -e.first_seen), default=None)
            return _of(main, draft.source, ResolvedBy.NOMINAL, 0.6) if main is not None else None
        holder = self._holder(label, draft.at)
        if holder is not None:
            return _of(holder, draft.source, ResolvedBy.NOMINAL, 0.7)
        elsewhere = self._parsed_label(draft)
        if elsewhere is not None:
            return elsewhere
        words = tuple(word for word in label.split() if word.lower().rstrip(".") not in HONORIFICS)
        words = tuple(word.title() if word.isupper() else word for word in words) or tuple(label.split())
        known = self.register.person(words)
        if len(known) > 1:
            known = [entity for entity in [self.register.likeliest(words, "", draft.at)] if entity is not None]
            if not known:
                return None
        if known:
            how = ResolvedBy.NAME if len(words) > 1 else ResolvedBy.SURNAME
            return _of(known[0], draft.source, how, 0.9)
        kind = SpeakerKind.PERSON if len(words) > 1 and gender_of(words[0]) else SpeakerKind.ORGANISATION
        if len(words) == 1 and not is_medium(label):
            kind = SpeakerKind.PERSON
        return SpeakerMention(" ".join(words), kind, draft.source, "", ResolvedBy.NAME, 0.6)

    def _holder(self, label: str, place: int) -> Entity | None:
        """Who holds the office that a label names: "THE PRIME MINISTER:"."""
        words = {word.lower() for word in label.split()} - {"the"}
        if not words or not words <= ROLES | ROLE_MODIFIERS or not words & ROLES:
            return None
        before = [entity for _, entity, _ in self.register.before(place) if words <= entity.role_words()]
        holders = before[:1] or [entity for entity in self.register.people if words <= entity.role_words()]
        return holders[0] if len(holders) == 1 else None

    def _parsed_label(self, draft: Draft) -> SpeakerMention | None:
        """A source that stands in a sentence of its own, apart from its cue."""
        if draft.source is None or not draft.cue_spans:
            return None
        sentence = self.parsed[self.antecedents.sentence_at(draft.source.start)]
        if not sentence.span.start <= draft.source.start < sentence.span.end:
            return None
        tokens = [t for t in sentence.doc if draft.source.start <= sentence.start(t) < draft.source.end]
        numbers = {t.i for t in tokens}
        head = next((t for t in tokens if t.head.i not in numbers or t.head.i == t.i), None)
        return self.who(sentence, head, draft.source, ()) if head is not None else None

    def _carry_over(self, draft: Draft) -> SpeakerMention | None:
        last = self.antecedents.last_speaker(draft.at)
        if last is None or draft.sentence.index - last[0] > FARTHEST_CARRIED:
            return None
        return _carried(last[1], 0.8)

    # -- one source ------------------------------------------------------------------------------

    def who(self, sentence: Sentence, head: Token, mention: Span, content: tuple[Span, ...]) -> SpeakerMention | None:
        """The speaker that a noun or pronoun in a sentence stands for."""
        word = head.lower_
        place = sentence.start(head)
        if word in RELATIVES:
            noun = _antecedent(head)
            found = self.who(sentence, noun, mention, ()) if noun is not None else None
            return _as(found, mention, None, 0.9) if found is not None else None
        set_beside = self._set_beside(sentence, head, mention)
        if set_beside is not None:
            return set_beside
        if word in INDEFINITE:
            return SpeakerMention(
                flat(mention.of(self.text)), SpeakerKind.UNNAMED, mention, "", ResolvedBy.UNNAMED, 0.8
            )
        if head.pos_ == "PRON" or word in HE | SHE | THEY | IT:
            return self._pronoun(word, place, mention, content)
        if (
            head.pos_ == "PROPN"
            and head.lower_ in ORGANISATION_NOUNS
            and mention.of(self.text).lower() == (f"the {head.lower_}")
        ):
            return self.nominals.who(sentence, head, mention)
        couple = self._couple(sentence, head, mention)
        if couple is not None:
            return couple
        named = self._named_at(sentence, head)
        if named is not None:
            return self._name(named, sentence, head, mention)
        return self.nominals.who(sentence, head, mention)

    def names_of(self, sentence: Sentence) -> list[Named]:
        return self.register.named.get(sentence.index, [])

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
        return None

    def _set_beside(self, sentence: Sentence, head: Token, mention: Span) -> SpeakerMention | None:
        """The one person named inside a source whose main word is a role: "Apple's chief executive, Tim Cook"."""
        if (head.pos_ == "PROPN" and head.lower_ not in ROLES) or head.tag_ == "NNS":
            return None
        is_role = head.lemma_.lower() in ROLES or head.lower_ in INDEFINITE
        if any(c.dep_ == "prep" and c.lower_ == "like" for c in head.children):
            return None
        doc = sentence.doc
        inside = []
        for named in self.names_of(sentence):
            if named.first <= head.i or sentence.start(doc[named.first]) > mention.end + 2:
                continue
            before = doc[named.first - 1]
            is_beside = before.text == "," or doc[named.token].dep_ == "appos" or (is_role and before.i == head.i)
            is_beside = is_beside or (is_role and named.role.lower().endswith(DEPARTMENTS))
            is_known = bool(self.register.person(named.words)) or is_personal_name(named)
            is_known = is_known or (len(named.words) == 1 and is_given_name(named.words[0]))  # "her mother, Joan"
            may_be_one = is_role and len(named.words) > 1 and not _is_body(named)
            if is_beside and (is_known or may_be_one) and before.pos_ != "ADP":
                inside.append(named)
        if len(inside) != 1:
            return None
        if kind_of_noun(head.lemma_, head.text) is SpeakerKind.ORGANISATION:  # "the company, Minera Huasi"
            name = " ".join(inside[0].words)
            return SpeakerMention(name, SpeakerKind.ORGANISATION, mention, "", ResolvedBy.NAME, 0.8)
        return self._name(inside[0], sentence, doc[inside[0].token], mention)

    def _name(self, named: Named, sentence: Sentence, head: Token, mention: Span) -> SpeakerMention | None:
        candidates = self.register.person(named.words)
        if candidates and " ".join(named.words).lower() not in self.register.places:
            entity = self.register.likeliest(named.words, named.title, sentence.start(head))
            if entity is None:
                return None
            full = len(named.words) > 1 or len(entity.name.split()) == 1
            confidence = (0.97 if full else 0.93) if len(candidates) == 1 else 0.75
            return _of(entity, mention, ResolvedBy.NAME if full else ResolvedBy.SURNAME, confidence)
        is_set_beside = sentence.start(head) > mention.start and named.first > 0
        if is_personal_name(named) or (
            is_set_beside and sentence.doc[named.first - 1].text == "," and not _is_body(named)
        ):
            name = " ".join(named.words)
            return SpeakerMention(name, SpeakerKind.PERSON, mention, named.role, ResolvedBy.NAME, 0.8)
        if is_crowd(head):
            words = flat(mention.of(self.text))
            return SpeakerMention(words, SpeakerKind.UNNAMED, mention, "", ResolvedBy.UNNAMED, 0.8)
        name = organisation_name(sentence.stretch(*name_around(head)).of(self.text))
        if name.lower() in {"", "the", "a", "an"}:
            name = organisation_name(mention.of(self.text))
        return SpeakerMention(name, SpeakerKind.ORGANISATION, mention, "", ResolvedBy.NAME, 0.85) if name else None

    def _couple(self, sentence: Sentence, head: Token, mention: Span) -> SpeakerMention | None:
        """ "Jane Doe and John Smith": one source, two people."""
        others = [
            c for c in head.children if c.dep_ == "conj" and c.pos_ == "PROPN" and c.i < sentence.token_at(mention.end)
        ]
        if not others or head.pos_ != "PROPN" or any(c.text == "&" for c in head.children):
            return None
        parts = []
        are_people = True
        for token in (head, *others):
            named = self._named_at(sentence, token)
            if named is None:
                return None
            entity = self.register.likeliest(named.words, named.title, sentence.start(token))
            are_people = are_people and (entity is not None or is_personal_name(named))
            parts.append(entity.name if entity is not None else " ".join(named.words))
        kind = SpeakerKind.PERSON if are_people else SpeakerKind.ORGANISATION
        return SpeakerMention(" and ".join(parts), kind, mention, "", ResolvedBy.NAME, 0.7)

    # -- pronouns --------------------------------------------------------------------------------

    def _pronoun(self, word: str, place: int, mention: Span, content: tuple[Span, ...]) -> SpeakerMention | None:
        if word in HE or word in SHE:
            return self.person_before("m" if word in HE else "f", place, mention, content)
        if word in ("i", "me", "my") and self.byline:
            return SpeakerMention(self.byline, SpeakerKind.PERSON, mention, "", ResolvedBy.PRONOUN, 0.6)
        if word not in THEY | IT:
            return None
        last = self.antecedents.last_speaker(place)
        here = self.antecedents.sentence_at(place)
        wanted = {SpeakerKind.ORGANISATION, SpeakerKind.UNNAMED if word in THEY else SpeakerKind.DOCUMENT}
        if last is not None and here - last[0] <= 4 and last[1].kind in wanted:
            return _as(last[1], mention, ResolvedBy.PRONOUN, 0.6)
        subject = self.antecedents.subject(place, is_plural=word in THEY)
        if subject is None:
            return None
        sentence, noun = subject
        if noun.lower_ in RELATIVES:
            return None
        whole = Span(sentence.start(noun.left_edge), sentence.end(noun))
        return _as(self.who(sentence, noun, whole, ()), mention, ResolvedBy.PRONOUN, 0.6)

    def person_before(
        self, gender: str, place: int, mention: Span, content: tuple[Span, ...] = ()
    ) -> SpeakerMention | None:
        """Whom "he" or "she" at an offset means, or None when two people are about as likely."""
        chosen = self.antecedents.person(gender, place, content)
        return _of(chosen.entity, mention, ResolvedBy.PRONOUN, chosen.confidence) if chosen is not None else None


def _lacks_its_subject(draft: Draft) -> bool:
    """ "As regards the border, informed that it stays calm": an active verb of speech, and nobody said to speak."""
    if draft.verb is None or draft.source is not None:
        return False
    verb = draft.sentence.doc[draft.verb]
    return verb.tag_ in {"VBD", "VBZ"} and not any(
        c.dep_ in {"nsubj", "nsubjpass", "auxpass", "expl", "csubj"} for c in verb.children
    )


def _is_body(named: Named) -> bool:
    return any(word.lower() in ORGANISATION_NOUNS | MEDIA_WORDS for word in named.words)


def _antecedent(pronoun: Token) -> Token | None:
    """The noun that a relative "who" or "which" stands for."""
    verb = pronoun.head
    for _ in range(4):
        if verb.dep_ == "relcl":
            return verb.head if verb.head.lower_ not in RELATIVES else None
        if verb.head.i == verb.i:
            return None
        verb = verb.head
    return None


def _of(entity: Entity, mention: Span | None, how: ResolvedBy, confidence: float) -> SpeakerMention:
    return SpeakerMention(entity.name, entity.kind, mention, entity.role, how, confidence)


def _as(
    other: SpeakerMention | None, mention: Span | None, how: ResolvedBy | None, factor: float
) -> SpeakerMention | None:
    """The same speaker, meant by other words; less surely."""
    if other is None:
        return None
    how = how if how is not None else other.resolved_by
    return SpeakerMention(other.name, other.kind, mention, other.role, how, round(other.confidence * factor, 3))


def _carried(other: SpeakerMention | None, factor: float) -> SpeakerMention | None:
    return _as(other, None, ResolvedBy.CARRIED_OVER, factor)
