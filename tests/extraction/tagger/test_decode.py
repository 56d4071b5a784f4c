"""From tags and link scores to attributions."""

from itertools import pairwise

import numpy as np

from claims.extraction.analysis import Span
from claims.extraction.tagger import tags
from claims.extraction.tagger.decode import Links, Read, attributions, stretches, viterbi
from claims.extraction.tagger.deeds import Deed, deed_of
from claims.extraction.tagger.pieces import Pieces

WIDTH = 4
OUT, CUE, BEGIN, INSIDE = tags.OUT, tags.begin(tags.CUE), tags.begin(tags.CONTENT), tags.inside(tags.CONTENT)
SOURCE = tags.begin(tags.SOURCE)


def links(no_source: float = -9.0) -> Links:
    near = -np.abs(np.arange(tags.BUCKETS) - tags.STEPS).astype(np.float32)
    return Links(
        np.zeros((tags.TAGS, tags.TAGS), np.float32), np.zeros(tags.TAGS, np.float32), near, near, no_source, -9.0
    )


def pieces_of(paragraphs: list[int]) -> Pieces:
    size = len(paragraphs)
    bounds = [(paragraphs.index(n), len(paragraphs) - paragraphs[::-1].index(n)) for n in sorted(set(paragraphs))]
    zeros = [0] * size
    return Pieces(
        list(zeros), [2 * n for n in range(size)], [2 * n + 1 for n in range(size)], zeros, zeros, paragraphs, bounds
    )


def read(labels: list[int]) -> Read:
    size = len(labels)
    return Read(
        np.array(labels), np.zeros((size, 4 * WIDTH), np.float32), np.eye(1, len(Deed), 0, np.float32).repeat(size, 0)
    )


def test_the_best_path_never_has_an_inside_without_its_beginning() -> None:
    emissions = np.zeros((4, tags.TAGS), np.float32)
    emissions[:, INSIDE] = 5.0  # every piece would rather be inside a content
    assert viterbi(emissions, links()).tolist() == [BEGIN, INSIDE, INSIDE, INSIDE]
    emissions[2, CUE] = emissions[3, BEGIN] = 50.0
    assert viterbi(emissions, links()).tolist() == [BEGIN, INSIDE, CUE, BEGIN]


def test_the_best_path_is_the_best_of_all_paths() -> None:
    chance = np.random.default_rng(3)
    emissions = chance.normal(size=(4, tags.TAGS)).astype(np.float32)
    moves = chance.normal(size=(tags.TAGS, tags.TAGS)).astype(np.float32)
    given = Links(moves, links().opening, links().source_distance, links().content_distance, 0.0, 0.0)

    def score(path: tuple[int, ...]) -> float:
        if not tags.ALLOWED_FIRST[path[0]] or not all(tags.ALLOWED[a, b] for a, b in pairwise(path)):
            return -np.inf
        return float(sum(emissions[n, t] for n, t in enumerate(path)) + sum(moves[a, b] for a, b in pairwise(path)))

    best = max(np.ndindex(*(tags.TAGS,) * 4), key=score)
    assert tuple(viterbi(emissions, given).tolist()) == best


def test_a_stretch_ends_with_its_paragraph() -> None:
    found = stretches(pieces_of([0, 0, 0, 1, 1]), np.array([CUE, BEGIN, INSIDE, INSIDE, INSIDE]))
    assert [(s.first, s.last) for s in found[tags.CONTENT]] == [(1, 2), (3, 4)]


def test_content_goes_to_the_nearest_cue_when_words_do_not_decide_and_takes_both_sides_of_it() -> None:
    found = attributions(pieces_of([0] * 9), read([BEGIN, INSIDE, CUE, SOURCE, BEGIN, OUT, OUT, SOURCE, CUE]), links())
    assert len(found) == 1  # the second cue has no content and is dropped
    assert found[0].cue == Span(4, 5)
    assert found[0].source == Span(6, 7)
    assert found[0].content == (Span(0, 3), Span(8, 9))


def test_a_learned_link_beats_the_distance() -> None:
    said = read([SOURCE, CUE, OUT, OUT, SOURCE, CUE, BEGIN])
    asks, source = slice(0, WIDTH), slice(WIDTH, 2 * WIDTH)
    said.roles[5, asks] = said.roles[0, source] = 10.0
    found = attributions(pieces_of([0] * 7), said, links())
    assert [(a.source, a.cue) for a in found] == [(Span(0, 1), Span(10, 11))]


def test_a_cue_may_have_no_source() -> None:
    found = attributions(pieces_of([0] * 4), read([SOURCE, CUE, BEGIN, INSIDE]), links(no_source=9.0))
    assert [a.source for a in found] == [None]


def test_no_cue_or_no_content_is_no_attribution() -> None:
    assert attributions(pieces_of([0] * 3), read([OUT, BEGIN, INSIDE]), links()) == []
    assert attributions(pieces_of([0] * 3), read([SOURCE, CUE, OUT]), links()) == []


def test_cues_are_told_apart_by_what_their_source_does() -> None:
    assert deed_of("said in a statement") is Deed.SPEECH
    assert deed_of("has repeatedly denied") is Deed.SPEECH
    assert deed_of("according to") is Deed.SPEECH
    assert deed_of(":") is Deed.SPEECH
    assert deed_of("did not believe") is Deed.BELIEF
    assert deed_of("is planning") is Deed.INTENTION
    assert deed_of("voted against") is Deed.ACT
    assert deed_of("was endorsed by") is Deed.ACT
    assert deed_of("zigzagged") is None
