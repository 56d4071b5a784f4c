"""Whom "he", "she", "they" or "it" stands for: candidates before the word, ranked; a tie stays a tie.

The weights were set by hand against pronouns of political news whose antecedents had been marked. What counts, in this
order: distance in sentences and paragraphs, who spoke last, subjects before other mentions, a gender that is known.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Token

from claims.extraction.analysis import Span, SpeakerKind, SpeakerMention
from claims.extraction.names import kind_of_noun
from claims.extraction.parsing import Sentence
from claims.extraction.register import Entity, Register
from claims.extraction.sentences import at

SMALLEST_LEAD = 1.12  # the best candidate must beat the second by this factor
FARTHEST_SENTENCES = 14
PER_SENTENCE, PER_PARAGRAPH = 0.35, 0.5  # how fast a mention fades
SUBJECT = 1.6
QUOTED = 0.3  # for a mention inside the words that the pronoun is said to have spoken
REPEATED = 0.05
LAST_SPEAKER, LAST_FADES, LAST_REACH = 0.8, 0.15, 6
KNOWN_GENDER = 1.25
SURE_OF_GENDER = 0.7
GENDERED = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}


@dataclass(frozen=True, slots=True)
class Chosen:
    entity: Entity
    confidence: float


class Antecedents:
    """Looks back from a place in a text. ``spoken`` is the growing list of who spoke where, in order."""

    def __init__(self, parsed: list[Sentence], register: Register) -> None:
        self.parsed = parsed
        self.spans = tuple(sentence.span for sentence in parsed)
        self.register = register
        self.spoken: list[tuple[int, int, SpeakerMention]] = []  # (offset, sentence, who)

    def learn_genders(self, is_quoted: Callable[[int], bool]) -> None:
        """What "he" and "she" tell of people whose names do not: only where the pronoun has one likely antecedent."""
        marks = [
            (sentence.start(token), GENDERED[token.lower_])
            for sentence in self.parsed
            for token in sentence.doc
            if token.lower_ in GENDERED and not is_quoted(sentence.start(token))
        ]
        for _ in range(2):  # what the first round tells leaves fewer candidates for the second
            if all(entity.gender is not None for entity in self.register.people):
                return
            self._learn(marks)

    def _learn(self, marks: list[tuple[int, str]]) -> None:
        told: dict[int, list[float]] = {}
        people: dict[int, Entity] = {}
        for place, gender in marks:
            chosen = self.person(gender, place)
            if chosen is None or chosen.entity.gender is not None or chosen.confidence < SURE_OF_GENDER:
                continue
            votes = told.setdefault(id(chosen.entity), [0.0, 0.0])
            votes[gender == "f"] += chosen.confidence
            people[id(chosen.entity)] = chosen.entity
        for key, (male, female) in told.items():
            if min(male, female) * 2 < max(male, female):
                people[key].gender = "m" if male > female else "f"

    def note(self, place: int, sentence: int, speaker: SpeakerMention) -> None:
        self.spoken.append((place, sentence, speaker))

    def last_speaker(self, place: int) -> tuple[int, SpeakerMention] | None:
        """Sentence and speaker of the last statement whose cue stands before an offset."""
        end = bisect_left(self.spoken, place, key=lambda item: item[0])
        return self.spoken[end - 1][1:] if end else None

    def sentence_at(self, place: int) -> int:
        return at(self.spans, place) or 0

    def person(self, gender: str | None, place: int, content: tuple[Span, ...] = ()) -> Chosen | None:
        """The person of a gender whom a word at an offset means, or None when two are about as likely."""
        scores: dict[int, float] = {}
        entities: dict[int, Entity] = {}
        here = self.sentence_at(place)
        paragraph = self.parsed[here].paragraph
        for offset, entity, is_subject in self.register.before(place):
            if gender is not None and entity.gender not in (None, gender):
                continue
            where = self.sentence_at(offset)
            if here - where > FARTHEST_SENTENCES:
                break
            score = 1.0 / (
                1.0 + PER_SENTENCE * (here - where) + PER_PARAGRAPH * (paragraph - self.parsed[where].paragraph)
            )
            score *= SUBJECT if is_subject else 1.0
            if any(span.start <= offset < span.end for span in content):
                score *= QUOTED
            scores[id(entity)] = max(scores.get(id(entity), 0.0), score) + REPEATED
            entities[id(entity)] = entity
        last = self.last_speaker(place)
        if last is not None and last[1].kind is SpeakerKind.PERSON and here - last[0] <= LAST_REACH:
            for entity in self.register.person(tuple(last[1].name.split())):
                if gender is None or entity.gender in (None, gender):
                    scores[id(entity)] = scores.get(id(entity), 0.0) + LAST_SPEAKER / (
                        1 + LAST_FADES * (here - last[0])
                    )
                    entities[id(entity)] = entity
        if not scores:
            return None
        for key, entity in entities.items():
            scores[key] *= KNOWN_GENDER if gender is not None and entity.gender == gender else 1.0
        ranked = sorted(scores, key=lambda key: (-scores[key], entities[key].first_seen, entities[key].name))
        best = ranked[0]
        second = scores[ranked[1]] if len(ranked) > 1 else 0.0
        if second and scores[best] < SMALLEST_LEAD * second:
            return None
        return Chosen(entities[best], round(min(0.9, 0.45 + 0.5 * (scores[best] - second) / scores[best]), 3))

    def subject(self, place: int, *, is_plural: bool, reach: int = 2) -> tuple[Sentence, Token] | None:
        """The noun that "it" or "they" at an offset means by its place: the nearest fitting subject before it."""
        here = self.sentence_at(place)
        for index in range(here, max(-1, here - reach - 1), -1):
            sentence = self.parsed[index]
            if index < here - 1 and sentence.paragraph != self.parsed[here].paragraph:
                return None
            found = None
            for token in sentence.doc:
                if index == here and sentence.start(token) >= place:
                    break
                if token.dep_ in {"nsubj", "nsubjpass"} and _fits(token, is_plural=is_plural):
                    if not is_plural and self.register.person((token.text,)):
                        continue
                    found = found or token if index < here else token
            if found is not None:
                return sentence, found
        return None


def _fits(token: Token, *, is_plural: bool) -> bool:
    plural = token.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in token.children)
    kind = kind_of_noun(token.lemma_, token.text)
    if is_plural:
        return (plural and token.pos_ in {"NOUN", "PROPN"}) or kind is SpeakerKind.ORGANISATION
    if plural or token.pos_ not in {"NOUN", "PROPN"} or token.ent_type_ == "PERSON":
        return False
    return kind is not None or (token.pos_ == "PROPN" and token.ent_type_ in {"ORG", "GPE", "NORP"})
