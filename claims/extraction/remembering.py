"""spaCy's attribute ruler, made to remember: it tries 179 patterns on every word, and most words were seen before.

The ruler turns a word, its tag and its dependency into a part of speech, its morphology and now and then a lemma.
Nearly all of its patterns look at one word, so their outcome is kept by what they look at. Where a pattern of several
words applies, or the model's patterns look at something else, the ruler itself does the work: the outcome is always
its own.
"""

from typing import Any

from spacy.language import Language as Pipeline
from spacy.matcher import Matcher
from spacy.tokens import Doc

RULER, REMEMBERING = "attribute_ruler", "remembering_ruler"
MOST = 200_000  # outcomes kept, so that memory stays bounded whatever is read
_SEEN_BY_KEY = frozenset({"LOWER", "TAG", "DEP", "IS_SPACE"})

Key = tuple[int, int, int]
Outcome = tuple[int, int, int, int, int]


class RememberingRuler:
    """Does to a document exactly what the ruler does, faster."""

    def __init__(self, pipeline: Pipeline, ruler: Any) -> None:
        self._ruler = ruler
        self._outcomes: dict[Key, Outcome] = {}
        self._longer = Matcher(pipeline.vocab)
        for number, rule in enumerate(ruler.patterns):
            longer = [pattern for pattern in rule["patterns"] if len(pattern) > 1]
            if longer:
                self._longer.add(str(number), longer)

    def __call__(self, doc: Doc) -> Doc:
        if self._longer(doc, allow_missing=True):
            ruled: Doc = self._ruler(doc)
            return ruled
        keys = [(token.lower, token.tag, token.dep) for token in doc]
        known = self._outcomes
        if all(key in known for key in keys):
            for token, key in zip(doc, keys, strict=True):
                _set(token, known[key])
            return doc
        ruled = self._ruler(doc)
        if len(known) > MOST:
            known.clear()
        word: Any  # the published types lack the numbers
        for word, key in zip(ruled, keys, strict=True):
            known[key] = (word.tag, word.dep, word.pos, word.morph.key, word.lemma)
        return ruled


def _set(token: Any, outcome: Outcome) -> None:
    tag, dep, pos, morph, lemma = outcome
    token.tag = tag
    token.dep = dep
    token.pos = pos
    token.set_morph(morph)
    if lemma:
        token.lemma = lemma


@Pipeline.factory(REMEMBERING)
def _make(nlp: Pipeline, name: str) -> RememberingRuler:  # noqa: ARG001 spaCy calls factories with these names
    return RememberingRuler(nlp, nlp.get_pipe(RULER))


def remember(pipeline: Pipeline) -> None:
    """Puts the remembering ruler in the place of the plain one where that is safe."""
    if RULER not in pipeline.pipe_names:
        return
    ruler: Any = pipeline.get_pipe(RULER)
    looked_at = {name for rule in ruler.patterns for pattern in rule["patterns"] for word in pattern for name in word}
    if looked_at <= _SEEN_BY_KEY:
        pipeline.add_pipe(REMEMBERING, after=RULER)
        pipeline.disable_pipe(RULER)
