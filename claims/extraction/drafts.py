"""A statement in the making, and the two things every cue needs from the parse: its subject and a noun's phrase."""

from dataclasses import dataclass, field

from spacy.tokens import Token

from claims.extraction.analysis import Polarity, Span
from claims.extraction.cues import VERBS, Cue
from claims.extraction.parsing import Sentence

SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
RELATIVES = frozenset({"who", "which", "that", "whom"})


@dataclass(slots=True)
class Draft:
    """A statement in the making."""

    sentence: Sentence
    cue: Cue
    at: int  # position in the text of the cue's main word, for ordering
    verb: int | None  # token number of that word
    cue_spans: list[Span]
    source: Span | None = None
    source_head: int | None = None  # token number of the source's main word
    antecedent: int | None = None  # of a relative "who": the noun it stands for
    content: list[Span] = field(default_factory=list)
    quoted: list[Span] = field(default_factory=list)  # quotations given to this cue
    addressee: Span | None = None
    is_negated: bool = False
    is_hedged: bool = False
    is_implicit: bool = False  # a passive or hearsay: nobody is named, and nobody is meant by name
    is_clausal: bool = (
        True  # the content is a clause; otherwise it needs its cue to be understood: "accused | the city of …"
    )
    is_layout: bool = False  # no cue at all: the quotation stands alone
    is_verbatim: bool = False  # a transcript or a post: the speaker's own words without marks
    label: str | None = None  # the speaker's name as the layout gives it, where no parsed word stands for it
    medium: str | None = None  # known from the layout
    is_answer: bool = False  # in an interview that the outlet made
    signed: Span | None = None  # the date under a post
    confidence: float = 0.7
    speaker_from: "Draft | None" = None  # whose speaker goes on

    @property
    def is_denied(self) -> bool:
        """Whether the speaker stands against the content: "denied", "did not confirm", but not "did not deny"."""
        return (self.cue.polarity is Polarity.DENIED) != self.is_negated


def subject_of(verb: Token, depth: int = 0) -> tuple[Token | None, Token | None]:
    """The subject, and for a relative pronoun the noun it stands for."""
    subjects = [child for child in verb.children if child.dep_ in SUBJECTS]
    if subjects:
        child = _nearest(verb, subjects)
        if child.lower_ in RELATIVES and verb.dep_ == "relcl":
            return child, verb.head
        return child, None
    if depth > 4:
        return None, None
    if verb.dep_ in {"conj", "xcomp", "advcl", "pcomp"} and verb.head.i != verb.i:
        return _shared(verb, depth)
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return verb.head, None
    return None, None


def _nearest(verb: Token, subjects: list[Token]) -> Token:
    """Of several subjects the last before the verb: "Cross-examined, she accepted …".

    None stands right behind a preposition: in "The bishop, who left in the schism of 2009, recalled …" he does it.
    """
    before = [child for child in subjects if child.i < verb.i]
    found = before[-1] if before else subjects[0]
    first = found.left_edge.i
    if found.i > verb.i or first < 3 or verb.doc[first - 1].tag_ != "IN" or verb.doc[verb.i - 1].text != ",":
        return found
    for token in verb.doc[1:first]:
        if token.lower_ in {"who", "which", "whose"} and verb.doc[token.i - 1].text == ",":
            name = verb.doc[token.i - 2]
            while name.dep_ in {"pobj", "prep", "compound"} and name.head.i < token.i and name.head.i != name.i:
                name = name.head
            return name if name.pos_ in {"NOUN", "PROPN"} else found
        if token.pos_ == "VERB":
            break
    return found


def _shared(verb: Token, depth: int) -> tuple[Token | None, Token | None]:
    """The subject of a verb that has none of its own: that of the verb it hangs on."""
    head = verb.head
    if verb.dep_ == "pcomp" and head.dep_ in {"prep", "pobj"}:
        head = head.head
    if verb.dep_ == "xcomp" and head.lemma_ not in {"use", "take"}:
        thing = next((c for c in head.children if c.dep_ == "dobj"), None)
        if thing is not None:
            return thing, None
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.lemma_.lower() in VERBS:
        while (said := _first_joined(head)).dep_ == "ccomp" and said.head.lemma_.lower() in VERBS:
            head = said.head  # "said prices fell, adding that …"
    if verb.dep_ == "xcomp" and head.pos_ == "ADJ":  # "are more likely to say"
        head = head.head
    if head.pos_ not in {"VERB", "AUX"}:
        return None, None
    passive = next((c for c in head.children if c.dep_ == "nsubjpass"), None)
    return (passive, None) if passive is not None else subject_of(head, depth + 1)


def _first_joined(verb: Token) -> Token:
    """The first of the verbs that "and" joins to this one."""
    while verb.dep_ == "conj" and verb.head.i < verb.i:
        verb = verb.head
    return verb


def noun_phrase(sentence: Sentence, head: Token, verb: Token | None = None) -> Span:
    """The words of a source: its whole phrase up to a clause set off by a comma, never over the cue."""
    first, last = head.left_edge.i, head.right_edge.i
    if verb is not None:
        if head.i < verb.i:
            last = min(last, verb.i - 1)
        else:
            first = max(first, verb.i + 1)
    for child in head.rights:
        if child.dep_ in ("relcl", "acl", "advcl", "ccomp", "parataxis") and child.left_edge.i > head.i:
            before = sentence.doc[child.left_edge.i - 1]
            if before.is_punct or child.dep_ in ("ccomp", "parataxis"):
                last = min(last, child.left_edge.i - 1)
    while first < head.i and (
        sentence.doc[first].is_punct or sentence.doc[first].is_space or sentence.doc[first].dep_ == "cc"
    ):
        first += 1
    while last > head.i and (
        sentence.doc[last].is_punct or sentence.doc[last].is_space or sentence.doc[last].dep_ in ("cc", "aux")
    ):
        last -= 1
    return sentence.stretch(first, last)


def edges(sentence: Sentence, token: Token) -> Span:
    """From the first to the last word below a token."""
    return sentence.stretch(token.left_edge.i, token.right_edge.i)
