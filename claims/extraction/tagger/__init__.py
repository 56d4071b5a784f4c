"""A learned tagger of source, cue and content, and a learned linker between them: numpy and onnxruntime alone."""

from claims.extraction.analysis import Span
from claims.extraction.quotes import Quote
from claims.extraction.tagger.artefact import Artefact
from claims.extraction.tagger.decode import Found, attributions, gather
from claims.extraction.tagger.pieces import read
from claims.extraction.tagger.windows import pack


def propose(
    artefact: Artefact,
    text: str,
    paragraphs: tuple[Span, ...],
    quotes: tuple[Quote, ...],
    chosen: frozenset[int],
    *,
    by_distance: bool = False,
) -> list[Found]:
    """The attributions in the ``chosen`` paragraphs, in the order of their cues; spans are code points of ``text``.

    ``by_distance`` links cue, source and content by nearness instead of by what was learned.
    """
    pieces = read(artefact.vocabulary, text, paragraphs, quotes)
    windows = pack(pieces, chosen=chosen)
    if not windows:
        return []
    said = gather(pieces, windows, artefact.run(windows), artefact.links)
    return attributions(pieces, said, artefact.links, by_distance=by_distance)
