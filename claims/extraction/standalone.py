"""The wording of a claim that can be read alone: pronouns resolved, dates made absolute, names in full.

Every word put in is a recorded substitution. Where nothing certain can be put in, the words of the text stay.
"""

import re
from bisect import bisect_left

from spacy.tokens import Token

from claims.extraction.analysis import Interval, Put, Span, SpeakerKind, SpeakerMention, Substitution
from claims.extraction.clauses import Proposition
from claims.extraction.daywords import absolute
from claims.extraction.denials import denied
from claims.extraction.firstperson import agreeing
from claims.extraction.parsing import Sentence
from claims.extraction.quotes import Inside
from claims.extraction.referents import Referents
from claims.extraction.speakers import HE, SHE, Resolver

SUREST = 0.55  # a pronoun is replaced only when its person is at least this certain
LINKED = 0.5  # and "I" only when the speaker is
_MINE = frozenset({"i", "me", "my", "mine"})
_PEOPLE = HE | SHE
_LEADS = re.compile(
    r"\b(?:chief|ceo|director|chair\w*|president|head|founder|owner|captain|manager|spokes\w+|secretary|leader|boss)\b",
    re.IGNORECASE,
)
_IN_FIRMS = re.compile(
    r"\b(?:chief\s+(?:executive|financial|operating)|ceo|chair(?:man|woman)|managing|company|founder)\b", re.IGNORECASE
)
_OF_WHOM = re.compile(
    r"\b(?:of|for|at)\s+(?P<whom>(?:the\s+)?[A-Z][\w’'&-]*(?:\s+(?:of|on|for|and|the|[A-Z][\w’'&-]*))*(?<=[a-z]))$"
)
_OURS = frozenset({"we", "us", "our"})


