"""Speech that only the layout attributes: "NAME: …" in transcripts and headlines, questions and answers, posts."""

import re

from claims.extraction.analysis import CueKind, Span
from claims.extraction.cues import Cue
from claims.extraction.drafts import Draft
from claims.extraction.gazetteer import ROLES
from claims.extraction.media import of_posts
from claims.extraction.names import is_medium
from claims.extraction.parsing import Sentence
from claims.extraction.sentences import at
from claims.extraction.words import word_set

LABELLED = Cue(":", CueKind.SAY, frozenset())
POSTED = Cue("post", CueKind.SAY, frozenset())
MOST_PARAGRAPHS = 12  # that one label may speak for
FEW_WORDS = 12
MOSTLY = 0.6  # share of questions among what an interviewer says
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD", "VBN"})
QUESTION, ANSWER = "q", "a"

_WORD = r"[^\W\d_a-z][\w.’'-]*"
_BODIES = word_set("operator company firm ministry agency service union office department campaign party club")
_ROLE = "(?:" + "|".join(sorted(ROLES | _BODIES)) + ")\\b"
_SMALL = "of|the|van|de|von|bin|al"
_LABEL = re.compile(
    rf"[*•\s\"“„«]*(?P<label>(?:(?:Q|A)\.?(?=:)|{_WORD}(?:[ \u00a0](?:{_WORD}|{_ROLE}|{_SMALL})){{0,4}}))"
    r"(?P<extra>[ ]?\([^)\n]{1,60}\)|,[ ][^:\n]{1,60})?(?P<colon>:)[ \u00a0]+(?=\S)"
)
_POST = re.compile(
    r"\s*(?:—|–|--|-)\s*(?P<name>[^()\n—–]{2,60}?)\s*\((?P<handle>@\w{1,30})\)\s*"
    r"(?P<date>(?:[A-Z][a-z]+\.?\s+\d{1,2},?\s+\d{4})|(?:\d{1,2}\s+[A-Z][a-z]+\s+\d{4}))?\s*$"
)
_CLOSERS = "\"”’'» "
_OPENERS = frozenset("\"“„«‘'")
_SIGNATURE = re.compile(
    rf"[\"”»’'][ \u00a0]*(?P<dash>[—–―]|--?)[ \u00a0]*(?P<name>{_WORD}(?:[ \u00a0]{_WORD}){{1,4}})"
    r"(?:,[ \u00a0][^\n\"”]{2,80})?[.]?\s*\Z"
)
# Labels that introduce matter, not speakers.
_NOT_SPEAKERS = word_set(
    """
    note notes update updated correction editor's editors analysis opinion comment watch video photo photos
    photograph image picture live breaking exclusive factbox explainer explained source sources read related
    more also see summary background contact email tel phone date time where when what why how who topics tags
    share news guide factfile q&a timeline verdict claim fact ruling rating warning caution important disclaimer
    published posted location address website edition result results score ingredients method step example
    conclusion introduction part chapter section figure table title subject re ps nb key however meanwhile
    present absent attending attendance attendees witnesses members agenda item motion result
    remember finally first second third today yesterday monday tuesday wednesday thursday friday saturday
    interview profile feature report review column letter letters obituary quiz podcast satire sunday the this
    that these those here there it in on at and but or
    """
)


def layout_drafts(
    text: str, paragraphs: tuple[Span, ...], parsed: list[Sentence], apart: frozenset[int]
) -> list[Draft]:
    """Drafts for labelled paragraphs and embedded posts, in order."""
    spans = tuple(sentence.span for sentence in parsed)
    labels = _speaking(text, paragraphs, [_label(text, paragraph) for paragraph in paragraphs], parsed, spans)
    asking = _asking(text, paragraphs, labels)
    count = sum(label is not None for label in labels)
    is_interview = _is_interview(text, paragraphs, labels, asking)
    last_label = max((n for n, label in enumerate(labels) if label is not None), default=-1)
    found: list[Draft] = []
    for number, (paragraph, label) in enumerate(zip(paragraphs, labels, strict=True)):
        index = at(spans, paragraph.start)
        if index is None or index in apart:
            continue
        is_headline = _is_headline(text, paragraph, number) and any(t.pos_ == "VERB" for t in parsed[index].doc)
        if label is not None and (
            label.group("label").rstrip(".").lower() == QUESTION
            or label.group("label") in asking
            or (is_interview and is_medium(label.group("label")))
        ):
            continue  # who asks in an interview states nothing
        if label is not None and (is_headline or (number and (count >= 2 or _is_surely_a_speaker(text, label)))):
            found.append(_labelled(label, paragraphs, labels, number, parsed[index], last_label))
            found[-1].is_answer = is_interview and not is_headline
        post = _post(text, paragraphs, number, parsed, spans)
        signed = post or _signed(text, paragraph, parsed[index])
        if signed is not None:
            found.append(signed)
    return found


def _label(text: str, paragraph: Span) -> re.Match[str] | None:
    match = _LABEL.match(text, paragraph.start, paragraph.end)
    if match is None:
        return None
    words = re.findall(r"[\w’'&]+", match.group("label").lower())
    is_loud = match.group("label").isupper() and len(words) > 1  # "THE PRESIDENT:"
    if not words or (words[0] in _NOT_SPEAKERS and not is_loud) or words[-1] in _NOT_SPEAKERS:
        return None
    return match


