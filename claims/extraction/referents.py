"""What "it", "this meeting", "the company" and "the agreement" stand for in a claim."""

import re
from collections.abc import Callable

from spacy.tokens import Doc, Token

from claims.extraction.analysis import CueKind, Interval, Precision, Put, Span, Substitution
from claims.extraction.clauses import Proposition
from claims.extraction.cues import VERBS, Cue
from claims.extraction.daywords import day_words, month_words
from claims.extraction.gazetteer import ORGANISATION_NOUNS, PEOPLE, ROLES
from claims.extraction.parsing import Sentence
from claims.extraction.speakers import Resolver
from claims.extraction.words import word_set

FARTHEST_BACK = 3  # sentences to look back for "this meeting"
DOCUMENTS_BACK = 12  # and for the full name of "the agreement"

_TOPIC = re.compile(
    r"^[\"“”'’\s]*(?:As\s+for|As\s+regards|Regarding|Concerning|As\s+to|With\s+regard\s+to|Speaking\s+(?:about|of)|Commenting\s+on)\s+(?P<topic>[^,]{4,140}),",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?:[Tt]he\s+)?(?:[A-Z][\w’'-]+\s+){1,5}(?i:Declaration|Agreement|Treaty|Accord|Accords|Act|Law|Bill|Report|Charter|Convention|Protocol|Resolution|"
    r"Memorandum|Plan|Statement|Communique|Communiqué|Pact|Constitution|Directive)\b"
)
_DOCUMENT_NOUN = word_set(
    "document agreement treaty accord text declaration law act bill report deal charter convention protocol "
    "resolution memorandum pact paper"
)
_MEETINGS = word_set("meeting talks summit conference gathering session")
_MEET = word_set("meet host receive gather convene welcome")
# Nouns that a name goes before ("the Sefrat dam"), that stand before the name, and that "of" ties to it.
_THINGS = word_set("""
    bridge dam mine quarry tunnel canal port harbour harbor airport station line railway road street motorway highway
    river lake sea strait bay gulf island islands valley mountain mountains hill hills forest desert coast peninsula
    volcano glacier cave caves field fields park square tower castle palace church cathedral monastery temple mosque
    school hospital prison plant factory mill refinery reactor shipyard turbine array pipeline reservoir wall fence
    cup final marathon games festival prize award trial inquiry scandal affair accident crash disaster massacre
    earthquake flood fire cyclone hurricane storm war crisis dispute conflict ceasefire declaration protocol accord
    pact deal treaty agreement law bill act plan report audit poll survey study contract project programme program
    tax cap fund scheme ferry ship vessel jet mask statue museum gallery library theatre theater stadium arena
    """)
_FIRST = word_set("lake mount cyclone hurricane typhoon storm river operation cape fort")
_OF = word_set("village town city province state region district county island republic gulf port bay strait")
_NAMEABLE = _THINGS | _FIRST | _OF
_LIGHT = frozenset({"a", "an", "the", "this", "that", "any", "some", "no", "these", "those", "every", "each"})
_EMPTY = word_set("rain snow seem appear take turn happen follow matter")
_BODILY = word_set(
    "sell buy hire employ fire sack appoint approve adopt ban fine spend owe borrow lend sue acquire own build open "
    "close launch pay publish"
)  # what a body does to something, and a bridge or a contract does not
_CHOICES = frozenset({"vote", "decide", "invest", "meet"})
_ELSEWHERE = word_set("in at near inside outside from of during since before after until across within over by for as")
_NO_THINGS = frozenset(
    ["PERSON", "GPE", "LOC", "FAC", "NORP", "DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"]
)
_NOTHING = word_set(
    "part place time year month week day morning evening night year today yesterday tomorrow end way role step "
    "attention action"
)


class Referents:
    """Looks up the things that claims of one text speak of."""

    def __init__(
        self,
        text: str,
        parsed: list[Sentence],
        resolver: Resolver,
        times_in: Callable[[Span], tuple[Interval, ...]],
    ) -> None:
        self.text = text
        self.parsed = parsed
        self.resolver = resolver
        self.times_in = times_in
        self._named_things: dict[str, list[tuple[int, str]]] | None = None

    def things(self, proposition: Proposition) -> list[Substitution]:
        """What to put in for the words of a claim that point at something named before it."""
        sentence, span = proposition.sentence, proposition.span
        first, last = sentence.token_at(span.start), sentence.token_at(span.end - 1)
        found = []
        for token in sentence.doc[first : last + 1]:
            start = sentence.start(token)
            if start < span.start:
                continue
            where: Span | None = None
            put: str | None = None
            if token.lower_ in ("this", "that", "these", "those"):
                where, put = self._demonstrative(sentence, token)
            elif token.lower_ == "it" and token.dep_ in ("nsubj", "nsubjpass"):
                where, put = Span(start, sentence.end(token)), self._it(proposition, token)
            elif token.lower_ == "the" and token.dep_ == "det" and token.head.pos_ in ("NOUN", "PROPN"):
                where, put = self._definite(sentence, token)
            if where is None or put is None or where.start < span.start or where.end > span.end:
                continue
            if put.lower() != where.of(self.text).lower():
                found.append(Substitution(where, put, Put.THING))
        return found

    # -- "it" ------------------------------------------------------------------------------------

    def _it(self, proposition: Proposition, token: Token) -> str | None:
        sentence = proposition.sentence
        topic = _TOPIC.match(sentence.span.of(self.text))
        if topic and sentence.start(token) > sentence.span.start + topic.end():
            return _flat(topic.group("topic"))
        verb = token.head
        if verb.lemma_ in _EMPTY or any(c.dep_ in ("ccomp", "xcomp", "csubj") for c in verb.rights):
            return None  # "it is known that …", "it seems"
        if verb.lemma_ == "be" and any(c.dep_ in ("acomp", "npadvmod") for c in verb.rights):
            return None
        subject = self.resolver.antecedents.subject(sentence.start(token), is_plural=False, reach=1)
        if subject is None:
            return None
        other, noun = subject
        if other.index < sentence.index and self._has_rival(other, noun) and not self._carries_over(other, noun, verb):
            return None
        if noun.i - noun.left_edge.i > 8 or noun.pos_ == "PRON":
            return None
        phrase = other.stretch(noun.left_edge.i, noun.i).of(self.text)
        known = self.resolver.nominals.fuller(other, noun)
        return known or _lowered(_flat(phrase), noun)

    def _has_rival(self, other: Sentence, subject: Token) -> bool:
        """Whether the sentence names another single thing, as an object, that "it" may mean as well as its subject."""
        own = {token.i for token in subject.subtree}
        return any(
            token.i not in own and token.tag_ in ("NN", "NNP") and _is_object(token) and _is_thing(token)
            for token in other.doc
        )

    def _carries_over(self, other: Sentence, subject: Token, verb: Token) -> bool:
        """Whether the text goes on about the subject: "also", a deed that only a body does, or its topic before."""
        if any(child.lower_ in ("also", "itself") for child in verb.children):
            return True
        is_active = not any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)
        does = verb.lemma_ in _BODILY and any(child.dep_ == "dobj" for child in verb.rights)
        if is_active and (does or verb.lemma_ in _CHOICES or _is_speech(VERBS.get(verb.lemma_))):
            return True
        return other.index > 0 and any(
            token.dep_ in ("nsubj", "nsubjpass") and token.lemma_.lower() == subject.lemma_.lower()
            for token in self.parsed[other.index - 1].doc
        )

    # -- "this is", "at this meeting" --------------------------------------------------------------

    def _demonstrative(self, sentence: Sentence, token: Token) -> tuple[Span | None, str | None]:
        if token.dep_ == "nsubj" and token.head.lemma_ == "be":
            noun = next((c for c in token.head.children if c.dep_ == "attr"), None)
            if noun is not None and noun.lemma_.lower() not in _DOCUMENT_NOUN:
                noun = next((t for t in noun.subtree if t.lemma_.lower() in _DOCUMENT_NOUN), None)
            if noun is not None and noun.i - token.i < 14:
                return Span(sentence.start(token), sentence.end(token)), self._document_before(sentence)
        elif token.dep_ == "det" and token.head.pos_ == "NOUN" and token.i < token.head.i:
            return Span(sentence.start(token), sentence.end(token.head)), self._earlier(sentence, token.head)
        return None, None

    def _document_before(self, sentence: Sentence, noun: str = "", reach: int = FARTHEST_BACK) -> str | None:
        for index in range(sentence.index - 1, max(-1, sentence.index - 1 - reach), -1):
            words = self.parsed[index].span.of(self.text)
            names = [m.group() for m in _DOCUMENT.finditer(words) if m.group().lower().endswith(noun)]
            if names:
                name = _flat(names[-1])
                name = re.sub(r"^(?:The|In|On|By|Under|But|And)\s+", "", name)
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
                if other.doc[first].dep_ in ("det", "poss") and other.doc[first].lower_ in _LIGHT:
                    first += 1
                if last - first < 1 or last - first > 20:
                    continue
                return self._placed("the " + _flat(other.stretch(first, last).of(self.text)), other)
            if lemma in _MEETINGS and any(t.lemma_ in _MEET and t.pos_ == "VERB" for t in other.doc):
                placed = self._placed(f"the {noun.text}", other)
                if placed != f"the {noun.text}":
                    return placed
        return None

    def _placed(self, phrase: str, other: Sentence) -> str:
        """With the place and the day that its sentence tells."""
        doc = other.doc
        for token in doc:
            if token.dep_ == "pobj" and token.ent_type_ in ("GPE", "FAC", "LOC") and token.head.lower_ in ("in", "at"):
                place = other.stretch(token.head.i, token.i).of(self.text)
                if token.text not in phrase and token.head.head.pos_ in ("VERB", "AUX") and len(place) < 40:
                    phrase += f" {place[:1].lower()}{place[1:]}"
                    break
        when = [t for t in self.times_in(other.span) if t.precision in (Precision.DAY, Precision.MONTH)]
        if len(when) == 1 and when[0].span is not None and when[0].span.of(self.text) not in phrase:
            is_month = when[0].precision is Precision.MONTH
            phrase += f" in {month_words(when[0])}" if is_month else f" on {day_words(when[0].start)}"
        return phrase

    # -- "the company", "the protocol" -------------------------------------------------------------

    def _definite(self, sentence: Sentence, token: Token) -> tuple[Span | None, str | None]:
        noun = token.head
        if noun.i != token.i + 1 or any(c.dep_ in ("prep", "relcl", "acl", "appos") for c in noun.rights):
            return None, None
        if noun.i + 1 < len(sentence.doc) and sentence.doc[noun.i + 1].lower_ == "of":
            return None, None
        where = Span(sentence.start(token), sentence.end(noun))
        lemma = noun.lemma_.lower()
        if lemma in _DOCUMENT_NOUN and noun.tag_ == "NN":
            return where, self._document_before(sentence, lemma, DOCUMENTS_BACK)
        if lemma in ORGANISATION_NOUNS and noun.tag_ in ("NN", "NNP"):
            name = self.resolver.nominals.fuller(sentence, noun)
            has_article = name is not None and name.split()[-1].lower() in ORGANISATION_NOUNS
            if has_article and name is not None and not name.lower().startswith("the "):
                name = f"the {name}"
            return where, name
        if noun.pos_ == "NOUN" and noun.text.islower() and lemma not in PEOPLE and lemma not in ROLES:
            name = self._thing_named(noun.lower_, where.start)
            return where, name if name is not None and not _tells(sentence, name) else None
        return None, None

    def _thing_named(self, noun: str, place: int) -> str | None:
        """ "The Sefrat dam" for "the dam", where the text names one dam alone and has named it before."""
        if self._named_things is None:
            self._named_things = self._collected()
        names = self._named_things.get(noun, [])
        longest = max((name for _, name in names), key=len, default="")
        if not longest or names[0][0] > place or any(name not in longest for _, name in names):
            return None
        return longest

    def _collected(self) -> dict[str, list[tuple[int, str]]]:
        """Named things by their noun: where, and the name with its article."""
        found: dict[str, list[tuple[int, str]]] = {}
        for sentence in self.parsed:
            doc = sentence.doc
            for token in doc:
                if token.lower_ not in _NAMEABLE or token.pos_ not in ("NOUN", "PROPN"):
                    continue
                name = _named_at(sentence, token)
                if name is not None:
                    found.setdefault(token.lower_, []).append((sentence.start(token), name))
        return found


