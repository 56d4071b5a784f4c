"""Whom a noun stands for: "the minister", "the company", "the New York businessman", "two officials"."""

import re
from dataclasses import dataclass

from spacy.tokens import Token

from claims.extraction.analysis import ResolvedBy, Span, SpeakerKind, SpeakerMention
from claims.extraction.antecedents import Antecedents
from claims.extraction.gazetteer import (
    FEMALE_TITLES,
    MALE_TITLES,
    MEN,
    PEOPLE,
    ROLE_MODIFIERS,
    ROLES,
    UNNAMED_NOUNS,
    WOMEN,
)
from claims.extraction.names import kind_of_noun, organisation_name
from claims.extraction.parsing import Sentence
from claims.extraction.register import Entity, Register
from claims.extraction.words import word_set

INDEFINITE = word_set(
    "everyone everybody someone somebody anyone anybody nobody no-one one some many most few several others all both "
    "neither"
)
DEFINITE = frozenset({"the", "this", "that", ""})
PAPERS_BACK = 12  # sentences over which "the survey" looks for its first mention
_PAPERS = (word_set("poll survey"), word_set("study paper report article research"), word_set("letter statement note"))
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
    senator challenger incumbent diplomat envoy year-old native conservative liberal socialist novelist writer musician
    """)


THIS_OUTLET = frozenset(f"this {noun}" for noun in ("newspaper", "paper", "page", "site", "station", "website"))
_OWNED = frozenset({"its", "his", "her", "their", "our", "my", "your"})


def _is_described(head: Token, lemma: str, determiner: str) -> bool:
    """Whether a noun says who speaks, though by no name: "the herders", "his mother", not "officials", "the source"."""
    is_owned = determiner in _OWNED or any(c.dep_ == "poss" for c in head.lefts)
    if is_owned:
        return True
    return determiner in {"the", "this", "these", "both", "neither"} and lemma not in UNNAMED_NOUNS


def flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


@dataclass(slots=True)
class Nominals:
    """Resolves the nouns of one text."""

    text: str
    register: Register
    antecedents: Antecedents
    outlet: str | None = None

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
        if kind is SpeakerKind.DOCUMENT and not is_plural:
            writer = self._writer(sentence, head)
            if writer is not None:
                return SpeakerMention(writer.name, writer.kind, mention, writer.role, ResolvedBy.NOMINAL, 0.6)
            phrase = self._same_paper(sentence, head) if determiner in {"the", "this"} else None
            if phrase is not None:
                return SpeakerMention(phrase, kind, mention, "", ResolvedBy.NOMINAL, 0.5)
        if kind is not None and not (lemma in UNNAMED_NOUNS and is_plural):
            return self._thing(sentence, head, kind, words, mention, determiner)
        if head.ent_type_ in ("ORG", "GPE", "NORP") and head.pos_ == "PROPN":
            name = organisation_name(words) or words
            return SpeakerMention(name, SpeakerKind.ORGANISATION, mention, "", ResolvedBy.NAME, 0.7)
        if self.outlet and words.lower() in THIS_OUTLET:
            return SpeakerMention(self.outlet, SpeakerKind.ORGANISATION, mention, "", ResolvedBy.NOMINAL, 0.6)
        if _is_described(head, lemma, determiner):
            kind = SpeakerKind.PERSON if lemma in PEOPLE and not is_plural else SpeakerKind.ORGANISATION
            return SpeakerMention(words, kind, mention, "", ResolvedBy.NOMINAL, UNSURE)
        return SpeakerMention(words, SpeakerKind.UNNAMED, mention, "", ResolvedBy.UNNAMED, 0.8)

    def _writer(self, sentence: Sentence, head: Token) -> Entity | None:
        """Whose "his report" or "Ms Olt’s letter" is: a paper says what its writer says."""
        owner = next((c for c in head.lefts if c.dep_ == "poss"), None)
        if owner is None:
            return None
        place = sentence.start(owner)
        if owner.lower_ in {"his", "her"}:
            chosen = self.antecedents.person("m" if owner.lower_ == "his" else "f", place)
            return chosen.entity if chosen is not None and chosen.confidence >= 0.55 else None
        if owner.ent_type_ in {"PERSON", ""} and owner.pos_ == "PROPN":
            return self.register.likeliest((owner.text,), "", place)
        return None

    def _same_paper(self, sentence: Sentence, head: Token) -> str | None:
        """The words in which the text brought in what it now calls "the survey"."""
        if any(c.dep_ in ("compound", "amod", "prep", "acl", "relcl", "poss") for c in head.children):
            return None
        alike = next((group for group in _PAPERS if head.lemma_.lower() in group), frozenset({head.lemma_.lower()}))
        for index in range(sentence.index - 1, max(-1, sentence.index - 1 - PAPERS_BACK), -1):
            other = self.antecedents.parsed[index]
            for token in other.doc:
                if token.lemma_.lower() not in alike or token.pos_ != "NOUN":
                    continue
                more = [c for c in token.rights if c.dep_ in ("prep", "acl") and c.i == token.i + 1]
                if not more or token.i - token.left_edge.i > 6:
                    continue
                last = more[0].right_edge.i
                for child in token.rights:
                    if child.dep_ in ("punct", "relcl", "appos", "cc", "conj") and child.i > token.i:
                        last = min(last, child.left_edge.i - 1)
                return flat(other.stretch(token.left_edge.i, max(last, token.i)).of(self.text))
        return None

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
            if modifiers & ROLE_MODIFIERS - known:
                continue  # "the prime minister" is not any minister
            matched = len(modifiers & known) - sum(1 for m in modifiers - known if m != "former")
            if best is None or matched > best[0]:
                best = (matched, entity)
        if best is None:
            later = [e for e in self.register.people if nouns & e.role_words() and modifiers <= e.role_words()]
            return (later[0], 0.6) if len(later) == 1 else None
        if best[0] < -1:
            return None
        return best[1], 0.75 if best[0] >= 0 else 0.6

    def _by_focus(self, head: Token, lemma: str, place: int) -> tuple[Entity, float] | None:
        """Whom the text is about just then, for a noun that only paints them."""
        gender = "f" if lemma in WOMEN | FEMALE_TITLES else "m" if lemma in MEN | MALE_TITLES else None
        if not any(c.dep_ in ("compound", "amod", "nmod") for c in head.lefts) and gender is not None:
            return None  # "the woman" is mostly somebody else
        chosen = self.antecedents.person(gender, place)
        if chosen is None or chosen.confidence < 0.55:
            return None
        return chosen.entity, 0.55
