"""The wording of a claim that can be read alone: pronouns resolved, dates made absolute, the speaker named.

Every word put in is a recorded substitution. Where nothing certain can be put in, the words of the text stay.
"""

import re
from bisect import bisect_left
from datetime import date

from spacy.tokens import Token

from claims.extraction.analysis import Interval, Precision, Span, SpeakerMention, Substitution
from claims.extraction.clauses import Proposition
from claims.extraction.parsing import Sentence
from claims.extraction.quotes import Inside
from claims.extraction.speakers import HE, SHE, Resolver
from claims.extraction.words import word_list, word_set

SUREST = 0.55  # a pronoun is replaced only when its person is at least this certain
FARTHEST_BACK = 3  # sentences to look back for "this meeting"

_TOPIC = re.compile(
    r"^[\"“”'’\s]*(?:As\s+for|As\s+regards|Regarding|Concerning|As\s+to|With\s+regard\s+to|Speaking\s+(?:about|of)|Commenting\s+on)\s+(?P<topic>[^,]{4,140}),",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?:[Tt]he\s+)?(?:[A-Z][\w’'-]+\s+){1,5}(?:Declaration|Agreement|Treaty|Accord|Accords|Act|Law|Bill|Report|Charter|Convention|Protocol|Resolution|"
    r"Memorandum|Plan|Statement|Communique|Communiqué|Pact|Constitution|Directive)\b"
)
_DOCUMENT_NOUN = word_set(
    "document agreement treaty accord text declaration law act bill report deal charter convention protocol "
    "resolution memorandum pact paper"
)
_MONTHS = word_list("January February March April May June July August September October November December")


class Rewriter:
    """Writes stand-alone wordings for the propositions of one text."""

    def __init__(
        self, text: str, parsed: list[Sentence], resolver: Resolver, inside: Inside, times: list[Interval]
    ) -> None:
        self.text = text
        self.parsed = parsed
        self.spans = tuple(sentence.span for sentence in parsed)
        self.resolver = resolver
        self.inside = inside
        self.times = times
        self._starts = [t.span.start for t in times if t.span is not None]

    def times_in(self, span: Span) -> tuple[Interval, ...]:
        low, high = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return tuple(t for t in self.times[low:high] if t.span is not None and t.span.end <= span.end)

    def rewrite(self, proposition: Proposition, speaker: SpeakerMention | None) -> tuple[str, tuple[Substitution, ...]]:
        """The stand-alone wording, and what it put in for which words."""
        span = proposition.span
        found: list[Substitution] = [Substitution(hole, " ") for hole in proposition.holes]
        if proposition.subject is not None:
            found.append(Substitution(Span(span.start, span.start), proposition.subject.of(self.text) + " "))
        if proposition.relative is not None and proposition.antecedent is not None:
            found.append(Substitution(proposition.relative, _flat(proposition.antecedent.of(self.text))))
        who = speaker.name if speaker is not None else proposition.source.of(self.text) if proposition.source else None
        if proposition.lead is not None and who is not None:
            lead = f"{who} {proposition.lead.of(self.text)} "
            found.append(Substitution(Span(span.start, span.start), lead))
        found.extend(self._pronouns(proposition, speaker))
        found.extend(self._demonstratives(proposition))
        found.extend(self._dates(span))
        kept = _apart(found)
        words = self._apply(span, kept)
        return _finished(words.strip("\"“”„«»‘’' ") if proposition.holes else words), tuple(kept)

    def _apply(self, span: Span, substitutions: list[Substitution]) -> str:
        parts = []
        cursor = span.start
        for substitution in substitutions:
            parts.append(self.text[cursor : substitution.span.start])
            parts.append(substitution.replacement)
            cursor = substitution.span.end
        parts.append(self.text[cursor : span.end])
        return "".join(parts)

    def _tokens(self, proposition: Proposition) -> list[Token]:
        sentence, span = proposition.sentence, proposition.span
        first, last = sentence.token_at(span.start), sentence.token_at(span.end - 1)
        return list(sentence.doc[first : last + 1])

    # -- pronouns --------------------------------------------------------------------------------

    def _pronouns(self, proposition: Proposition, speaker: SpeakerMention | None) -> list[Substitution]:
        found = []
        sentence = proposition.sentence
        named: set[str] = set()
        topic = _TOPIC.match(sentence.span.of(self.text))
        for token in self._tokens(proposition):
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
                    found.append(Substitution(where, who.name + ("’s" if token.tag_ == "PRP$" else "")))
            elif (
                word in ("i", "we") and quoted and speaker is not None and token.tag_ == "PRP" and "first" not in named
            ):
                named.add("first")
                found.append(
                    Substitution(
                        where,
                        f"{where.of(self.text)} [{speaker.name}]"
                        if word == "i"
                        else f"{where.of(self.text)} [{speaker.name} speaking]",
                    )
                )
            elif (
                word == "it"
                and topic
                and token.dep_ in ("nsubj", "nsubjpass")
                and start > sentence.span.start + topic.end()
            ):
                found.append(Substitution(where, _flat(topic.group("topic"))))
                topic = None
        return found

    # -- "this is", "at this meeting" --------------------------------------------------------------

    def _demonstratives(self, proposition: Proposition) -> list[Substitution]:
        sentence = proposition.sentence
        found = []
        for token in self._tokens(proposition):
            if token.lower_ not in ("this", "that", "these", "those") or sentence.start(token) < proposition.span.start:
                continue
            if token.dep_ == "nsubj" and token.head.lemma_ == "be":
                noun = next((c for c in token.head.children if c.dep_ == "attr"), None)
                if noun is not None and noun.lemma_.lower() not in _DOCUMENT_NOUN:
                    noun = next((t for t in noun.subtree if t.lemma_.lower() in _DOCUMENT_NOUN), None)
                if noun is not None and noun.i - token.i < 14:
                    named = self._document_before(sentence)
                    if named is not None:
                        found.append(Substitution(Span(sentence.start(token), sentence.end(token)), named))
            elif token.dep_ == "det" and token.head.pos_ == "NOUN" and token.i < token.head.i:
                phrase = self._earlier(sentence, token.head)
                if phrase is not None:
                    found.append(Substitution(Span(sentence.start(token), sentence.end(token.head)), phrase))
        return found

    def _document_before(self, sentence: Sentence) -> str | None:
        for index in range(sentence.index - 1, max(-1, sentence.index - 1 - FARTHEST_BACK), -1):
            names = [m.group() for m in _DOCUMENT.finditer(self.spans[index].of(self.text))]
            if names:
                name = _flat(names[-1])
                return name if name.lower().startswith("the ") else f"the {name}"
        return None

    def _earlier(self, sentence: Sentence, noun: Token) -> str | None:
        """The fuller phrase with the same noun a little earlier: "a meeting of the ministers" for "this meeting"."""
        lemma = noun.lemma_.lower()
        for index in range(sentence.index - 1, max(-1, sentence.index - 1 - FARTHEST_BACK), -1):
            other = self.parsed[index]
            for token in other.doc:
                if token.pos_ != "NOUN" or token.lemma_.lower() != lemma:
                    continue
                last = token.i
                for child in token.rights:
                    if child.dep_ == "prep" and child.lower_ in ("of", "on", "between", "in", "with", "for"):
                        last = child.right_edge.i
                    else:
                        break
                first = token.left_edge.i
                if other.doc[first].dep_ in ("det", "poss") and other.doc[first].lower_ in (
                    "a",
                    "an",
                    "the",
                    "this",
                    "that",
                ):
                    first += 1
                if last - first < 1 or last - first > 20:
                    continue
                phrase = "the " + _flat(other.stretch(first, last).of(self.text))
                when = [t for t in self.times_in(other.span) if t.precision in (Precision.DAY, Precision.MONTH)]
                if len(when) == 1 and when[0].span is not None and when[0].span.of(self.text) not in phrase:
                    phrase += (
                        f" in {_month(when[0])}"
                        if when[0].precision is Precision.MONTH
                        else f" on {_day(when[0].start)}"
                    )
                return phrase
        return None

    # -- dates -----------------------------------------------------------------------------------

    def _dates(self, span: Span) -> list[Substitution]:
        found = []
        for interval in self.times_in(span):
            if interval.span is None:
                continue
            words = interval.span.of(self.text)
            wording = absolute(words, interval, self.text[max(0, interval.span.start - 4) : interval.span.start])
            if wording is not None and wording != words:
                found.append(Substitution(interval.span, wording))
        return found


def absolute(words: str, interval: Interval, before: str) -> str | None:
    """Calendar words for a relative time, or None when the text's words are absolute already."""
    lower = words.lower()
    has_preposition = bool(re.search(r"\b(?:in|on|of|by|to|at)\s$", before.lower()))
    if re.search(r"\d{4}", words) or interval.precision is Precision.DECADE:
        return None
    start, end = interval.start, interval.end
    if start != end and re.search(r"\d", words) and re.search(r"[A-Z][a-z]{2,}", words):  # "3 and 9 April"
        return f"{words} {end.year}"
    if re.match(r"(?:to|until|till)\s", lower):
        return f"{words.split(maxsplit=1)[0]} {_day(end)}"
    if start == end and interval.precision is Precision.DAY:
        if re.search(r"day$", lower) and "to" not in lower.split()[0][:2] and lower not in ("today", "yesterday"):
            return f"{words}, {_day(start)}"
        if re.search(r"\d", words) and "ago" not in lower and "earlier" not in lower:
            return _day(start)
        if lower == "today" and not has_preposition:
            return f"{'As' if words[0].isupper() else 'as'} of {_day(start)}"
        return ("" if has_preposition else "On " if words[0].isupper() else "on ") + _day(start)
    month = re.match(r"(in|since|until|by|early|mid|late)[ -](\w+)$", words, re.IGNORECASE)
    if month and interval.precision is Precision.MONTH:
        return f"{words} {(start if lower.startswith('since') else end).year}"
    if interval.precision is Precision.MONTH and (start.year, start.month) == (end.year, end.month):
        return ("" if has_preposition else _cased("in ", words)) + f"{_MONTHS[start.month - 1]} {start.year}"
    if interval.precision is Precision.YEAR and start.year == end.year:
        return ("" if has_preposition else _cased("in ", words)) + str(start.year)
    return _cased("between ", words) + f"{_day(start)} and {_day(end)}"


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _month(interval: Interval) -> str:
    return f"{_MONTHS[interval.start.month - 1]} {interval.start.year}"


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(" ,;:")


def _apart(found: list[Substitution]) -> list[Substitution]:
    """In order and without overlap: of two that overlap the longer stays."""
    kept: list[Substitution] = []
    for substitution in sorted(found, key=lambda s: (s.span.start, -s.span.end)):
        if kept and substitution.span.start < kept[-1].span.end:
            continue
        kept.append(substitution)
    return kept


def _finished(words: str) -> str:
    words = _flat(words)
    words = re.sub(r"^that\s+", "", words)
    words = re.sub(r"\s+([,.;:!?])", r"\1", words)
    words = re.sub(r",\s*,", ",", words).strip(" ,;:")
    if not words:
        return words
    words = words[0].upper() + words[1:]
    return words if words[-1] in ".!?…\"”’'" else words + "."