def _named_at(sentence: Sentence, noun: Token) -> str | None:
    """The name that a noun belongs to: "the Sefrat dam", "Lake Turamba", "the village of Deir Luz"."""
    doc = sentence.doc
    last = noun.i + 1
    if noun.lower_ in _FIRST and noun.text[0].isupper():
        while last < len(doc) and _is_name_word(doc[last]):
            last += 1
        return _joined(doc, noun.i, last) if last > noun.i + 1 else None
    if noun.lower_ in _OF and last + 1 < len(doc) and doc[last].lower_ == "of" and _is_name_word(doc[last + 1]):
        last += 1
        while last < len(doc) and _is_name_word(doc[last]):
            last += 1
        return f"the {_joined(doc, noun.i, last)}"
    if noun.lower_ not in _THINGS or noun.lower_ in ORGANISATION_NOUNS:
        return None
    first = _name_before(doc, noun.i)
    if first == noun.i or (last < len(doc) and _is_name_word(doc[last])):
        return None
    return f"the {_joined(doc, first, last)}"


def _is_speech(cue: Cue | None) -> bool:
    """What only people and bodies do: say, deny or want, but not "it began", "it shows"."""
    return cue is not None and cue.kind not in (CueKind.PERCEIVE, CueKind.SHOW) and not cue.frames <= {"q"}