class Rewriter:
    """Writes stand-alone wordings for the propositions of one text."""

    def __init__(
        self, text: str, parsed: list[Sentence], resolver: Resolver, inside: Inside, times: list[Interval]
    ) -> None:
        self.text = text
        self.resolver = resolver
        self.inside = inside
        self.times = times
        self._starts = [t.span.start for t in times if t.span is not None]
        self.referents = Referents(text, parsed, resolver, self.times_in)

    def times_in(self, span: Span) -> tuple[Interval, ...]:
        low, high = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return tuple(t for t in self.times[low:high] if t.span is not None and t.span.end <= span.end)

    def rewrite(self, proposition: Proposition, speaker: SpeakerMention | None) -> tuple[str, tuple[Substitution, ...]]:
        """The stand-alone wording, and what it put in for which words."""
        span = proposition.span
        found: list[Substitution] = [Substitution(hole, " ", Put.CUE) for hole in proposition.holes]
        if proposition.subject is not None:
            shared = f"{self._subject(proposition.subject)} {proposition.helper}".rstrip() + " "
            found.append(Substitution(Span(span.start, span.start), shared, Put.SUBJECT))
        if proposition.counted is not None:
            place, noun = proposition.counted
            found.append(Substitution(Span(place, place), f" {noun}", Put.SUBJECT))
        if proposition.relative is not None and proposition.antecedent is not None:
            stands_for = _flat(proposition.antecedent.of(self.text))
            found.append(Substitution(proposition.relative, stands_for, Put.RELATIVE))
        who = speaker.name if speaker is not None else proposition.source.of(self.text) if proposition.source else None
        if proposition.is_denied_clause:
            found.extend(denied(proposition.sentence, tokens_of(proposition)))
        elif proposition.verdict is not None:
            found.append(Substitution(*proposition.verdict, Put.CUE))
        elif proposition.lead is not None and who is not None:
            marker = "that " if self.text[max(0, span.start - 8) : span.start].rstrip().endswith(" that") else ""
            lead = f"{who} {proposition.lead.of(self.text)} {marker}"
            found.append(Substitution(Span(span.start, span.start), lead, Put.CUE))
        found.extend(self._pronouns(proposition, speaker))
        found.extend(self._names(proposition))
        found.extend(self.referents.things(proposition))
        found.extend(self._dates(span))
        kept = _apart(found)
        words = self._apply(span, kept)
        return _finished(words.strip("\"“”„«»‘’' ") if proposition.holes else words), tuple(kept)

    def _subject(self, span: Span) -> str:
        """The words of a shared subject, a pronoun's person in its place."""
        words = span.of(self.text)
        if words.lower() not in HE | SHE:
            return words
        who = self.resolver.person_before("m" if words.lower() in HE else "f", span.start, span)
        return who.name if who is not None and who.confidence >= SUREST else words

    def _apply(self, span: Span, substitutions: list[Substitution]) -> str:
        parts = []
        cursor = span.start
        for substitution in substitutions:
            parts.append(self.text[cursor : substitution.span.start])
            parts.append(substitution.replacement)
            cursor = substitution.span.end
        parts.append(self.text[cursor : span.end])
        return "".join(parts)

    # -- pronouns --------------------------------------------------------------------------------

    def _pronouns(self, proposition: Proposition, speaker: SpeakerMention | None) -> list[Substitution]:
        found: list[Substitution] = []
        sentence = proposition.sentence
        tokens = tokens_of(proposition)
        named: set[str] = self._people_named_in(proposition, tokens)
        is_sure = speaker is not None and speaker.confidence >= LINKED and speaker.kind is not SpeakerKind.UNNAMED
        for token in tokens:
            start = sentence.start(token)
            if start < proposition.span.start:
                continue
            word = token.lower_
            where = Span(start, sentence.end(token))
            quoted = self.inside.quote_at(start) is not None
            if word in HE | SHE and not quoted and word not in ("himself", "herself"):
                who = self.resolver.person_before("m" if word in HE else "f", start, where)
                if who is not None and who.confidence >= SUREST and who.name not in named:
                    named.add(who.name)
                    own = "’s" if token.tag_ == "PRP$" else ""
                    found.append(Substitution(where, who.name + own, Put.PRONOUN))
            elif word in _MINE and quoted and is_sure and speaker is not None:
                found.extend(agreeing(sentence, token, speaker.name, is_first="first" not in named))
                named.add("first")
            elif word in _OURS and quoted and is_sure and speaker is not None and "first" not in named:
                named.add("first")
                party = speaker.name if speaker.kind is SpeakerKind.ORGANISATION else self._party(speaker)
                if party is not None:
                    found.extend(agreeing(sentence, token, party, is_first=True))
                elif token.tag_ == "PRP" and word == "we":
                    aside = f"{where.of(self.text)} [{speaker.name} speaking]"
                    found.append(Substitution(where, aside, Put.SPEAKER))
        return found

    def _party(self, speaker: SpeakerMention) -> str | None:
        """The body that somebody leads or speaks for, who is meant when they say "we"."""
        role = speaker.role.strip()
        if not _LEADS.search(role):
            return None
        of = _OF_WHOM.search(role)
        if of is not None:
            return of.group("whom")
        return self.resolver.register.chief_firm() if _IN_FIRMS.search(role) else None

    def _people_named_in(self, proposition: Proposition, tokens: list[Token]) -> set[str]:
        """Those whom a pronoun in the claim needs no name for, since the claim opens with it."""
        sentence, span = proposition.sentence, proposition.span
        pronoun = next((sentence.start(t) for t in tokens if t.lower_ in _PEOPLE), None)
        found: set[str] = set()
        if pronoun is None:
            return found
        for named in self.resolver.names_of(sentence):
            start = sentence.start(sentence.doc[named.first])
            if not span.start <= start < pronoun:
                continue
            entity = self.resolver.register.likeliest(named.words, named.title, start)
            if entity is not None:
                found.add(entity.name)
        return found

    def _names(self, proposition: Proposition) -> list[Substitution]:
        """Surnames alone become full names, each once."""
        found = []
        sentence, span = proposition.sentence, proposition.span
        seen: set[str] = set()
        for named in self.resolver.names_of(sentence):
            start = sentence.start(sentence.doc[named.first])
            end = sentence.end(sentence.doc[named.token])
            if start < span.start or end > span.end:
                continue
            entity = self.resolver.register.likeliest(named.words, named.title, start)
            if entity is None or entity.name in seen:
                continue
            seen.add(entity.name)
            is_alone = named.first == named.token and len(named.words) == 1
            words = Span(start, end).of(self.text)
            if is_alone and entity.surname == named.words[0].lower() and len(entity.name.split()) > 1:
                rest = words[len(named.words[0]) :]
                found.append(Substitution(Span(start, end), entity.name + rest, Put.PRONOUN))
        return found

    # -- dates -----------------------------------------------------------------------------------

    def _dates(self, span: Span) -> list[Substitution]:
        found = []
        for interval in self.times_in(span):
            if interval.span is None:
                continue
            words = interval.span.of(self.text)
            wording = absolute(words, interval, self.text[max(0, interval.span.start - 8) : interval.span.start])
            if wording is not None and wording != words:
                found.append(Substitution(interval.span, wording, Put.DATE))
        return found


def tokens_of(proposition: Proposition) -> list[Token]:
    sentence, span = proposition.sentence, proposition.span
    first, last = sentence.token_at(span.start), sentence.token_at(span.end - 1)
    return list(sentence.doc[first : last + 1])


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(" ,;:")


def _apart(found: list[Substitution]) -> list[Substitution]:
    """In order and without overlap: of two that overlap the longer stays; what is only added comes first."""
    kept: list[Substitution] = []
    for substitution in sorted(found, key=lambda s: (s.span.start, s.span.end > s.span.start, -s.span.end)):
        if kept and substitution.span.start < kept[-1].span.end:
            continue
        kept.append(substitution)
    return kept


def _finished(words: str) -> str:
    words = _flat(words)
    words = re.sub(
        r"^that\s+(?!(?:was|is|were|are|has|had|would|will|did|does|can|could|may|might|should)\b)", "", words
    )
    words = re.sub(r"\s+([,.;:!?])", r"\1", words)
    words = re.sub(r",\s*,", ",", words).strip(" ,;:")
    if not words:
        return words
    words = words[0].upper() + words[1:]
    return words if words[-1] in ".!?…\"”’'" else words + "."
