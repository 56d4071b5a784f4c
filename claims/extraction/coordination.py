"""Two cues in one sentence: where the first speaker's words end, and whose the second cue is.

Parsers hang "and promised …" on the nearest verb, which stands inside the first speaker's words: "The minister said
4,200 nurses had left and promised to hire more". The tenses, and what the subject between them is, tell it apart.
"""

from spacy.tokens import Token

from claims.extraction.analysis import CueKind, Span
from claims.extraction.drafts import SUBJECTS, Draft
from claims.extraction.gazetteer import ROLES, UNNAMED_NOUNS
from claims.extraction.parsing import Sentence
from claims.extraction.words import word_set

WANTING = word_set(
    "want expect ask caution reaffirm plan hope recommend advise request propose call_for call_on fear doubt"
)
TOLD = frozenset({CueKind.SAY, CueKind.DENY, CueKind.DECLINE, CueKind.ORDER})
SHARED = word_set("""
    say add promise pledge vow warn acknowledge admit concede insist deny note claim announce declare accuse demand
    urge predict stress confirm decline refuse argue suggest reiterate explain estimate praise blame thank threaten
    """)  # verbs that a speaker is said to go on with
SIMPLE = frozenset({"VBD", "VBZ", "VBP"})
TIES = word_set("and but while whereas though although yet or")
PEOPLE = frozenset({"PERSON", "ORG", "NORP", "GPE"})


def coordinated(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """The same drafts; a cue that goes on from another one gets its source, and ends its content."""
    verbs = [draft for draft in drafts if draft.verb is not None and draft.content]
    for second in verbs:
        if second.verb is None or not (second.cue.kind in TOLD or second.cue.lemma in WANTING):
            continue
        verb = sentence.doc[second.verb]
        if verb.tag_ not in SIMPLE and verb.tag_ != "VBN":
            continue
        for first in reversed(verbs):
            if first is second or first.verb is None or first.at >= second.at:
                continue
            if not any(span.start <= second.at < span.end for span in first.content):
                continue
            if _takes_over(sentence, first, second, verb):
                _part(sentence, first, second, verb)
                break
    return drafts


def _takes_over(sentence: Sentence, first: Draft, second: Draft, verb: Token) -> bool:
    """Whether the second cue stands beside the first instead of inside what the first says."""
    outer = sentence.doc[first.verb] if first.verb is not None else verb
    has_perfect = verb.tag_ == "VBN" and [c.lower_ for c in verb.children if c.dep_ == "aux"] in (["has"], ["have"])
    if outer.tag_ not in SIMPLE or (not has_perfect and any(c.dep_ in {"aux", "auxpass"} for c in verb.children)):
        return False
    own = next((c for c in verb.children if c.dep_ in SUBJECTS | {"nsubjpass"}), None)
    if own is not None:
        return verb.dep_ in {"conj", "advcl", "parataxis", "ccomp"} and _is_other_speaker(sentence, own, outer, verb)
    if verb.dep_ != "conj" or second.source is None or second.cue.lemma not in SHARED | WANTING:
        return False
    inner = _first_of(verb)
    if inner.i == outer.i or inner.i <= outer.i:
        return False
    if any(c.dep_ in {"aux", "auxpass"} for c in inner.children) or inner.tag_ not in SIMPLE:
        return True  # "had left … and promised": another tense, another verb's partner
    subject = next((c for c in inner.children if c.dep_ in SUBJECTS | {"nsubjpass"}), None)
    return subject is not None and not _can_speak(subject)


def _first_of(verb: Token) -> Token:
    while verb.dep_ == "conj" and verb.head.i != verb.i:
        verb = verb.head
    return verb


def _is_other_speaker(sentence: Sentence, subject: Token, outer: Token, verb: Token) -> bool:
    """ "…, while her deputy, Bo Narr, said it would take longer": the same tense, a subject that speaks, and a tie."""
    if verb.tag_ != outer.tag_ or not _can_speak(subject) or subject.lower_ in {"it", "they", "i", "we", "you"}:
        return False
    tie = _tie_before(sentence, subject.left_edge.i)
    if tie is not None:
        return tie > outer.i
    has_that = any(m.lower_ == "that" for c in verb.rights if c.dep_ == "ccomp" for m in c.lefts)
    return has_that and sentence.doc[max(0, subject.left_edge.i - 1)].text == ","


def _can_speak(subject: Token) -> bool:
    lemma = subject.lemma_.lower()
    return (
        subject.pos_ in {"PROPN", "PRON"}
        or subject.ent_type_ in PEOPLE
        or lemma in ROLES
        or lemma in UNNAMED_NOUNS
        or any(c.dep_ == "appos" and c.ent_type_ == "PERSON" for c in subject.children)
        or (
            subject.tag_ == "NN"
            and any(c.lower_ in {"the", "a", "her", "his", "their", "its"} for c in subject.lefts)
            and lemma in SPEAKING
        )
    )


SPEAKING = word_set("""
    town city village county state council board company firm bank union party government ministry agency army navy
    police court club school church team institute university hospital operator opposition campaign committee commission
    department office organisation organization group
    """)


def _tie_before(sentence: Sentence, first: int) -> int | None:
    """Number of the word that ties a clause to the one before, commas passed over."""
    place = first - 1
    while place > 0 and (sentence.doc[place].text == "," or sentence.doc[place].is_space):
        place -= 1
    return place if place > 0 and sentence.doc[place].lower_ in TIES else None


def _part(sentence: Sentence, first: Draft, second: Draft, verb: Token) -> None:
    has_own = any(c.dep_ in SUBJECTS | {"nsubjpass"} for c in verb.children)
    begin = min(second.cue_spans[0].start, second.source.start if has_own and second.source is not None else second.at)
    token = sentence.token_at(begin)
    tie = _tie_before(sentence, token)
    end = sentence.start(sentence.doc[tie]) if tie is not None else begin
    kept = [Span(span.start, min(span.end, end)) for span in first.content if span.start < end]
    if not kept:
        return
    first.content = kept
    if not has_own:
        second.source, second.source_head = first.source, first.source_head
        second.antecedent, second.is_implicit = first.antecedent, first.is_implicit