def _is_name_word(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[0].isupper() and token.ent_type_ not in ("DATE", "TIME") and token.i > 0


def _tells(sentence: Sentence, name: str) -> bool:
    """Whether the sentence has the telling word of a name already."""
    words = {token.text for token in sentence.doc}
    return any(word in words for word in name.split() if word[0].isupper())


def _name_before(doc: Doc, end: int) -> int:
    """First word of the name that ends before a word: "Kara-Suu", "Sound of Ennet"."""
    first = end
    while first:
        if _is_name_word(doc[first - 1]):
            first -= 1
        elif first < end and first > 1 and doc[first - 1].text in ("-", "of") and _is_name_word(doc[first - 2]):
            first -= 2
        else:
            break
    return first


def _is_thing_noun(noun: Token) -> bool:
    """What stands in the landscape or on paper: a name before it tells which one it is."""
    return noun.lower_ in _THINGS


def _joined(doc: Doc, first: int, last: int) -> str:
    return doc[first:last].text


def _is_object(token: Token) -> bool:
    if token.dep_ == "dobj":
        return True
    return token.dep_ == "pobj" and token.head.lower_ not in _ELSEWHERE


def _is_thing(token: Token) -> bool:
    """Neither a person, a time nor a place; "part" in "take part" is none either."""
    if token.ent_type_ in _NO_THINGS or token.lemma_.lower() in _NOTHING or token.lemma_.lower() in PEOPLE:
        return False
    return not any(child.dep_ == "neg" or child.lower_ == "no" for child in token.lefts)


def _lowered(phrase: str, noun: Token) -> str:
    first = noun.doc[noun.left_edge.i]
    is_small = first.dep_ in ("det", "poss", "amod", "nummod") and first.ent_type_ not in ("PERSON", "GPE", "ORG")
    return phrase[:1].lower() + phrase[1:] if is_small else phrase


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(" ,;:")
