"""spaCy's pipeline made quicker: the same components and weights, the same outcome.

Matrix products go to numpy's algebra library, which uses what this processor can do; the one that spaCy brings is
built for any processor of the family. And the parser and the entity recogniser are stepped from here: their own loop
lets go of Python's lock and asks for it again at every transition that it considers, which costs more than the rest.
Sums may differ in their last binary digits from those of the pipeline as it comes.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spacy.language import Language as Pipeline
from spacy.pipeline import DependencyParser, EntityRecognizer
from spacy.tokens import Doc
from thinc.api import NumpyOps

STEPPED = "stepped"


class Stepped:
    """Does to documents exactly what a greedy transition parser of spaCy's does, all of a batch at once."""

    def __init__(self, parser: Any) -> None:
        self._parser = parser

    def __call__(self, doc: Doc) -> Doc:
        self._annotate([doc])
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        rest = iter(docs)
        while batch := list(islice(rest, batch_size)):
            self._annotate(batch)
            yield from batch

    def _annotate(self, docs: list[Doc]) -> None:
        parser = self._parser
        parser._ensure_labels_are_added(docs)  # noqa: SLF001 as its own loop does
        states = parser.moves.init_batch(docs)
        unfinished = [state for state in states if not state.is_final()]
        if unfinished:
            scorer = parser.model.predict(docs)
            while unfinished:
                unfinished = parser.transition_states(unfinished, scorer.predict(unfinished))
            scorer.clear_memory()
        parser.set_annotations(docs, states)


@Pipeline.factory(STEPPED)
def _make(nlp: Pipeline, name: str, stepped: str) -> Stepped:  # noqa: ARG001 spaCy calls factories with these names
    return Stepped(nlp.get_pipe(stepped))


def quicken(pipeline: Pipeline) -> None:
    """Changes how the pipeline reckons where that is safe, and leaves the rest of it alone."""
    ops = NumpyOps(use_blis=False)
    for name, component in pipeline.pipeline:
        model = getattr(component, "model", None)
        for layer in model.walk() if model is not None else ():
            if type(layer.ops) is NumpyOps:
                layer.ops = ops
        if isinstance(component, DependencyParser | EntityRecognizer) and component.cfg.get("beam_width", 1) == 1:
            pipeline.add_pipe(STEPPED, f"{STEPPED}_{name}", after=name, config={"stepped": name})
            pipeline.disable_pipe(name)
