"""The measures, against cases that were worked out by hand."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from claims.evaluation import attribution, boundaries, retrieval, sets
from claims.evaluation.intervals import Measurement, Share, Tally, figures, ratio
from claims.evaluation.naming import agree, name_words
from claims.evaluation.overlap import Ruler, intersection, stretch
from claims.evaluation.ranking import Ranking, average_precision, gain, reciprocal_rank
from claims.evaluation.sets import Marked, MarkedText, Query, Sentences, SetBroken
from claims.extraction import Span

TEXT = "Ada said it rained. “We drowned,” Bo said. The mill closed, he added."


def at(words: str) -> tuple[Span, ...]:
    start = TEXT.index(words)
    return (Span(start, start + len(words)),)


def plain(measurement: Measurement) -> dict[str, float]:
    return {name: figure.value for name, figure in figures(measurement, rounds=0).items()}


ADA = Marked(at("Ada"), at("said"), at("it rained"), ("Ada Quill",))
BO = Marked(at("Bo"), (), at("“We drowned,”"), ("Bo",))
HE = Marked(at("he"), at("added"), at("The mill closed"), ("Bo",))


def test_a_content_is_found_from_half_of_its_words_on_and_right_when_the_source_is_touched() -> None:
    text = MarkedText("a", TEXT, None, (ADA, BO, HE))
    guesses = [
        Marked(at("Ada"), (), at("rained"), ("Quill",)),  # 6 of 8 letters: found, right
        Marked(at("Ada"), (), at("“We drowned,” Bo"), ("Ada",)),  # found, another's source
        Marked(at("he"), (), at("mill"), ("he",)),  # 4 of 13 letters: not found
        Marked((), (), at("he added"), ()),  # nobody's
    ]
    found = plain(attribution.measure([text], [guesses]))
    assert found["content precision"] == 2 / 4
    assert found["content recall"] == pytest.approx(2 / 3)
    assert found["source right, of those found"] == 1 / 2
    assert found["end to end precision"] == 1 / 4
    assert found["end to end recall"] == pytest.approx(1 / 3)
    assert found["end to end F1"] == pytest.approx(2 / 7)
    assert (found["direct: found"], found["direct: source right"]) == (1.0, 0.0)
    assert found["indirect: found"] == 1 / 2
    assert found["named speaker, of all with a name"] == pytest.approx(1 / 3)  # "Quill" stands in "Ada Quill"
    assert found["the same name in full, of all"] == 0.0


def test_the_most_alike_pair_comes_first_and_nobody_is_paired_twice() -> None:
    guesses = [Marked((), (), at("it rained. “We"), ()), Marked((), (), at("it rained"), ())]
    compared = attribution.compare(TEXT, [ADA], guesses)
    assert compared.pairs == {0: 1}


def test_no_source_is_right_only_where_there_is_none() -> None:
    nobody = Marked((), (), at("it rained"))
    assert attribution.compare(TEXT, [nobody], [nobody]).right == {0}
    assert attribution.compare(TEXT, [nobody], [ADA]).right == frozenset()
    assert attribution.compare(TEXT, [ADA], [nobody]).right == frozenset()


def test_a_speaker_whose_words_are_left_out_may_be_pointed_at() -> None:
    left_out = Marked((), at("said"), at("it rained"), ("Ada Quill",))
    assert attribution.compare(TEXT, [left_out], [ADA]).right == {0}
    assert attribution.compare(TEXT, [left_out], [Marked(at("Bo"), (), at("it rained"), ("Bo",))]).right == frozenset()


def test_kinds_are_read_from_double_marks_and_each_line_begins_anew() -> None:
    text = '“one two” three\n“four five\nsix "seven"'
    ruler, quoted = Ruler(text), attribution.inside_marks(text)

    def kind(words: str) -> str:
        start = text.index(words)
        return attribution.kind_of(ruler, (Span(start, start + len(words)),), quoted)

    assert kind("one two") == "direct"
    assert kind("two” three") == "mixed"
    assert kind("three") == "indirect"
    assert kind("four five") == "direct"
    assert kind("six") == "indirect"
    assert kind("seven") == "direct"


def test_marks_points_and_spaces_do_not_count_in_likeness() -> None:
    ruler = Ruler("“Yes, it did.”")
    whole, bare = (Span(0, 14),), (Span(1, 12),)
    assert ruler.size(whole) == 8
    assert ruler.likeness(whole, bare) == 1.0


def test_stretches_are_joined_and_cut() -> None:
    assert stretch([Span(5, 9), Span(0, 3), Span(2, 4)]) == (Span(0, 4), Span(5, 9))
    assert intersection((Span(0, 4), Span(5, 9)), (Span(3, 6), Span(8, 12))) == (Span(3, 4), Span(5, 6), Span(8, 9))


def test_names_agree_when_one_stands_in_the_other_without_titles() -> None:
    assert name_words("Minister Ada Quill’s") == ("ada", "quill")
    assert name_words("she") == ()
    assert agree(name_words("Dr. Quill"), name_words("Ada Quill"))
    assert not agree(name_words("Ada Bo"), name_words("Ada Quill"))
    assert not agree((), ("ada",))


def test_average_precision_counts_what_was_never_ranked() -> None:
    assert average_precision([1, 0, 1]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([1, 0, 1], relevant=4) == pytest.approx((1 + 2 / 3) / 4)
    assert average_precision([0, 0]) == 0.0
    assert reciprocal_rank([0, 0, 1]) == pytest.approx(1 / 3)
    assert reciprocal_rank([]) == 0.0


def test_gain_is_one_for_the_best_order() -> None:
    assert gain([3, 1, 0], [0, 1, 3]) == pytest.approx(1.0)
    assert gain([1, 3], [3, 1]) == pytest.approx((1 + 7 / np.log2(3)) / (7 + 1 / np.log2(3)))
    assert gain([], [2]) == 0.0


def test_ranking_pools_all_sentences_and_compares_with_the_order_of_the_text() -> None:
    documents = [Sentences("a", ("", "", ""), (0, 1, 0)), Sentences("b", ("", ""), (1, 0))]
    found = plain(Ranking(documents, [[0.2, 0.9, 0.6], [0.4, 0.1]]))
    # pooled order: a2 (1), a3 (0), b1 (1), a1, b2
    assert found["average precision"] == pytest.approx((1 + 2 / 3) / 2)
    assert found["precision at 0.5"] == 1 / 2
    assert found["recall at 0.5"] == 1 / 2
    assert found["MRR per document"] == 1.0
    assert found["order of the text: MRR per document"] == pytest.approx((1 / 2 + 1) / 2)


def test_a_document_drawn_twice_stands_in_the_ranking_twice() -> None:
    ranking = Ranking([Sentences("a", ("", ""), (1, 0)), Sentences("b", ("",), (0,))], [[0.5, 0.1], [0.9]])
    # b, a1, a1, a2, a2
    assert ranking.shares(np.array([2, 1]))["average precision"].value == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_retrieval_looks_five_deep_for_precision_and_further_for_hits() -> None:
    queries = [Query("q", "", frozenset({"x", "y"})), Query("r", "", frozenset({"z"}))]
    found = plain(retrieval.measure(queries, [["x", "o", "y"], ["1", "2", "3", "4", "5", "z"]]))
    assert found["MAP@5"] == pytest.approx(((1 + 2 / 3) / 2 + 0) / 2)
    assert found["MRR"] == pytest.approx((1 + 1 / 6) / 2)
    assert (found["hit@1"], found["hit@5"], found["hit@20"]) == (0.5, 0.5, 1.0)


def test_boundaries_leave_out_the_end_of_a_paragraph() -> None:
    found = plain(boundaries.measure([["One is.", "Two is.", "Three."]], [["One is. Two is.", "Thr", "ee."]]))
    assert found["boundary precision"] == 1 / 2
    assert found["boundary recall"] == 1 / 2
    assert found["whole sentences F1"] == 0.0
    assert plain(boundaries.measure([["One."]], [["One."]]))["whole sentences F1"] == 1.0


def share_of(sums: object) -> dict[str, Share]:
    assert isinstance(sums, dict)
    return {"share": ratio(sums["yes"], sums["all"])}


def test_intervals_are_seeded_hold_the_figure_and_shrink_with_more_documents() -> None:
    few = Tally([{"yes": float(n % 2), "all": 1.0} for n in range(20)], share_of)
    many = Tally([{"yes": float(n % 2), "all": 1.0} for n in range(2_000)], share_of)
    one, again = figures(few, 400)["share"], figures(few, 400)["share"]
    wide = figures(many, 400)["share"]
    assert one == again
    assert one.low is not None
    assert one.high is not None
    assert wide.low is not None
    assert wide.high is not None
    assert one.low < one.value == 0.5 < one.high
    # a share of one half in n draws: the standard error is .5 / √n
    assert one.high - one.low == pytest.approx(2 * 1.96 * 0.5 / np.sqrt(20), rel=0.25)
    assert wide.high - wide.low == pytest.approx(2 * 1.96 * 0.5 / np.sqrt(2_000), rel=0.25)
    assert figures(few, 0)["share"].low is None


def test_of_several_annotators_the_first_counts_and_gzip_is_read(tmp_path: Path) -> None:
    row = {"doc": "d", "date": "2020-02-12", "text": TEXT, "attributions": [{"source": [], "content": [[0, 3]]}]}
    path = tmp_path / "set.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.write(json.dumps(row) + "\n\n" + json.dumps({**row, "attributions": []}) + "\n")
    (text,) = sets.attributions(path)
    assert text.marked == (Marked((), (), (Span(0, 3),)),)
    assert str(text.published_on) == "2020-02-12"


def test_labels_of_articles_and_of_sentences(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    rows = [
        {"doc": "x", "text": "a", "check": 1},
        {"doc": "x", "text": "b", "verifiable": 0},
        {"sentences": ["c", "d"], "positive": 1},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    first, second = sets.labelled(path)
    assert (first.sentences, first.labels) == (("a", "b"), (1, 0))
    assert (second.sentences, second.labels) == (("c", "d"), (0, 1))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("nonsense", "line 2: not JSON"),
        ("[1]", "line 2: not an object"),
        ('{"doc": "e", "text": "abc"}', "'attributions' is missing"),
        ('{"doc": "e", "text": "abc", "attributions": [{"content": [[1, 9]]}]}', "outside the text of 3 characters"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"doc": "d", "text": "x", "attributions": []}\n' + line, encoding="utf-8")
    with pytest.raises(SetBroken) as caught:
        sets.attributions(path)
    assert complaint in str(caught.value)
    assert "set.jsonl" in str(caught.value)


def test_an_empty_or_absent_set_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(SetBroken, match="empty"):
        sets.labelled(tmp_path / "empty.jsonl")
    with pytest.raises(SetBroken, match=r"absent\.jsonl"):
        sets.queries(tmp_path / "absent.jsonl")


def test_known_claims_come_from_plain_rows_and_from_published_checks(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    rows = [
        {"id": 1, "text": "It rained."},
        {"vclaim_id": "v", "vclaim": "It rained.", "title": "Rain?", "speaker": "Ada"},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert [(c.id, c.text) for c in sets.known_claims(path)] == [("1", "It rained."), ("v", "It rained. Rain? Ada")]