def _speaking(
    text: str,
    paragraphs: tuple[Span, ...],
    labels: list[re.Match[str] | None],
    parsed: list[Sentence],
    spans: tuple[Span, ...],
) -> list[re.Match[str] | None]:
    """Without the labels that never introduce a clause: "Construction: 0.7 percent"."""
    speaking: set[str] = set()
    for paragraph, label in zip(paragraphs, labels, strict=True):
        if label is None:
            continue
        index = at(spans, label.end())
        rest = text[label.end() : paragraph.end]
        has_verb = index is not None and any(
            t.tag_ in _FINITE and parsed[index].start(t) >= label.end() for t in parsed[index].doc
        )
        if has_verb or rest[:1] in _OPENERS or label.group("label").isupper() or len(rest.split()) > FEW_WORDS:
            speaking.add(label.group("label"))
    asking = _asking(text, paragraphs, labels)
    return [label if label is not None and label.group("label") in speaking | asking else None for label in labels]


def _asking(text: str, paragraphs: tuple[Span, ...], labels: list[re.Match[str] | None]) -> set[str]:
    """The labels that mostly ask: interviewers."""
    asked: dict[str, list[str]] = {}
    for paragraph, label in zip(paragraphs, labels, strict=True):
        if label is not None:
            asked.setdefault(label.group("label"), []).append(text[label.end() : paragraph.end].rstrip(_CLOSERS))
    return {
        name
        for name, said in asked.items()
        if sum(words.endswith("?") and (len(said) > 1 or ". " not in words) for words in said) >= MOSTLY * len(said)
    }


def _is_interview(
    text: str, paragraphs: tuple[Span, ...], labels: list[re.Match[str] | None], asking: set[str]
) -> bool:
    """The first to speak asks, and somebody answers: not a speech with questions behind it, nor a hearing."""
    turns = [(label, paragraph) for label, paragraph in zip(labels, paragraphs, strict=True) if label is not None]
    names = [label.group("label") for label, _ in turns]
    asks = [name in asking or name.rstrip(".").lower() == QUESTION for name in names]
    if len(names) < 3 or all(asks) or not any(asks):
        return False
    first, paragraph = turns[0]
    return asks[0] or text[first.end() : paragraph.end].rstrip(_CLOSERS).endswith("?")


def _is_surely_a_speaker(text: str, label: re.Match[str]) -> bool:
    """A label that stands alone in its text: it names a role, or somebody whom the text has named before."""
    words = label.group("label").split()
    if any(word.lower() in ROLES | _BODIES for word in words):
        return True
    first = text.find(words[-1])
    return len(words[-1]) > 2 and 0 <= first < label.start("label")


def _is_headline(text: str, paragraph: Span, number: int) -> bool:
    """ "Doe: The tram will pay for itself" on the first line."""
    line = paragraph.of(text)
    return number == 0 and len(line.split()) <= 22 and not line.rstrip().endswith(":")


def _labelled(
    match: re.Match[str],
    paragraphs: tuple[Span, ...],
    labels: list[re.Match[str] | None],
    number: int,
    sentence: Sentence,
    last_label: int,
) -> Draft:
    draft = Draft(sentence, LABELLED, match.start("colon"), None, [Span(*match.span("colon"))])
    draft.source = Span(*match.span("label"))
    draft.label = match.group("label")
    draft.content = [Span(match.end(), paragraphs[number].end)]
    for later in range(number + 1, 0 if number == 0 else min(len(paragraphs), number + MOST_PARAGRAPHS)):
        if labels[later] is not None or later > last_label:
            break
        draft.content.append(paragraphs[later])
    draft.is_layout = True
    draft.is_verbatim = number > 0
    draft.confidence = 0.75
    return draft


def _signed(text: str, paragraph: Span, sentence: Sentence) -> Draft | None:
    """A quotation that fills its paragraph, with a name behind a dash."""
    match = _SIGNATURE.search(text, paragraph.start, paragraph.end)
    if match is None or text[paragraph.start] not in _OPENERS:
        return None
    draft = Draft(sentence, LABELLED, match.start("dash"), None, [Span(*match.span("dash"))])
    draft.source = Span(*match.span("name"))
    draft.label = match.group("name")
    draft.content = [Span(paragraph.start, match.start("dash"))]
    draft.is_layout = True
    draft.confidence = 0.75
    return draft


def _post(
    text: str,
    paragraphs: tuple[Span, ...],
    number: int,
    parsed: list[Sentence],
    spans: tuple[Span, ...],
) -> Draft | None:
    """The signature of an embedded post, with the post before it in the same or the paragraph above."""
    paragraph = paragraphs[number]
    dash = max(text.rfind(mark, paragraph.start, paragraph.end) for mark in ("—", "–", "--", " - "))
    if dash < paragraph.start or "(@" not in text[dash : paragraph.end]:
        return None
    match = _POST.match(text, dash, paragraph.end)
    if match is None:
        return None
    content = Span(paragraph.start, dash)
    if not content.of(text).strip() and number:
        content = paragraphs[number - 1]
    index = at(spans, content.start)
    if index is None or not content.of(text).strip():
        return None
    draft = Draft(parsed[index], POSTED, match.start("handle"), None, [Span(*match.span("handle"))])
    draft.source = Span(*match.span("name"))
    draft.label = match.group("name")
    draft.content = [content]
    draft.is_layout = draft.is_verbatim = True
    draft.medium = of_posts(text)
    draft.signed = Span(*match.span("date")) if match.group("date") else None
    draft.confidence = 0.8
    return draft
