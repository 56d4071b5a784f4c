"""Whom a noun stands for: "the minister", "the company", "the New York businessman", "two officials"."""

import re
from dataclasses import dataclass

from spacy.tokens import Token

from claims.extraction.analysis import ResolvedBy, Span, SpeakerKind, SpeakerMention
from claims.extraction.antecedents import Antecedents
from claims.extraction.gazetteer import FEMALE_TITLES, MALE_TITLES, ROLES, UNNAMED_NOUNS
from claims.extraction.names import kind_of_noun, organisation_name
from claims.extraction.parsing import Sentence
from claims.extraction.register import Entity, Register
from claims.extraction.words import word_set

INDEFINITE = word_set(
    "everyone everybody someone somebody anyone anybody nobody no-one one some many most few several others all both "
    "neither"
)
DEFINITE = frozenset({"the", "this", "that", ""})
UNSURE = 0.45  # for a noun that names nobody beyond this text: under what the register links
# Roles that one person may be called by in one text.
_ALIKE = (
    word_set("nominee candidate contender hopeful challenger"),
    word_set("congressman congresswoman representative lawmaker legislator"),
    word_set("senator lawmaker legislator"),
    word_set("mp lawmaker legislator"),
    word_set("ceo executive boss chief head"),
    word_set("premier pm minister"),
    word_set("spokesman spokeswoman spokesperson"),
    word_set("chairman chairwoman chair chairperson head leader"),
    word_set("doctor surgeon physician"),
    word_set("lawyer attorney solicitor barrister counsel"),
    word_set("scientist researcher professor academic expert author"),
)
# Nouns that say how the text sees whoever it is about, not which office speaks.
EPITHETS = word_set("""
    businessman businesswoman woman man republican democrat nominee candidate contender hopeful politician lawmaker
    newcomer veteran star actor actress singer player striker author billionaire tycoon mogul congressman congresswoman
    senator challenger incumbent year-old native conservative liberal socialist novelist writer musician
    """)
_WOMEN = word_set("woman businesswoman actress congresswoman mother wife widow daughter sister girl")
_MEN = word_set("man businessman congressman father husband widower son brother boy")


def flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


@dataclass(slots=True)
class Nominals:
    """Resolves the nouns of one text."""

    text: str
    register: Register
    antecedents: Antecedents

    def who(self, sentence: Sentence, head: Token, mention: Span) -> SpeakerMention:
        """The speaker a noun stands for; where it names nobody, the words themselves."""
        lemma, place = head.lemma_.lower(), sentence.start(head)
        words = flat(mention.of(self.text))
        is_plural = head.tag_ in ("NNS", "NNPS")
        determiner = next((c.lower_ for c in head.lefts if c.dep_ in ("det", "poss", "nummod")), "")
        is_definite = determiner in DEFINITE and not is_plural
        if is_definite and (lemma in ROLES | EPITHETS or head.lower_ in ROLES | EPITHETS):
            found = self._by_role(head, place)
            if found is None and determiner == "the" and lemma in EPITHETS:
                found = self._by_focus(head, lemma, place)
            if found is not None:
                return SpeakerMention(
                    found[0].name, found[0].kind, mention, found[0].role, ResolvedBy.NOMINAL, found[1]
                )
        kind = kind_of_noun(lemma, head.text)
        if kind is not None and not (lemma in UNNAMED_NOUNS and is_plural):
            return self._thing(sentence, head, kind, words, mention, determiner)
        if head.ent_type_ in ("ORG", "GPE", "NORP") and head.pos_ == "PROPN":
            name = organisation_name(words) or words
            return SpeakerMention(name, SpeakerKind.ORGANISATION, mention, "", ResolvedBy.NAME, 0.7)
        return SpeakerMention(words, SpeakerKind.UNNAMED, mention, "", ResolvedBy.UNNAMED, 0.8)

    def fuller(self, sentence: Sentence, noun: Token) -> str | None:
        """The name of the organisation that a bare "the company" stands for, where the text has named one."""
        if kind_of_noun(noun.lemma_, noun.text) is not SpeakerKind.ORGANISATION:
            return None
        if any(c.dep_ in ("compound", "amod", "nmod", "prep", "poss", "relcl", "acl") for c in noun.children):
            return None
        place = sentence.start(noun)
        return self.register.organisation_with(noun.lower_, place) or self.register.organisation_near(
            noun.lemma_.lower(), place
        )

    def _thing(
        self, sentence: Sentence, head: Token, kind: SpeakerKind, words: str, mention: Span, determiner: str
    ) -> SpeakerMention:
        """An organisation or a document, by its fuller name where the text has given it one."""
        if kind is SpeakerKind.ORGANISATION and determiner in {"the", "this"}:
            fuller = self.fuller(sentence, head)
            if fuller is not None:
                return SpeakerMention(fuller, kind, mention, "", ResolvedBy.NOMINAL, 0.65)
        name = words[0].lower() + words[1:] if words.lower().startswith(("the ", "a ", "an ")) else words
        is_telling = any(word[:1].isupper() for word in words.split()[1:]) or any(
            t.ent_type_ in ("ORG", "GPE", "NORP", "PERSON") for t in head.subtree
        )
        return SpeakerMention(name, kind, mention, "", ResolvedBy.NOMINAL, 0.7 if is_telling else UNSURE)

    def _by_role(self, head: Token, place: int) -> tuple[Entity, float] | None:
        """The last person before this place whose role the noun phrase repeats, the best match first."""
        nouns = {head.lower_, head.lemma_.lower()}
        for group in _ALIKE:
            if nouns & group:
                nouns = nouns | group
        modifiers = {
            c.lower_ for c in head.lefts if c.dep_ in ("compound", "amod", "nmod") and not c.is_stop and c.is_alpha
        }
        for child in head.rights:
            if child.dep_ == "prep" and child.lower_ == "of":
                return None  # "the head of the bank" says itself who it is
        best: tuple[int, Entity] | None = None
        seen: set[int] = set()
        for _, entity, _ in self.register.before(place):
            if id(entity) in seen:
                continue
            seen.add(id(entity))
            known = entity.role_words()
            if not nouns & known or ("former" in modifiers) != bool({"former", "ex"} & known):
                continue
            matched = len(modifiers & known) - sum(1 for m in modifiers - known if m != "former")
            if best is None or matched > best[0]:
                best = (matched, entity)
        if best is None or best[0] < -1:
            return None
        return best[1], 0.75 if best[0] >= 0 else 0.6

    def _by_focus(self, head: Token, lemma: str, place: int) -> tuple[Entity, float] | None:
        """Whom the text is about just then, for a noun that only paints them."""
        gender = "f" if lemma in _WOMEN | FEMALE_TITLES else "m" if lemma in _MEN | MALE_TITLES else None
        if not any(c.dep_ in ("compound", "amod", "nmod") for c in head.lefts) and gender is not None:
            return None  # "the woman" is mostly somebody else
        chosen = self.antecedents.person(gender, place)
        if chosen is None or chosen.confidence < 0.55:
            return None
        return chosen.entity, 0.55
